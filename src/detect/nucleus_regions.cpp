#include "nucleus_regions.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cytrial/process/value_ranks.h"
#include "flow_basins.h"
#include "gaussian.h"
#include "label_kernels.h"
#include "label_runs.h"
#include "local_noise.h"

namespace cyto {
namespace {

// Smoothing that keeps the gap between touching nuclei and drops chromatin texture and shot noise [um].
constexpr double kFineSigmaUm = 0.7;
constexpr double kCoarseSigmaUm = 1.6;
// The dark line between two nuclei pressed together is hardly wider than the optics resolve.
constexpr double kLineSigmaUm = 0.4;
// Cytokeratin has no gaps to keep.
constexpr double kStainSigmaUm = 0.8;
constexpr double kNoiseMeshUm = 16.0;
// Signal from which a pixel takes part at all, in noise standard deviations.
constexpr float kForegroundSnr = 2.5F;
constexpr float kFloorQuantile = 0.05F;
// Where light is weaker than the noise needs to spread it, whole areas read the same count: rounding errors
// of up to half a count that no averaging removes. A level is the difference of two of them: sqrt(2) / 2.
constexpr float kRoundingShare = 0.7071F;

/// The part of a plane that lies at `whole`.
cv::Mat1f cut(const cv::Mat1f& plane, const SlideRect& whole, const SlideRect& part) {
  return plane(cv::Rect(static_cast<int>(part.x - whole.x), static_cast<int>(part.y - whole.y),
                        static_cast<int>(part.width), static_cast<int>(part.height)));
}

/// gaussian_blur() of a part of the signal, and what `combine` makes of each value there and that of
/// `smooth`.
template <typename Combine>
cv::Mat1f combined_blur(const WorkPlane& work, const SlideRect& part, double sigma_um,
                        const cv::Mat1f& smooth, const Combine& combine) {
  const double sigma_px = sigma_um / work.pixel_um;
  const SlideRect seen = inflate_within(part, gaussian_radius_px(sigma_px), work.rect);
  const int left = static_cast<int>(part.x - seen.x);
  const int top = static_cast<int>(part.y - seen.y);
  const cv::Mat1f blurred =
      gaussian_blur(cut(work.signal, work.rect, seen), sigma_px, [&](int y, cv::Mat1f& result) {
        if (y >= top && y < top + smooth.rows) {
          float* row = result.ptr<float>(y);
          const float* other = smooth.ptr<float>(y - top);
          for (int x = 0; x < smooth.cols; ++x) {
            row[left + x] = combine(row[left + x], other[x]);
          }
        }
      });
  return cut(blurred, seen, part);
}

/// Sets smooth, noise and bright.
void set_signal(const WorkPlane& work, const SlideRect& part, double sigma_um, NucleusField& field) {
  const double sigma_px = sigma_um / work.pixel_um;
  const auto mesh_px = std::max<std::int64_t>(4, std::llround(kNoiseMeshUm / work.pixel_um));
  NoiseReader noise(work, sigma_px, mesh_px);
  const cv::Mat1f smooth = gaussian_blur(
      work.signal, sigma_px, [&](int y, const cv::Mat1f& result) { noise.read_until(y, result); });
  const LocalNoise near = noise.found();
  field.smooth = cut(smooth, work.rect, part);
  field.noise = MeshPlane(near.sigma, part, kRoundingShare * work.count_step);
  field.bright = MeshPlane(near.widest, part);
}

}  // namespace

double nucleus_field_support_um() {
  return std::max(3.0 * kCoarseSigmaUm + 1.0, 2.5 * kNoiseMeshUm);
}

NucleusField make_nucleus_field(const WorkPlane& work, const SlideRect& part) {
  NucleusField field;
  set_signal(work, part, kFineSigmaUm, field);
  field.line = combined_blur(work, part, kLineSigmaUm, field.smooth,
                             [](float less_smooth, float smooth) { return less_smooth - smooth; });
  field.surface = combined_blur(work, part, kCoarseSigmaUm, field.smooth,
                                [](float coarse, float smooth) { return smooth - coarse; });
  return field;
}

NucleusField make_stain_field(const WorkPlane& work, const SlideRect& part) {
  NucleusField field;
  set_signal(work, part, kStainSigmaUm, field);
  field.surface = field.smooth;
  field.line = field.smooth;
  return field;
}

LabelRuns foreground_of(const NucleusField& field, float snr) {
  LabelRuns foreground;
  const auto columns = static_cast<std::size_t>(field.smooth.cols);
  std::vector<float> noise(columns);
  std::vector<std::int32_t> ends(columns + 1 + kPlaceMargin);
  for (int y = 0; y < field.smooth.rows; ++y) {
    field.noise.read_row(y, noise.data());
    const std::size_t count =
        find_runs_above(field.smooth.ptr<float>(y), noise.data(), snr, columns, ends.data());
    for (std::size_t i = 0; i < count; i += 2) {
      foreground.append(ends[i], ends[i + 1], 1);
    }
    foreground.end_row();
  }
  return foreground;
}

void set_floor(TerritoryLevels& levels, ValueRanks& ranks) {
  if (!levels.signal.empty()) {
    levels.floor = std::max(0.0F, low_quantile(levels.signal, kFloorQuantile, ranks));
  }
}

std::vector<TerritoryLevels> territory_levels(const NucleusField& field, const LabelRuns& territory,
                                              const LabelPixels& pixels) {
  std::vector<TerritoryLevels> found(pixels.labels());
  std::vector<std::size_t> first(found.size(), 0);
  for (std::size_t label = 1; label < found.size(); ++label) {
    const std::span<const float> signal = pixels.of(label);
    if (!signal.empty()) {
      first[label] = first_highest(signal);
      found[label].signal = signal;
      found[label].peak = signal[first[label]];
    }
  }
  const std::vector<cv::Point> places = pixel_places(territory, first);
  ValueRanks ranks;
  for (std::size_t label = 1; label < found.size(); ++label) {
    if (!found[label].signal.empty()) {
      found[label].noise = field.noise(places[label].y, places[label].x);
      set_floor(found[label], ranks);
    }
  }
  return found;
}

NucleusRegions over_segment(const NucleusField& field, const DetectionOptions& options) {
  NucleusRegions regions;
  regions.territory = flow_basins(field.surface, foreground_of(field, kForegroundSnr));
  const LabelRuns& runs = regions.territory;
  const LabelPixels pixels(field.smooth, runs, runs.most());
  const std::vector<TerritoryLevels> levels = territory_levels(field, runs, pixels);
  regions.floors.resize(levels.size());
  regions.peaks.resize(levels.size());
  regions.stands_out.resize(levels.size());
  std::vector<float> edge(levels.size());
  const auto fraction = static_cast<float>(options.nucleus_edge_fraction);
  for (std::size_t label = 1; label < levels.size(); ++label) {
    TerritoryLevels t = levels[label];
    regions.peaks[label] = t.peak;
    regions.floors[label] = std::min(t.floor, kMaxBasinFloorShare * t.peak);
    edge[label] = regions.floors[label] + fraction * (t.peak - regions.floors[label]);
    t.floor = final_floor(t);
    regions.stands_out[label] = stands_out(t, options);
  }
  regions.cores = parts_above(runs, field.smooth, edge);
  return regions;
}

}  // namespace cyto
