#include "cytrial/synth/scan_options.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/calendar_day.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto::synth {
namespace {

/// One number of the options: how it is called, where it may lie.
struct Ranged {
  const char* name;
  double value;
  double low;
  double high;
};

std::vector<Ranged> ranged_options(const ScanOptions& o) {
  return {
      {"width_px", static_cast<double>(o.width_px), 32, 200000},
      {"height_px", static_cast<double>(o.height_px), 32, 200000},
      {"pixel_size.x_um", o.pixel_size.x_um, 0.1, 2},
      {"pixel_size.y_um", o.pixel_size.y_um, 0.1, 2},
      {"camera_bits", static_cast<double>(o.camera_bits), 12, 16},
      {"tile_px", static_cast<double>(o.tile_px), 16, 4096},
      {"density_per_mm2", o.density_per_mm2, 1, 6000},
      // Also what ctc_ppm asks for: the places of all CTCs are held in memory.
      {"ctc_count", static_cast<double>(o.ctcs()), 0, 1e6},
      {"ctc_ppm", o.ctc_ppm, 0, 500000},
      {"ck_level_min", o.ck_level_min, 0.1, 1000},
      {"ck_level_max", o.ck_level_max, o.ck_level_min, 1000},
      {"cluster_share", o.cluster_share, 0, 1},
      {"ctc_touching_share", o.ctc_touching_share, 0, 1},
      {"apoptotic_share", o.apoptotic_share, 0, 1},
      {"doublet_share", o.doublet_share, 0, 0.9},
      {"double_positive_ppm", o.double_positive_ppm, 0, 500000},
      {"nucleated_other_ppm", o.nucleated_other_ppm, 0, 500000},
      {"out_of_focus_share", o.out_of_focus_share, 0, 1},
      {"dapi_debris_share", o.dapi_debris_share, 0, 1},
      {"ck_debris_per_mm2", o.ck_debris_per_mm2, 0, 1000},
      {"fragments_per_mm2", o.fragments_per_mm2, 0, 1000},
      {"fibres_per_mm2", o.fibres_per_mm2, 0, 10},
      {"giant_cells_per_mm2", o.giant_cells_per_mm2, 0, 100},
      {"leukocyte_ck_mean_adu", o.leukocyte_ck_mean_adu, 1, 10000},
      {"leukocyte_ck_sd_adu", o.leukocyte_ck_sd_adu, 0.1, 5000},
      {"psf_sigma_um", o.psf_sigma_um, 0.1, 3},
      {"defocus_sigma_um", o.defocus_sigma_um, 0, 10},
      {"field_px", static_cast<double>(o.field_px), 64, 8192},
      {"field_overlap_px", static_cast<double>(o.field_overlap_px), 0, static_cast<double>(o.field_px) / 4},
      {"vignetting", o.vignetting, 0, 0.6},
      {"background_gradient", o.background_gradient, 0, 1},
      {"offset_adu", o.offset_adu, 0, 2000},
      {"dark_pattern_adu", o.dark_pattern_adu, 0, 500},
      {"light_factor", o.light_factor, 0.05, 20},
      {"background_factor", o.background_factor, 0, 20},
      {"noise_factor", o.noise_factor, 0, 20},
      {"spillover_shift", o.spillover_shift, -0.5, 0.5},
      {"edge_dimming", o.edge_dimming, 0, 0.4},
      {"jpeg_quality", static_cast<double>(o.jpeg_quality), 1, 100},
      {"bubbles", static_cast<double>(o.bubbles), 0, 1000},
      {"bare_share", o.bare_share, 0, 0.9},
      {"hot_columns", static_cast<double>(o.hot_columns), 0, static_cast<double>(o.field_px)},
  };
}

void require_choice(bool holds, const char* name, const std::string& value, const char* choices) {
  if (!holds) {
    throw Error(ErrorCode::BadConfig, name, "is " + value + ", must be " + choices);
  }
}

void check_spillover(const Spillover& spillover) {
  for (std::size_t dye = 0; dye < kMaxDyes; ++dye) {
    for (std::size_t detector = 0; detector < kMaxDyes; ++detector) {
      const double value = spillover[dye][detector];
      const bool good = dye == detector ? value == 1.0 : value >= 0.0 && value <= 0.5;
      require_choice(good, "spillover", number_text(value), "1 on the diagonal and 0 to 0.5 elsewhere");
    }
  }
}

/// Least number of fields that covers `extent_px`.
std::int64_t fields_over(std::int64_t extent_px, const ScanOptions& options) {
  const std::int64_t step = options.field_px - options.field_overlap_px;
  return std::max<std::int64_t>(1, (extent_px - options.field_overlap_px + step - 1) / step);
}

void check_whole_fields(const char* name, std::int64_t extent_px, const ScanOptions& options) {
  const std::int64_t step = options.field_px - options.field_overlap_px;
  const std::int64_t covered = fields_over(extent_px, options) * step + options.field_overlap_px;
  if (covered != extent_px) {
    throw Error(ErrorCode::BadConfig, name,
                "is " + std::to_string(extent_px) + ", not a whole number of fields",
                "use " + std::to_string(covered));
  }
}

const char* name_of(Specimen specimen) {
  switch (specimen) {
    case Specimen::Dark:
      return "dark";
    case Specimen::EvenDye:
      return "even dye";
    case Specimen::Blood:
      break;
  }
  return "blood";
}

const char* name_of(TiffCompression compression) {
  switch (compression) {
    case TiffCompression::Lzw:
      return "lzw";
    case TiffCompression::Deflate:
      return "deflate";
    case TiffCompression::Zstd:
      return "zstd";
    case TiffCompression::None:
      break;
  }
  return "none";
}

}  // namespace

