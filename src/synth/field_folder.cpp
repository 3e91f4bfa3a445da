#include "field_folder.h"

#include <algorithm>
#include <string>

#include "camera.h"
#include "cytrial/core/atomic_file.h"

namespace cyto::synth {
namespace {

std::string field_name(std::int64_t index) {
  std::string digits = std::to_string(index);
  digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
  return "field_" + digits + ".ome.tif";
}

/// Number of the field at a place of the grid, from 1, in the order of exposure.
std::int64_t field_index(const ScanOptions& options, std::int64_t row, std::int64_t column) {
  const bool backwards = options.serpentine && row % 2 == 1;
  return row * options.field_columns() + (backwards ? options.field_columns() - 1 - column : column) + 1;
}

std::string layout_json(const ScanOptions& options) {
  std::string channels;
  for (const std::string& name : options.channel_names()) {
    channels += (channels.empty() ? "\"" : ", \"") + name + "\"";
  }
  return "{\n  \"rows\": " + std::to_string(options.field_rows()) +
         ",\n  \"columns\": " + std::to_string(options.field_columns()) + ",\n  \"order\": \"" +
         (options.serpentine ? "serpentine" : "row") +
         "\",\n  \"overlap_px\": " + std::to_string(options.field_overlap_px) +
         ",\n  \"first_index\": 1,\n  \"pattern\": \"field_{index:4}.ome.tif\",\n  \"channels\": [" +
         channels + "]\n}\n";
}

void write_field(const ScanOptions& options, const std::filesystem::path& file,
                 const std::vector<cv::Mat>& counts) {
  TiffPlaneOptions page = page_options(options);
  page.width_px = page.height_px = options.field_px;
  page.description = ome_xml_for(options.channel_names(), options.field_px, options.field_px,
                                 options.bits == 8 ? "uint8" : "uint16", options.pixel_size,
                                 {options.instrument, options.acquired_on}, options.image_name);
  const auto writer = create_tiled_tiff(file, page, options.channels());
  for (std::int64_t y = 0; y < options.field_px; y += options.tile_px) {
    const cv::Range rows(static_cast<int>(y),
                         static_cast<int>(std::min(y + options.tile_px, options.field_px)));
    std::vector<cv::Mat> band;
    for (const cv::Mat& plane : counts) {
      band.push_back(plane.rowRange(rows));
    }
    writer->write_band(band);
  }
  writer->finish();
}

}  // namespace

TiffPlaneOptions page_options(const ScanOptions& options) {
  TiffPlaneOptions page;
  page.width_px = options.width_px;
  page.height_px = options.height_px;
  page.bits = options.bits;
  page.tile_px = options.tile_px;
  page.compression = options.compression;
  page.description = ome_xml_for(options.channel_names(), options.width_px, options.height_px,
                                 options.bits == 8 ? "uint8" : "uint16", options.pixel_size,
                                 {options.instrument, options.acquired_on}, options.image_name);
  return page;
}

std::vector<cv::Mat> empty_planes(const ScanOptions& options, std::int64_t rows, std::int64_t columns) {
  std::vector<cv::Mat> planes;
  for (std::size_t channel = 0; channel < options.channels(); ++channel) {
    planes.emplace_back(static_cast<int>(rows), static_cast<int>(columns),
                        options.bits == 8 ? CV_8UC1 : CV_16UC1);
  }
  return planes;
}

void write_field_folder(const ScanOptions& options, const std::filesystem::path& folder,
                        SlideContent& content, Logger& log) {
  const Camera camera(options);
  const std::int64_t step = options.field_px - options.field_overlap_px;
  std::vector<std::vector<float>> light;
  std::vector<cv::Mat> counts = empty_planes(options, options.field_px, options.field_px);
  for (std::int64_t row = 0; row < options.field_rows(); ++row) {
    content.plan_down_to(row * step + options.field_px);
    for (std::int64_t column = 0; column < options.field_columns(); ++column) {
      const SlideRect rect{column * step, row * step, options.field_px, options.field_px};
      const std::int64_t index = field_index(options, row, column);
      content.draw_light(rect, light);
      camera.expose(rect, {rect.x, rect.y, static_cast<std::uint64_t>(index)}, light, counts);
      camera.store(counts);
      write_field(options, folder / field_name(index), counts);
    }
    content.retire_above((row + 1) * step);
    log.progress(static_cast<double>(row + 1) / static_cast<double>(options.field_rows()));
  }
  // Without it the folder is no scan: a half-written one is never read.
  write_file_atomically(folder / "fields.json", layout_json(options));
}

}  // namespace cyto::synth
