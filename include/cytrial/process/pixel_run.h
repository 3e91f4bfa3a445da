#pragma once

namespace cyto {

/// Neighbouring pixels of one row: columns [begin, end) of row `y`.
struct PixelRun {
  int y = 0;
  int begin = 0;
  int end = 0;
  friend bool operator==(const PixelRun&, const PixelRun&) = default;
};

}  // namespace cyto
