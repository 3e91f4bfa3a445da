#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "object_drawing.h"
#include "slide_plan.h"

namespace cyto::synth {

/// The objects of a slide, planned from the top down and drawn where asked for. Holds only the objects
/// between the lines of the last plan_down_to() and retire_above().
class SlideContent {
 public:
  /// Told of every object once, in the order of ids, when it is planned.
  using Witness = std::function<void(const SimulatedObject&, const DrawnTruth&)>;

  /// @param witness may be empty.
  SlideContent(const ScanOptions& options, Witness witness);

  /// Plans every object that can reach above row `bottom_px`. @throws Error BadConfig (no room for CTCs).
  void plan_down_to(std::int64_t bottom_px);
  /// Light of every dye over `rect`, row-major. @pre planned down to its bottom, nothing retired inside it.
  void draw_light(const SlideRect& rect, std::vector<std::vector<float>>& light);
  /// object_id of the cell whose nucleus has the pixel, or 0; row-major over `rect`. Where nuclei overlap,
  /// the pixel belongs to the one it lies deeper in. @pre as draw_light().
  void draw_labels(const SlideRect& rect, std::vector<std::int32_t>& labels);
  /// Forgets objects that lie wholly above row `top_px`.
  void retire_above(std::int64_t top_px);

 private:
  struct Planned {
    SimulatedObject object;
    SlideRect extent;
  };

  ScanOptions options_;
  Witness witness_;
  SlidePlan plan_;
  ObjectPainter painter_;
  std::deque<Planned> live_;  ///< ids ascending: sums of a pixel are always taken in the same order
};

}  // namespace cyto::synth
