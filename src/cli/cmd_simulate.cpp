#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "commands.h"
#include "console.h"
#include "cytrial/core/error.h"
#include "cytrial/store/json_writer.h"
#include "cytrial/synth/simulate_scan.h"
#include "cytrial/synth/simulated_calibration.h"

namespace cyto::cli {
namespace {

TiffCompression compression_from(const std::string& name) {
  if (name == "none") {
    return TiffCompression::None;
  }
  if (name == "lzw") {
    return TiffCompression::Lzw;
  }
  return name == "zstd" ? TiffCompression::Zstd : TiffCompression::Deflate;
}

void set_control(const SimulateArgs& args, synth::ScanOptions& options) {
  options.instrument = args.instrument;
  options.acquired_on = args.acquired_on;
  options.dark_pattern_adu = args.dark_pattern_adu;
  if (args.control == "dark") {
    options.specimen = synth::Specimen::Dark;
  } else if (args.control == "even") {
    options.specimen = synth::Specimen::EvenDye;
  } else if (args.control != "none") {
    const std::vector<std::string> names = options.channel_names();
    const auto dye = std::find(names.begin(), names.end(), args.control);
    if (dye == names.end()) {
      throw Error(ErrorCode::Usage, "--control " + args.control, "the scan has no such channel",
                  "add --her2 for a fourth one");
    }
    options.only_dye = static_cast<std::size_t>(dye - names.begin());
  }
}

synth::ScanOptions options_of(const SimulateArgs& args) {
  synth::ScanOptions options;
  options.width_px = args.width_px;
  options.height_px = args.height_px;
  options.pixel_size = {args.pixel_size_um, args.pixel_size_um};
  options.seed = args.seed;
  options.bits = args.bits;
  options.fourth_channel = args.her2;
  options.compression = compression_from(args.compression);
  options.density_per_mm2 = args.density_per_mm2;
  options.noise = args.noise == "harsh" ? synth::NoiseLevel::Harsh : synth::NoiseLevel::Mild;
  options.ctc_count = static_cast<std::uint64_t>(args.ctcs);
  options.blank = args.ctcs == 0;
  options.ck_level_min = args.ck_level_min;
  options.apoptotic_share = args.apoptotic_share;
  options.giant_cells_per_mm2 = args.giant_cells_per_mm2;
  options.defocus_sigma_um = args.defocus_um;
  options.light_factor = args.light_factor;
  options.background_factor = args.background_factor;
  options.noise_factor = args.noise_factor;
  options.spillover_shift = args.spillover_shift;
  options.edge_dimming = args.edge_dimming;
  options.bubbles = args.bubbles;
  options.bare_share = args.bare_share;
  options.hot_columns = args.hot_columns;
  options.jpeg_quality = args.jpeg_quality;
  options.as_fields = args.fields;
  options.field_px = args.field_px;
  set_control(args, options);
  return options;
}

std::string json_of(const synth::ScanPaths& paths, const synth::SimulatedScan& scan) {
  JsonWriter json;
  json.begin_object();
  json.key("scan");
  json.text(paths.scan.string());
  json.key("truth");
  json.text(paths.truth.string());
  json.key("objects");
  json.integer(scan.objects);
  json.key("cells");
  json.integer(scan.cells);
  json.key("by_phenotype");
  json.begin_object();
  for (const auto& [name, count] : scan.by_phenotype) {
    json.key(name);
    json.integer(count);
  }
  json.end_object();
  json.end_object();
  return json.take();
}

}  // namespace

int run(const SimulateArgs& args) {
  const synth::ScanOptions options = options_of(args);
  synth::ScanPaths paths;
  paths.scan = args.out / (args.fields ? "fields" : "scan.ome.tif");
  paths.truth = args.out / "truth.csv";
  paths.options = args.out / "truth.json";
  if (args.labels) {
    paths.labels = args.out / "labels.tif";
  }
  ConsoleLogger logger(args.quiet);
  logger.set_label("simulate");
  const synth::SimulatedScan scan = synth::simulate_scan(options, paths, logger);
  if (args.calibration) {
    synth::write_simulated_calibration(options, args.out / "calibration");
  }
  if (args.json) {
    std::cout << json_of(paths, scan);
  } else {
    std::cout << paths.scan.string() << "\n" << paths.truth.string() << "\n";
    std::cout << scan.cells << " cells";
    for (const auto& [name, count] : scan.by_phenotype) {
      std::cout << ", " << count << " " << name;
    }
    std::cout << "\n";
  }
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
