#include "object_drawing.h"

#include <algorithm>
#include <cmath>

#include "gaussian_blur.h"

namespace cyto::synth {
namespace {

constexpr float kSoftEdgeUm = 0.45F;  ///< light falls from full to none over twice this distance

// What a texture is for: textures of one object never repeat each other.
enum Texture : std::uint64_t { kChromatin = 1, kNucleoli, kFilaments, kGranules, kMembrane, kCytoplasm };

std::uint64_t texture(const SimulatedObject& object, Texture purpose) {
  return key_of({object.texture_key, purpose});
}

/// How much of a soft-edged body a pixel sees, 0..1: one half on the outline.
float coverage(float depth_um) {
  return smooth_step(-kSoftEdgeUm, kSoftEdgeUm, depth_um);
}

/// Two octaves of noise around 0, -1..1.
float clumps(std::uint64_t key, Offset at, float scale_um) {
  return 1.3F * (value_noise(key, at, scale_um) - 0.5F) +
         0.7F * (value_noise(key + 1, at, scale_um * 0.5F) - 0.5F);
}

/// Bright curved threads on a darker ground, 0..1.
float threads(std::uint64_t key, Offset at, float scale_um) {
  const float ridge = 1.0F - std::fabs(2.0F * value_noise(key, at, scale_um) - 1.0F);
  return ridge * ridge;
}

/// Dark round spots of 0.6 to 1.2 um where there are no chromosomes.
float nucleoli_shade(const SimulatedObject& object, Offset at) {
  CounterRng rng(texture(object, kNucleoli));
  float light = 1.0F;
  for (int i = 0; i < object.nucleoli; ++i) {
    const Direction direction = direction_of(rng.uniform());
    const auto away = static_cast<float>(rng.uniform(0.0, 0.6)) * object.nucleus.lobes.front().radius_um;
    const auto radius = static_cast<float>(rng.uniform(0.6, 1.2));
    const float dx = at.x - away * static_cast<float>(direction.x);
    const float dy = at.y - away * static_cast<float>(direction.y);
    light -= 0.3F * coverage(radius - std::sqrt(dx * dx + dy * dy));
  }
  return std::max(light, 0.3F);
}

/// Beyond this distance from the origin [um^2] a body gives no light.
double reach_squared(const Body& body) {
  const double reach_um = body.reach_um() + 2.0 * kSoftEdgeUm;
  return body.empty() ? 0.0 : reach_um * reach_um;
}

}  // namespace

SlideRect ObjectPainter::extent_of(const SimulatedObject& object) const {
  // Three standard deviations of blur hold all but a thousandth of the light.
  const double reach_um = object.reach_um() + kSoftEdgeUm + 3.0 * object.blur_sigma_um;
  const PixelSize& pixel = options_.pixel_size;
  const auto x0 = static_cast<std::int64_t>(std::floor((object.x_um - reach_um) / pixel.x_um)) - 1;
  const auto y0 = static_cast<std::int64_t>(std::floor((object.y_um - reach_um) / pixel.y_um)) - 1;
  const auto x1 = static_cast<std::int64_t>(std::ceil((object.x_um + reach_um) / pixel.x_um)) + 1;
  const auto y1 = static_cast<std::int64_t>(std::ceil((object.y_um + reach_um) / pixel.y_um)) + 1;
  return {x0, y0, x1 - x0, y1 - y0};
}

const Drawing& ObjectPainter::outline(const SimulatedObject& object) {
  drawing_.rect = extent_of(object);
  paint_shapes(object);
  return drawing_;
}

const Drawing& ObjectPainter::paint(const SimulatedObject& object) {
  drawing_.rect = extent_of(object);
  paint_shapes(object);
  paint_dapi(object);
  paint_cytokeratin(object);
  paint_membrane(object, kCd45);
  paint_membrane(object, kHer2);
  for (std::size_t dye = 0; dye < options_.channels(); ++dye) {
    if (!drawing_.light_adu[dye].empty()) {
      blur(drawing_.light_adu[dye], object.blur_sigma_um);
    }
  }
  return drawing_;
}

void ObjectPainter::paint_shapes(const SimulatedObject& object) {
  const SlideRect& rect = drawing_.rect;
  const auto count = static_cast<std::size_t>(rect.area());
  offsets_.resize(count);
  drawing_.nucleus_depth_um.assign(count, -1e6F);
  drawing_.cell_depth_um.assign(count, -1e6F);
  const double nucleus_reach2 = reach_squared(object.nucleus);
  const double cell_reach2 = reach_squared(object.cell);
  std::size_t i = 0;
  for (std::int64_t y = rect.y; y < rect.bottom(); ++y) {
    const double dy = (static_cast<double>(y) + 0.5) * options_.pixel_size.y_um - object.y_um;
    for (std::int64_t x = rect.x; x < rect.right(); ++x, ++i) {
      const double dx = (static_cast<double>(x) + 0.5) * options_.pixel_size.x_um - object.x_um;
      offsets_[i] = {static_cast<float>(dx), static_cast<float>(dy)};
      const double from_origin2 = dx * dx + dy * dy;
      if (from_origin2 < nucleus_reach2) {
        drawing_.nucleus_depth_um[i] = object.nucleus.depth_at(offsets_[i]);
      }
      if (from_origin2 < cell_reach2) {
        drawing_.cell_depth_um[i] = object.cell.depth_at(offsets_[i]);
      }
    }
  }
}

void ObjectPainter::paint_dapi(const SimulatedObject& object) {
  std::vector<float>& plane = drawing_.light_adu[kDapi];
  plane.clear();
  if (object.nucleus.empty() || object.light_adu[kDapi] <= 0.0F) {
    return;
  }
  plane.assign(offsets_.size(), 0.0F);
  const std::uint64_t key = texture(object, kChromatin);
  const float radius = object.nucleus.lobes.front().radius_um;
  for (std::size_t i = 0; i < plane.size(); ++i) {
    const float depth = drawing_.nucleus_depth_um[i];
    if (depth <= -kSoftEdgeUm) {
      continue;
    }
    // A settled nucleus is a flat cushion: a little thicker in the middle.
    const float cushion = 0.72F + 0.28F * smooth_step(0.0F, 0.8F * radius, depth);
    const float grain =
        1.0F + object.chromatin_contrast * clumps(key, offsets_[i], object.chromatin_scale_um);
    plane[i] = object.light_adu[kDapi] * coverage(depth) * cushion * grain *
               (object.nucleoli > 0 ? nucleoli_shade(object, offsets_[i]) : 1.0F);
  }
}

void ObjectPainter::paint_cytokeratin(const SimulatedObject& object) {
  std::vector<float>& plane = drawing_.light_adu[kCk];
  plane.clear();
  if (object.cell.empty() || object.light_adu[kCk] <= 0.0F) {
    return;
  }
  plane.assign(offsets_.size(), 0.0F);
  const std::uint64_t fine = texture(object, kFilaments);
  const std::uint64_t coarse = texture(object, kCytoplasm);
  for (std::size_t i = 0; i < plane.size(); ++i) {
    const float depth = drawing_.cell_depth_um[i];
    if (depth <= -kSoftEdgeUm) {
      continue;
    }
    // Over the nucleus there is less cytoplasm to shine.
    const float above_nucleus = coverage(drawing_.nucleus_depth_um[i] - 0.3F);
    const float thickness = 0.55F + 0.45F * smooth_step(0.0F, 2.5F, depth);
    float grain = 1.0F + 0.25F * clumps(coarse, offsets_[i], 2.0F);
    if (object.ck_pattern == CkPattern::Filaments) {
      grain = (0.5F + 0.9F * threads(fine, offsets_[i], 1.6F)) *
              (1.0F + 0.5F * clumps(coarse, offsets_[i], 3.5F));
    } else if (object.ck_pattern == CkPattern::Granules) {
      const float spot = value_noise(texture(object, kGranules), offsets_[i], 1.1F);
      grain = 0.15F + 3.0F * smooth_step(0.62F, 0.85F, spot);
    }
    const float shade = object.ck_pattern == CkPattern::Diffuse ? 0.15F : 0.45F;
    plane[i] = coverage(depth) * thickness * grain * (1.0F - shade * above_nucleus);
  }
  scale_to_mean(object, kCk);
}

void ObjectPainter::paint_membrane(const SimulatedObject& object, Dye dye) {
  std::vector<float>& plane = drawing_.light_adu[dye];
  plane.clear();
  if (dye >= options_.channels() || object.cell.empty() || object.light_adu[dye] <= 0.0F) {
    return;
  }
  plane.assign(offsets_.size(), 0.0F);
  const std::uint64_t key = texture(object, kMembrane) + dye;
  const float rim_height = 0.35F + 0.6F * static_cast<float>(CounterRng(key).uniform());
  for (std::size_t i = 0; i < plane.size(); ++i) {
    const float depth = drawing_.cell_depth_um[i];
    if (depth <= -kSoftEdgeUm) {
      continue;
    }
    // Both membranes seen from above, and the side wall edge on: the rim.
    const float off_rim = (depth - 0.5F) / 1.2F;
    const float rim = std::max(0.0F, 1.0F - off_rim * off_rim);
    const float patches =
        (1.0F + 0.5F * clumps(key, offsets_[i], 1.1F)) * (1.0F + 0.4F * clumps(key + 7, offsets_[i], 4.0F));
    plane[i] = coverage(depth) * (0.5F + rim_height * rim) * patches;
  }
  scale_to_mean(object, dye);
}

void ObjectPainter::scale_to_mean(const SimulatedObject& object, Dye dye) {
  std::vector<float>& plane = drawing_.light_adu[dye];
  double sum = 0.0;
  std::int64_t count = 0;
  for (std::size_t i = 0; i < plane.size(); ++i) {
    if (drawing_.cell_depth_um[i] > 0.0F) {
      sum += plane[i];
      ++count;
    }
  }
  // A speck smaller than a pixel may cover no pixel's centre: it keeps its unscaled light.
  const double mean = count > 0 && sum > 0.0 ? sum / static_cast<double>(count) : 1.0;
  const auto factor = static_cast<float>(object.light_adu[dye] / mean);
  for (float& value : plane) {
    value *= factor;
  }
}

void ObjectPainter::blur(std::vector<float>& plane, double sigma_um) {
  blur_plane(plane, drawing_.rect.width, drawing_.rect.height,
             {sigma_um / options_.pixel_size.x_um, sigma_um / options_.pixel_size.y_um}, scratch_);
}

DrawnTruth ObjectPainter::measure(const SimulatedObject& object) const {
  const SlideRect& rect = drawing_.rect;
  const SlideRect slide{0, 0, options_.width_px, options_.height_px};
  DrawnTruth truth;
  Anchor nucleus;
  Anchor cell;
  std::array<double, kMaxDyes> dye_sum{};
  std::size_t i = 0;
  for (std::int64_t y = rect.y; y < rect.bottom(); ++y) {
    for (std::int64_t x = rect.x; x < rect.right(); ++x, ++i) {
      const bool in_nucleus = drawing_.nucleus_depth_um[i] > 0.0F;
      if (!in_nucleus && drawing_.cell_depth_um[i] <= 0.0F) {
        continue;
      }
      if (x < 0 || y < 0 || x >= slide.width || y >= slide.height) {
        truth.touching_edge = true;
        continue;
      }
      cell = {cell.sum_x_px + x, cell.sum_y_px + y, cell.area_px + 1};
      if (in_nucleus) {
        nucleus = {nucleus.sum_x_px + x, nucleus.sum_y_px + y, nucleus.area_px + 1};
      }
      for (std::size_t dye = 0; dye < options_.channels(); ++dye) {
        dye_sum[dye] += drawing_.light_adu[dye].empty() ? 0.0 : drawing_.light_adu[dye][i];
      }
    }
  }
  truth.nucleus_area_px = nucleus.area_px;
  truth.cell_area_px = cell.area_px;
  // A speck may cover no pixel's centre.
  truth.centroid = {object.x_um / options_.pixel_size.x_um, object.y_um / options_.pixel_size.y_um};
  if (cell.area_px > 0) {
    truth.centroid = nucleus.area_px > 0 ? nucleus.point() : cell.point();
  }
  for (std::size_t detector = 0; detector < options_.channels() && cell.area_px > 0; ++detector) {
    for (std::size_t dye = 0; dye < options_.channels(); ++dye) {
      truth.detector_adu[detector] +=
          dye_sum[dye] * options_.spillover[dye][detector] / static_cast<double>(cell.area_px);
    }
  }
  return truth;
}

}  // namespace cyto::synth
