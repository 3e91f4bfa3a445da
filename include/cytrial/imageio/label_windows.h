#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "cytrial/imageio/mask_outline.h"

namespace cyto {

/// The labels of `rect`, row-major; 0: no object.
struct LabelWindow {
  SlideRect rect;
  std::vector<std::uint32_t> labels;

  /// The pixels of `part`, inside the window, that hold `label`.
  [[nodiscard]] MaskWindow mask_of(const SlideRect& part, std::uint32_t label) const;
};

/// A label image of a sample (cells.tif, nuclei.tif), read part by part, so that its size does not matter.
/// One thread at a time.
class LabelWindows {
 public:
  /// @throws Error NoInput; BadData: not a tiled image of 32-bit labels, or not of the scan's size.
  LabelWindows(const std::filesystem::path& file, std::int64_t width_px, std::int64_t height_px);
  ~LabelWindows();
  LabelWindows(LabelWindows&&) noexcept;
  LabelWindows& operator=(LabelWindows&&) noexcept;
  /// @param rect inside the scan. @throws Error BadData for a damaged tile.
  [[nodiscard]] LabelWindow read(const SlideRect& rect) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cyto
