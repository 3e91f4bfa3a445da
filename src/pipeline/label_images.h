#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/imageio/tiff_writer.h"

namespace cyto {

/// One label image of the scan's size, written band by band: 0 = outside, else the event id. Where two masks
/// claim a pixel the lower id keeps it.
class LabelImage {
 public:
  LabelImage(const std::filesystem::path& file, std::int64_t width_px, std::int64_t height_px);
  /// Adds the mask of one event; ids must rise.
  void add(std::uint32_t event_id, const std::vector<MaskSpan>& spans);
  /// No later event will touch rows below `row`: writes what is complete.
  void rows_complete_below(std::int64_t row);
  void finish();

 private:
  struct LabelledSpan {
    std::uint32_t event_id;
    std::int32_t x;
    std::int32_t length;
  };
  void write_band();

  std::int64_t width_px_;
  std::int64_t height_px_;
  std::int64_t next_row_ = 0;                                  // first row not yet written
  std::map<std::int64_t, std::vector<LabelledSpan>> pending_;  // by row
  std::unique_ptr<TiledTiffWriter> writer_;
};

/// nuclei.tif and cells.tif of one sample.
class LabelImages {
 public:
  LabelImages(const std::filesystem::path& folder, std::int64_t width_px, std::int64_t height_px);
  void add(std::uint64_t event_id, const Event& event);
  void rows_complete_below(std::int64_t row);
  void finish();

 private:
  LabelImage nuclei_;
  LabelImage cells_;
};

}  // namespace cyto
