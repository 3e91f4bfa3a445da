#include "cytrial/pipeline/control_scans.h"

#include "cytrial/core/error.h"

namespace cyto {

ScanOrigin common_origin(const std::vector<SlideDescription>& scans) {
  ScanOrigin common;
  for (const SlideDescription& scan : scans) {
    const std::string& instrument = scan.origin.instrument;
    if (!common.instrument.empty() && !instrument.empty() && instrument != common.instrument) {
      throw Error(
          ErrorCode::BadData, scan.files.front(),
          "was taken with \"" + instrument + "\", an earlier control with \"" + common.instrument + "\"",
          "a calibration is of one instrument");
    }
    common.instrument = instrument.empty() ? common.instrument : instrument;
    // The latest day: only then everything was measured.
    if (scan.origin.acquired_on > common.acquired_on) {
      common.acquired_on = scan.origin.acquired_on;
    }
  }
  return common;
}

std::vector<SlideDescription> visit_fields(const std::vector<std::filesystem::path>& scans,
                                           const Panel& panel, const OpenOptions& options,
                                           const std::function<void(const FieldExposure&)>& visit,
                                           Logger& logger) {
  std::vector<SlideDescription> descriptions;
  for (std::size_t slide = 0; slide < scans.size(); ++slide) {
    const auto reader = open_slide({scans[slide]}, panel, options);
    const std::vector<FieldPlacement>& fields = reader->description().fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      RawTile raw = reader->read_tile(fields[i].rect);
      reader->release(fields[i].rect);
      if (!raw.failures.empty()) {
        const TileFailure& lost = raw.failures.front();
        throw Error(ErrorCode::BadData, lost.file, lost.problem, lost.remedy);
      }
      visit({fields[i].file, slide, fields[i].frame, fields[i].rect, std::move(raw.planes)});
      logger.progress(
          (static_cast<double>(slide) + static_cast<double>(i + 1) / static_cast<double>(fields.size())) /
          static_cast<double>(scans.size()));
    }
    descriptions.push_back(reader->description());
  }
  return descriptions;
}

}  // namespace cyto
