#include "nucleus_regions.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "flow_basins.h"
#include "gaussian.h"
#include "local_noise.h"

namespace cyto {
namespace {

// Smoothing that keeps the gap between touching nuclei and drops chromatin texture and shot noise [um].
constexpr double kFineSigmaUm = 0.8;
constexpr double kCoarseSigmaUm = 1.6;
// The dark line between two nuclei pressed together is hardly wider than the optics resolve.
constexpr double kLineSigmaUm = 0.4;
constexpr double kNoiseMeshUm = 16.0;
// Signal from which a pixel takes part at all, in noise standard deviations.
constexpr float kForegroundSnr = 2.5F;
constexpr float kFloorQuantile = 0.05F;
// Where light is weaker than the noise needs to spread it, whole areas read the same count: rounding errors
// of up to half a count that no averaging removes. A level is the difference of two of them: sqrt(2) / 2.
constexpr float kRoundingShare = 0.7071F;

void set_noise(const WorkPlane& work, NucleusField& field) {
  const auto mesh_px = std::max<std::int64_t>(4, std::llround(kNoiseMeshUm / work.pixel_um));
  LocalNoise near = local_noise(work.signal, field.smooth, kFineSigmaUm / work.pixel_um, work.rect, mesh_px,
                                kRoundingShare * work.count_step);
  field.noise = std::move(near.sigma);
  field.bright = std::move(near.widest);
}

}  // namespace

double nucleus_field_support_um() {
  return std::max(3.0 * kCoarseSigmaUm + 1.0, 2.5 * kNoiseMeshUm);
}

NucleusField make_nucleus_field(const WorkPlane& work) {
  NucleusField field;
  field.smooth = gaussian_blur(work.signal, kFineSigmaUm / work.pixel_um);
  field.line = gaussian_blur(work.signal, kLineSigmaUm / work.pixel_um);
  field.surface = gaussian_blur(work.signal, kCoarseSigmaUm / work.pixel_um);
  for (int y = 0; y < field.smooth.rows; ++y) {
    const float* smooth = field.smooth.ptr<float>(y);
    float* surface = field.surface.ptr<float>(y);
    float* line = field.line.ptr<float>(y);
    for (int x = 0; x < field.smooth.cols; ++x) {
      surface[x] = smooth[x] - surface[x];
      line[x] -= smooth[x];
    }
  }
  set_noise(work, field);
  return field;
}

NucleusField make_stain_field(const WorkPlane& work) {
  NucleusField field;
  field.smooth = gaussian_blur(work.signal, kFineSigmaUm / work.pixel_um);
  field.surface = field.smooth;
  field.line = field.smooth;
  set_noise(work, field);
  return field;
}

cv::Mat1b foreground_of(const NucleusField& field, float snr) {
  cv::Mat1b foreground(field.smooth.size());
  std::vector<float> line;
  std::vector<float> noise(static_cast<std::size_t>(foreground.cols));
  for (int y = 0; y < foreground.rows; ++y) {
    field.noise.read_row(y, line, noise.data());
    const float* smooth = field.smooth.ptr<float>(y);
    uchar* out = foreground.ptr<uchar>(y);
    const float* sigma = noise.data();
    for (int x = 0; x < foreground.cols; ++x) {
      out[x] = static_cast<uchar>(static_cast<int>(sigma[x] > 0.0F) &
                                  static_cast<int>(smooth[x] > snr * sigma[x]));
    }
  }
  return foreground;
}

void set_floor(TerritoryLevels& levels) {
  std::vector<float>& values = levels.signal;
  if (!values.empty()) {
    const auto rank = static_cast<std::ptrdiff_t>(kFloorQuantile * static_cast<float>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    levels.floor = std::max(0.0F, values[static_cast<std::size_t>(rank)]);
  }
}

std::vector<TerritoryLevels> territory_levels(const NucleusField& field, const cv::Mat1i& territory,
                                              std::int32_t labels) {
  std::vector<TerritoryLevels> found(static_cast<std::size_t>(labels) + 1);
  for (int y = 0; y < territory.rows; ++y) {
    for (int x = 0; x < territory.cols; ++x) {
      if (territory(y, x) == 0) {
        continue;
      }
      const auto label = static_cast<std::size_t>(territory(y, x));
      const float value = field.smooth(y, x);
      if (found[label].signal.empty() || value > found[label].peak) {
        found[label].peak = value;
        found[label].noise = field.noise(y, x);
        found[label].bright = field.bright(y, x);
      }
      found[label].relief = std::max(found[label].relief, field.surface(y, x));
      found[label].signal.push_back(value);
    }
  }
  for (TerritoryLevels& levels : found) {
    set_floor(levels);
  }
  return found;
}

NucleusRegions over_segment(const NucleusField& field, const DetectionOptions& options) {
  NucleusRegions regions;
  regions.territory = flow_basins(field.surface, foreground_of(field, kForegroundSnr));
  double basins = 0.0;
  cv::minMaxLoc(regions.territory, nullptr, &basins);
  const auto levels = territory_levels(field, regions.territory, static_cast<std::int32_t>(basins));
  regions.floors.resize(levels.size());
  std::vector<float> edge(levels.size());
  const auto fraction = static_cast<float>(options.nucleus_edge_fraction);
  for (std::size_t label = 1; label < levels.size(); ++label) {
    const TerritoryLevels& t = levels[label];
    regions.floors[label] = std::min(t.floor, kMaxBasinFloorShare * t.peak);
    edge[label] = regions.floors[label] + fraction * (t.peak - regions.floors[label]);
  }
  regions.cores = cv::Mat1i::zeros(regions.territory.size());
  for (int y = 0; y < regions.cores.rows; ++y) {
    for (int x = 0; x < regions.cores.cols; ++x) {
      const std::int32_t label = regions.territory(y, x);
      if (label != 0 && field.smooth(y, x) >= edge[static_cast<std::size_t>(label)]) {
        regions.cores(y, x) = label;
      }
    }
  }
  return regions;
}

}  // namespace cyto
