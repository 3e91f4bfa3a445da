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
// Rows of all planes together that stay in the cache while they are filled, blurred and read.
constexpr int kRowsInTurn = 16;
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

/// The smoothed signal and its noise, some rows at a time.
class SmoothedRows {
 public:
  SmoothedRows(const WorkPlane& work, double sigma_um)
      : work_(work),
        rows_(work.signal, sigma_um / work.pixel_um),
        noise_(work, sigma_um / work.pixel_um,
               std::max<std::int64_t>(4, std::llround(kNoiseMeshUm / work.pixel_um))) {}

  [[nodiscard]] int radius_px() const { return rows_.radius_px(); }
  void make_until(int rows) {
    for (; made_ < rows; ++made_) {
      rows_.make_until(made_ + 1);
      noise_.read_until(made_, rows_.result());
    }
  }
  /// Its pixels are shared. @param part of work.rect.
  [[nodiscard]] cv::Mat1f over(const SlideRect& part) const { return cut(rows_.result(), work_.rect, part); }
  /// When all is made: smooth, noise and bright.
  [[nodiscard]] NucleusField field(const SlideRect& part) const {
    const LocalNoise near = noise_.found();
    NucleusField field;
    field.smooth = over(part);
    field.noise = MeshPlane(near.sigma, part, kRoundingShare * work_.count_step);
    field.bright = MeshPlane(near.widest, part);
    return field;
  }

 private:
  const WorkPlane& work_;
  GaussianRows rows_;
  NoiseReader noise_;
  int made_ = 0;
};

/// A part of the signal blurred otherwise, combined with the smoothed signal.
template <typename Combine>
class CombinedRows {
 public:
  CombinedRows(const WorkPlane& work, const SlideRect& part, double sigma_um, const cv::Mat1f& smooth,
               const Combine& combine)
      : smooth_(smooth),
        combine_(combine),
        seen_(inflate_within(part, gaussian_radius_px(sigma_um / work.pixel_um), work.rect)),
        rows_(cut(work.signal, work.rect, seen_), sigma_um / work.pixel_um),
        result_(cut(rows_.result(), seen_, part)),
        first_row_(static_cast<int>(part.y - work.rect.y)),
        rows_above_(static_cast<int>(part.y - seen_.y)) {}

  [[nodiscard]] int radius_px() const { return rows_.radius_px(); }
  /// @param rows of the work plane, of which the smoothed signal is made.
  void make_until(int rows) {
    const int end = std::clamp(rows - first_row_, 0, result_.rows);
    for (; made_ < end; ++made_) {
      rows_.make_until(rows_above_ + made_ + 1);
      float* row = result_.ptr<float>(made_);
      const float* smooth = smooth_.ptr<float>(made_);
      for (int x = 0; x < result_.cols; ++x) {
        row[x] = combine_(row[x], smooth[x]);
      }
    }
  }
  [[nodiscard]] const cv::Mat1f& result() const { return result_; }

 private:
  cv::Mat1f smooth_;  ///< over the part
  Combine combine_;
  SlideRect seen_;
  GaussianRows rows_;
  cv::Mat1f result_;
  int first_row_;   ///< of the part, in the work plane
  int rows_above_;  ///< that are seen above the part
  int made_ = 0;
};

/// Calls make(rows) for every few rows of the work plane; those up to `reach` further are set before.
template <typename Make>
void for_rows_in_turn(const WorkPlane& work, int reach, const SetRows& set_rows, const Make& make) {
  for (int rows = 0; rows < work.signal.rows;) {
    rows = std::min(work.signal.rows, rows + kRowsInTurn);
    set_rows(std::min(work.signal.rows, rows + reach));
    make(rows);
  }
}

}  // namespace

double nucleus_field_support_um() {
  return std::max(3.0 * kCoarseSigmaUm + 1.0, 2.5 * kNoiseMeshUm);
}

NucleusField make_nucleus_field(const WorkPlane& work, const SlideRect& part, const SetRows& set_rows) {
  SmoothedRows smooth(work, kFineSigmaUm);
  CombinedRows line(work, part, kLineSigmaUm, smooth.over(part),
                    [](float less_smooth, float fine) { return less_smooth - fine; });
  CombinedRows surface(work, part, kCoarseSigmaUm, smooth.over(part),
                       [](float coarse, float fine) { return fine - coarse; });
  const int reach = std::max({smooth.radius_px(), line.radius_px(), surface.radius_px()});
  for_rows_in_turn(work, reach, set_rows, [&](int rows) {
    smooth.make_until(rows);
    line.make_until(rows);
    surface.make_until(rows);
  });
  NucleusField field = smooth.field(part);
  field.line = line.result();
  field.surface = surface.result();
  return field;
}

NucleusField make_stain_field(const WorkPlane& work, const SlideRect& part, const SetRows& set_rows) {
  SmoothedRows smooth(work, kStainSigmaUm);
  for_rows_in_turn(work, smooth.radius_px(), set_rows, [&](int rows) { smooth.make_until(rows); });
  NucleusField field = smooth.field(part);
  field.surface = field.smooth;
  field.line = field.smooth;
  return field;
}

PlacedField field_over(const CorrectedTile& tile, std::size_t channel, const SlideRect& area,
                       NucleusField (*make)(const WorkPlane&, const SlideRect&, const SetRows&)) {
  WorkRows rows(tile, channel);
  PlacedField placed{part_of(rows.plane(), area), {}};
  placed.field = make(rows.plane(), placed.place.rect, [&rows](int end) { rows.set_until(end); });
  placed.place.signal.release();
  placed.place.scatter.release();
  return placed;
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