void ScanOptions::validate() const {
  for (const Ranged& option : ranged_options(*this)) {
    // Written so that NaN is refused too.
    if (!(option.value >= option.low && option.value <= option.high)) {
      throw Error(ErrorCode::BadConfig, option.name,
                  "is " + number_text(option.value) + ", must be " + number_text(option.low) + " to " +
                      number_text(option.high));
    }
  }
  require_choice(bits == 8 || bits == 16, "bits", std::to_string(bits), "8 or 16");
  require_choice(tile_px % 16 == 0, "tile_px", std::to_string(tile_px), "a multiple of 16");
  check_spillover(spillover);
  if (only_dye) {
    require_choice(*only_dye < channels(), "only_dye", std::to_string(*only_dye), "a channel of the scan");
  }
  // It is written into XML and JSON as it is.
  for (const auto& [name, text] :
       {std::pair("instrument", &instrument), std::pair("image_name", &image_name)}) {
    const bool plain = text->size() <= 128 && std::all_of(text->begin(), text->end(), [](char c) {
                         return c >= ' ' && c != '"' && c != '\\' && c != '\x7F';
                       });
    require_choice(plain, name, *text, "at most 128 ASCII characters without quotes and backslashes");
  }
  require_choice(acquired_on.empty() || is_iso_date(acquired_on), "acquired_on", acquired_on,
                 "a day, as 2026-01-31");
  if (as_fields) {
    check_whole_fields("width_px", width_px, *this);
    check_whole_fields("height_px", height_px, *this);
  }
}

std::vector<std::string> ScanOptions::channel_names() const {
  std::vector<std::string> names{"DAPI", "CK", "CD45", "HER2"};
  names.resize(channels());
  return names;
}

std::int64_t ScanOptions::field_rows() const noexcept {
  return fields_over(height_px, *this);
}

std::int64_t ScanOptions::field_columns() const noexcept {
  return fields_over(width_px, *this);
}

std::uint64_t ScanOptions::ctcs() const noexcept {
  if (blank || specimen != Specimen::Blood) {
    return 0;
  }
  if (ctc_count) {
    return *ctc_count;
  }
  return static_cast<std::uint64_t>(std::floor(ctc_ppm * 1e-6 * density_per_mm2 * area_mm2() + 0.5));
}

ScanOptions ScanOptions::without_faults() const {
  ScanOptions sound = *this;
  const ScanOptions plain;
  sound.defocus_sigma_um = plain.defocus_sigma_um;
  sound.light_factor = plain.light_factor;
  sound.background_factor = plain.background_factor;
  sound.noise_factor = plain.noise_factor;
  sound.spillover_shift = plain.spillover_shift;
  sound.edge_dimming = plain.edge_dimming;
  sound.jpeg_quality = plain.jpeg_quality;
  sound.bubbles = plain.bubbles;
  sound.bare_share = plain.bare_share;
  sound.hot_columns = plain.hot_columns;
  return sound;
}

std::string options_json(const ScanOptions& options) {
  std::string json = "{\n";
  for (const Ranged& option : ranged_options(options)) {
    json += "  \"" + std::string(option.name) + "\": " + number_text(option.value) + ",\n";
  }
  json += "  \"seed\": " + std::to_string(options.seed) + ",\n";
  json += "  \"bits\": " + std::to_string(options.bits) + ",\n";
  json += "  \"as_fields\": " + std::string(options.as_fields ? "true" : "false") + ",\n";
  json += "  \"serpentine\": " + std::string(options.serpentine ? "true" : "false") + ",\n";
  json += "  \"blank\": " + std::string(options.blank ? "true" : "false") + ",\n";
  if (options.only_dye) {
    json += "  \"only_dye\": \"" + options.channel_names()[*options.only_dye] + "\",\n";
  }
  json += "  \"specimen\": \"" + std::string(name_of(options.specimen)) + "\",\n";
  json += "  \"noise\": \"" + std::string(options.noise == NoiseLevel::Mild ? "mild" : "harsh") + "\",\n";
  json += "  \"compression\": \"" + std::string(name_of(options.compression)) + "\",\n";
  json += "  \"channels\": [";
  for (const std::string& name : options.channel_names()) {
    json += (json.back() == '[' ? "\"" : ", \"") + name + "\"";
  }
  json += "],\n  \"spillover\": [";
  for (std::size_t dye = 0; dye < options.channels(); ++dye) {
    json += dye == 0 ? "[" : ", [";
    for (std::size_t detector = 0; detector < options.channels(); ++detector) {
      json += (detector == 0 ? "" : ", ") + number_text(options.spillover[dye][detector]);
    }
    json += "]";
  }
  return json + "]\n}\n";
}

}  // namespace cyto::synth
