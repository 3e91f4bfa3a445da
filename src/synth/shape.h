#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "portable_math.h"

namespace cyto::synth {

class CounterRng;

/// A place relative to an object's origin [um].
struct Offset {
  float x = 0.0F;
  float y = 0.0F;
};

/// An ellipse with a wavy outline.
struct Blob {
  Offset centre;
  float radius_um = 1.0F;  ///< geometric mean of the half axes
  float aspect = 1.0F;     ///< long over short axis, >= 1
  float axis_x = 1.0F;     ///< direction of the long axis
  float axis_y = 0.0F;
  float wave_cos[3] = {0.0F, 0.0F, 0.0F};  ///< relative outline waves, 2 to 4 per turn
  float wave_sin[3] = {0.0F, 0.0F, 0.0F};

  /// About the distance to the outline [um], positive inside.
  [[nodiscard]] float depth_at(Offset at) const;
  /// Radius of a circle around the centre that holds it [um].
  [[nodiscard]] float reach_um() const;
};

/// @param waviness relative amplitude of the outline waves, 0..0.3.
[[nodiscard]] Blob make_blob(CounterRng& rng, double radius_um, double aspect, double waviness);

/// A nucleus or other body: blobs joined softly, chained by bridges, less a notch.
struct Body {
  std::vector<Blob> lobes;
  float bridge_um = 0.0F;     ///< half width of the bridge between consecutive lobes; 0: none
  std::optional<Blob> notch;  ///< cut out: the dent of a kidney shape

  [[nodiscard]] bool empty() const noexcept { return lobes.empty(); }
  [[nodiscard]] float depth_at(Offset at) const;
  /// Radius of a circle around the object's origin that holds it [um].
  [[nodiscard]] float reach_um() const;
  /// How far it reaches from the origin in a direction of length 1 [um].
  [[nodiscard]] float extent_um(const Direction& direction) const;
  /// Moves the lobes so that their common centre of area lies in the origin.
  void centre();
};

/// Smooth random values in 0..1 over the plane, constant for a key.
/// @param scale_um distance over which they change.
[[nodiscard]] float value_noise(std::uint64_t key, Offset at, float scale_um);

/// 0 at or below `low`, 1 at or above `high`, smooth between.
[[nodiscard]] inline float smooth_step(float low, float high, float value) {
  const float t = value <= low ? 0.0F : value >= high ? 1.0F : (value - low) / (high - low);
  return t * t * (3.0F - 2.0F * t);
}

}  // namespace cyto::synth
