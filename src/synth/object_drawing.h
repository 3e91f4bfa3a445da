#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cell_model.h"
#include "cytrial/core/geometry.h"

namespace cyto::synth {

/// One object as light: what the camera would see of it alone, before the camera. Planes are row-major over
/// `rect`, which may reach beyond the slide.
struct Drawing {
  SlideRect rect;
  std::array<std::vector<float>, kMaxDyes> light_adu;  ///< empty: no light of this dye
  std::vector<float> nucleus_depth_um;                 ///< > 0 inside the nucleus
  std::vector<float> cell_depth_um;                    ///< > 0 inside the cell
};

/// What the truth table says of an object's pixels inside the slide.
struct DrawnTruth {
  SlidePoint centroid;  ///< of the nucleus; of the cell where there is none; the origin of what is too small
  std::int64_t nucleus_area_px = 0;
  std::int64_t cell_area_px = 0;                ///< nucleus and cell together
  std::array<double, kMaxDyes> detector_adu{};  ///< mean over the cell, spillover included, no background
  bool touching_edge = false;                   ///< cut by the slide's border
};

/// Draws objects one at a time, keeping its buffers. The result depends on object and options alone.
class ObjectPainter {
 public:
  explicit ObjectPainter(const ScanOptions& options) : options_(options) {}
  /// Pixels that the object can brighten; may reach beyond the slide.
  [[nodiscard]] SlideRect extent_of(const SimulatedObject& object) const;
  /// Valid until the next call.
  [[nodiscard]] const Drawing& paint(const SimulatedObject& object);
  /// Shapes without light. Valid until the next call.
  [[nodiscard]] const Drawing& outline(const SimulatedObject& object);
  /// Measures what paint() drew last.
  [[nodiscard]] DrawnTruth measure(const SimulatedObject& object) const;

 private:
  void paint_shapes(const SimulatedObject& object);
  void paint_dapi(const SimulatedObject& object);
  void paint_cytokeratin(const SimulatedObject& object);
  void paint_membrane(const SimulatedObject& object, Dye dye);
  void scale_to_mean(const SimulatedObject& object, Dye dye);
  void blur(std::vector<float>& plane, double sigma_um);

  ScanOptions options_;
  Drawing drawing_;
  std::vector<Offset> offsets_;  ///< of every pixel's centre from the object's origin [um]
  std::vector<float> scratch_;
};

}  // namespace cyto::synth
