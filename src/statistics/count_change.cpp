#include "cytrial/statistics/count_change.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>

#include "cytrial/core/binomial_interval.h"
#include "input_check.h"

namespace cyto::statistics {
namespace {

/// A count and the one it is compared with, of equal concentrations.
struct Draw {
  std::int64_t cells;
  double volume_ml;
  std::int64_t other_cells;
  double other_volume_ml;

  [[nodiscard]] double share() const noexcept { return volume_ml / (volume_ml + other_volume_ml); }
};

/// P(so many cells or more), given the sum of both. The lower tail of one draw is the upper tail of the
/// other, so that swapping the two gives the same bits.
double upper_tail(const Draw& draw) {
  if (draw.cells == 0) {
    return 1.0;
  }
  return boost::math::ibeta(static_cast<double>(draw.cells), static_cast<double>(draw.other_cells) + 1.0,
                            draw.share());
}

/// P(more cells), given the sum of both.
double beyond(const Draw& draw) {
  if (draw.other_cells == 0) {
    return 0.0;
  }
  return boost::math::ibeta(static_cast<double>(draw.cells) + 1.0, static_cast<double>(draw.other_cells),
                            draw.share());
}

double two_sided(double tail, double other_tail) {
  return std::min(1.0, 2.0 * std::min(tail, other_tail));
}

/// Limits of later / earlier from those of the later one's share of all cells.
OpenInterval ratio_limits(const VolumeCount& earlier, const VolumeCount& later, double confidence) {
  if (earlier.cells() + later.cells() == 0) {
    return {0.0, std::nullopt};
  }
  const auto n = static_cast<std::uint64_t>(earlier.cells() + later.cells());
  // Odds from the share of the smaller side, which is near 0 and exact there.
  const BinomialInterval of_later =
      clopper_pearson_interval(static_cast<std::uint64_t>(later.cells()), n, confidence);
  const BinomialInterval of_earlier =
      clopper_pearson_interval(static_cast<std::uint64_t>(earlier.cells()), n, confidence);
  const double per_volume = earlier.volume_ml() / later.volume_ml();
  OpenInterval limits{of_later.low / of_earlier.high * per_volume, std::nullopt};
  if (earlier.cells() > 0) {
    limits.high = of_later.high / of_earlier.low * per_volume;
  }
  return limits;
}

/// Whether a later count of `cells` is a significant fall from (or rise above) the baseline.
bool tells(const Draw& draw, double significance) {
  return 2.0 * upper_tail(draw) <= significance;
}

}  // namespace

std::string_view name_of(ChangeDirection direction) noexcept {
  switch (direction) {
    case ChangeDirection::NotDistinguished:
      return "not_distinguished";
    case ChangeDirection::Rise:
      return "rise";
    case ChangeDirection::Fall:
      return "fall";
  }
  return "";
}

CountChange compare_counts(const VolumeCount& earlier, const VolumeCount& later, double significance) {
  require_probability("significance", significance);
  const Draw rise{later.cells(), later.volume_ml(), earlier.cells(), earlier.volume_ml()};
  const Draw fall{earlier.cells(), earlier.volume_ml(), later.cells(), later.volume_ml()};
  const double rise_tail = upper_tail(rise);
  const double fall_tail = upper_tail(fall);
  CountChange change;
  change.p_exact = two_sided(rise_tail, fall_tail);
  // P(more) + P(these) / 2 is the mean of P(these or more) and P(more).
  change.p_mid = two_sided((rise_tail + beyond(rise)) / 2.0, (fall_tail + beyond(fall)) / 2.0);
  if (earlier.cells() > 0) {
    change.ratio = static_cast<double>(later.cells()) / later.volume_ml() /
                   (static_cast<double>(earlier.cells()) / earlier.volume_ml());
  }
  change.ratio_limits = ratio_limits(earlier, later, 1.0 - significance);
  if (change.p_exact <= significance) {
    change.direction = rise_tail < fall_tail ? ChangeDirection::Rise : ChangeDirection::Fall;
  }
  return change;
}

DetectableChange smallest_detectable_change(const VolumeCount& baseline, double later_volume_ml,
                                            double significance) {
  require_probability("significance", significance);
  require_volume("blood volume", later_volume_ml);
  const auto rises = [&](std::int64_t cells) {
    return tells({cells, later_volume_ml, baseline.cells(), baseline.volume_ml()}, significance);
  };
  const auto falls = [&](std::int64_t cells) {
    return tells({baseline.cells(), baseline.volume_ml(), cells, later_volume_ml}, significance);
  };
  // Each tail is monotone in the later count: doubling, then halving.
  std::int64_t not_yet = 0;
  std::int64_t rise_to = 1;
  while (!rises(rise_to)) {
    not_yet = rise_to;
    rise_to *= 2;
  }
  while (rise_to - not_yet > 1) {
    const std::int64_t middle = not_yet + (rise_to - not_yet) / 2;
    (rises(middle) ? rise_to : not_yet) = middle;
  }
  DetectableChange change{std::nullopt, rise_to};
  if (falls(0)) {
    std::int64_t falls_to = 0;
    std::int64_t no_more = rise_to;
    while (no_more - falls_to > 1) {
      const std::int64_t middle = falls_to + (no_more - falls_to) / 2;
      (falls(middle) ? falls_to : no_more) = middle;
    }
    change.fall_to = falls_to;
  }
  return change;
}

}  // namespace cyto::statistics
