#include "shape.h"

#include <algorithm>
#include <cmath>

#include "counter_rng.h"

namespace cyto::synth {
namespace {

constexpr float kJoinUm = 0.5F;  ///< over this distance two lobes flow together

/// Larger of two depths, rounded where they are close (polynomial smooth maximum).
float join(float a, float b) {
  const float h = std::max(kJoinUm - std::fabs(a - b), 0.0F) / kJoinUm;
  return std::max(a, b) + h * h * kJoinUm * 0.25F;
}

float depth_of_bridge(const Offset& from, const Offset& to, float half_width_um, Offset at) {
  const float dx = to.x - from.x;
  const float dy = to.y - from.y;
  const float length2 = std::max(dx * dx + dy * dy, 1e-6F);
  const float t = std::clamp(((at.x - from.x) * dx + (at.y - from.y) * dy) / length2, 0.0F, 1.0F);
  const float px = at.x - from.x - t * dx;
  const float py = at.y - from.y - t * dy;
  return half_width_um - std::sqrt(px * px + py * py);
}

}  // namespace

float Blob::depth_at(Offset at) const {
  const float px = at.x - centre.x;
  const float py = at.y - centre.y;
  const float stretch = std::sqrt(aspect);
  const float u = (px * axis_x + py * axis_y) / (radius_um * stretch);
  const float v = (py * axis_x - px * axis_y) * stretch / radius_um;
  const float r = std::sqrt(u * u + v * v);
  // cos and sin of multiples of the polar angle, as powers of (u + iv) / r.
  const float c1 = r > 1e-6F ? u / r : 1.0F;
  const float s1 = r > 1e-6F ? v / r : 0.0F;
  float c = c1;
  float s = s1;
  float outline = 1.0F;
  for (int wave = 0; wave < 3; ++wave) {
    const float next = c * c1 - s * s1;
    s = s * c1 + c * s1;
    c = next;
    outline += wave_cos[wave] * c + wave_sin[wave] * s;
  }
  return (outline - r) * radius_um;
}

float Blob::reach_um() const {
  float outline = 1.0F;
  for (int wave = 0; wave < 3; ++wave) {
    outline += std::fabs(wave_cos[wave]) + std::fabs(wave_sin[wave]);
  }
  return radius_um * std::sqrt(aspect) * outline;
}

Blob make_blob(CounterRng& rng, double radius_um, double aspect, double waviness) {
  Blob blob;
  blob.radius_um = static_cast<float>(radius_um);
  blob.aspect = static_cast<float>(aspect);
  const Direction axis = direction_of(rng.uniform());
  blob.axis_x = static_cast<float>(axis.x);
  blob.axis_y = static_cast<float>(axis.y);
  for (int wave = 0; wave < 3; ++wave) {
    // Shorter waves are lower, as on a membrane under tension.
    const double amplitude = waviness / (wave + 1.0);
    blob.wave_cos[wave] = static_cast<float>(rng.uniform(-amplitude, amplitude));
    blob.wave_sin[wave] = static_cast<float>(rng.uniform(-amplitude, amplitude));
  }
  return blob;
}

float Body::depth_at(Offset at) const {
  float depth = -1e6F;
  for (std::size_t i = 0; i < lobes.size(); ++i) {
    depth = i == 0 ? lobes[i].depth_at(at) : join(depth, lobes[i].depth_at(at));
    if (bridge_um > 0.0F && i > 0) {
      depth = join(depth, depth_of_bridge(lobes[i - 1].centre, lobes[i].centre, bridge_um, at));
    }
  }
  if (notch) {
    depth = -join(-depth, notch->depth_at(at));
  }
  return depth;
}

float Body::reach_um() const {
  float reach = 0.0F;
  for (const Blob& lobe : lobes) {
    reach = std::max(
        reach, std::sqrt(lobe.centre.x * lobe.centre.x + lobe.centre.y * lobe.centre.y) + lobe.reach_um());
  }
  return reach;
}

float Body::extent_um(const Direction& direction) const {
  constexpr float kStepUm = 0.1F;
  float extent = 0.0F;
  // Rays around the direction: a lobe beside the line may reach further along it than what lies on it.
  for (int ray = -3; ray <= 3; ++ray) {
    const Direction turn = direction_of(0.05 * ray);
    const auto x = static_cast<float>(direction.x * turn.x - direction.y * turn.y);
    const auto y = static_cast<float>(direction.x * turn.y + direction.y * turn.x);
    float distance = reach_um();
    while (distance > 0.0F && depth_at({distance * x, distance * y}) < 0.0F) {
      distance -= kStepUm;
    }
    extent = std::max(extent, distance * static_cast<float>(turn.x));
  }
  return extent;
}

void Body::centre() {
  float area = 0.0F;
  Offset mean;
  for (const Blob& lobe : lobes) {
    const float weight = lobe.radius_um * lobe.radius_um;
    area += weight;
    mean.x += weight * lobe.centre.x;
    mean.y += weight * lobe.centre.y;
  }
  for (Blob& lobe : lobes) {
    lobe.centre.x -= mean.x / area;
    lobe.centre.y -= mean.y / area;
  }
}

float value_noise(std::uint64_t key, Offset at, float scale_um) {
  const float gx = at.x / scale_um;
  const float gy = at.y / scale_um;
  const float fx = std::floor(gx);
  const float fy = std::floor(gy);
  const auto ix = static_cast<std::int64_t>(fx);
  const auto iy = static_cast<std::int64_t>(fy);
  const auto node = [&](std::int64_t x, std::int64_t y) {
    const std::uint64_t mixed = mix64(key + static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15ULL +
                                      static_cast<std::uint64_t>(y) * 0xC2B2AE3D27D4EB4FULL);
    return static_cast<float>(mixed >> 40U) * 0x1p-24F;
  };
  const float tx = smooth_step(0.0F, 1.0F, gx - fx);
  const float ty = smooth_step(0.0F, 1.0F, gy - fy);
  const float top = node(ix, iy) + tx * (node(ix + 1, iy) - node(ix, iy));
  const float bottom = node(ix, iy + 1) + tx * (node(ix + 1, iy + 1) - node(ix, iy + 1));
  return top + ty * (bottom - top);
}

}  // namespace cyto::synth
