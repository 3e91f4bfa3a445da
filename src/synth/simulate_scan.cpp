#include "cytrial/synth/simulate_scan.h"

#include <algorithm>
#include <system_error>

#include "camera.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "field_folder.h"
#include "slide_content.h"
#include "truth_table.h"

namespace cyto::synth {
namespace {

constexpr std::int64_t kChunkPx = 2048;  ///< columns drawn at a time: bounds memory, not content

std::int64_t rows_of_band(const ScanOptions& options, std::int64_t y) {
  return std::min(options.tile_px, options.height_px - y);
}

void write_scan(const ScanOptions& options, const std::filesystem::path& file, SlideContent& content,
                Logger& log) {
  const Camera camera(options);
  const auto writer = create_tiled_tiff(file, page_options(options), options.channels());
  std::vector<std::vector<float>> light;
  for (std::int64_t y = 0; y < options.height_px; y += options.tile_px) {
    const std::int64_t rows = rows_of_band(options, y);
    content.plan_down_to(y + rows);
    std::vector<cv::Mat> counts = empty_planes(options, rows, options.width_px);
    for (std::int64_t x = 0; x < options.width_px; x += kChunkPx) {
      const SlideRect rect{x, y, std::min(kChunkPx, options.width_px - x), rows};
      content.draw_light(rect, light);
      std::vector<cv::Mat> parts;
      for (const cv::Mat& plane : counts) {
        parts.push_back(plane.colRange(static_cast<int>(x), static_cast<int>(rect.right())));
      }
      camera.expose(rect, Camera::mosaic(), light, parts);
    }
    camera.store(counts);
    writer->write_band(counts);
    content.retire_above(y + rows);
    log.progress(static_cast<double>(y + rows) / static_cast<double>(options.height_px));
  }
  writer->finish();
}

void write_labels(const ScanOptions& options, const std::filesystem::path& file) {
  TiffPlaneOptions page = page_options(options);
  page.bits = 32;
  page.description =
      ome_xml_for({"nuclei"}, options.width_px, options.height_px, "uint32", options.pixel_size);
  const auto writer = create_tiled_tiff(file, page, 1);
  SlideContent content(options, {});
  std::vector<std::int32_t> labels;
  for (std::int64_t y = 0; y < options.height_px; y += options.tile_px) {
    const std::int64_t rows = rows_of_band(options, y);
    content.plan_down_to(y + rows);
    content.draw_labels({0, y, options.width_px, rows}, labels);
    writer->write_band(
        {cv::Mat(static_cast<int>(rows), static_cast<int>(options.width_px), CV_32SC1, labels.data())});
    content.retire_above(y + rows);
  }
  writer->finish();
}

void check_paths(const ScanOptions& options, const ScanPaths& paths) {
  if (paths.scan.empty() || paths.truth.empty()) {
    throw Error(ErrorCode::Usage, "simulated scan", "needs a path for the scan and one for its truth");
  }
  std::error_code ignored;
  if (options.as_fields && std::filesystem::exists(paths.scan, ignored) &&
      !std::filesystem::is_empty(paths.scan, ignored)) {
    throw Error(ErrorCode::CannotCreate, paths.scan.string(), "is not an empty folder",
                "fields of two scans must not mix; choose another folder");
  }
}

/// A run that dies must not leave an older truth beside a newer scan.
void remove_older(const ScanPaths& paths) {
  for (const std::filesystem::path& file : {paths.truth, paths.labels, paths.options}) {
    std::error_code status;
    if (!file.empty() && !std::filesystem::remove(file, status) && status) {
      throw Error(ErrorCode::CannotCreate, file.string(), "cannot be replaced: " + status.message());
    }
  }
}

}  // namespace

SimulatedScan simulate_scan(const ScanOptions& options, const ScanPaths& paths, Logger& log) {
  options.validate();
  check_paths(options, paths);
  remove_older(paths);
  SimulatedScan result;
  TruthTable truth(paths.truth, options);
  SlideContent content(options, [&](const SimulatedObject& object, const DrawnTruth& drawn) {
    truth.add(object, drawn);
    ++result.objects;
    result.cells += is_cell(object.kind) ? 1 : 0;
    ++result.by_type[std::string(name_of(object.kind))];
    ++result.by_phenotype[std::string(cyto::name_of(phenotype_of(object.kind)))];
  });
  if (options.as_fields) {
    write_field_folder(options, paths.scan, content, log);
  } else {
    write_scan(options, paths.scan, content, log);
  }
  if (!paths.labels.empty()) {
    write_labels(options, paths.labels);
  }
  if (!paths.options.empty()) {
    write_file_atomically(paths.options, options_json(options));
  }
  // The truth last: where it stands, the scan is whole.
  truth.finish();
  return result;
}

}  // namespace cyto::synth
