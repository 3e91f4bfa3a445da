#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "cytrial/exchange/mask_outline.h"

namespace cyto {

/// A label image of a sample (cells.tif, nuclei.tif), read part by part, so that its size does not matter.
/// One thread at a time.
class LabelWindows {
 public:
  /// @throws Error NoInput; BadData: not a tiled image of 32-bit labels, or not of the scan's size.
  LabelWindows(const std::filesystem::path& file, std::int64_t width_px, std::int64_t height_px);
  ~LabelWindows();
  LabelWindows(LabelWindows&&) noexcept;
  LabelWindows& operator=(LabelWindows&&) noexcept;
  /// The pixels of `rect`, inside the scan, that hold `label`. @throws Error BadData for a damaged tile.
  [[nodiscard]] MaskWindow read(const SlideRect& rect, std::uint32_t label) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cyto
