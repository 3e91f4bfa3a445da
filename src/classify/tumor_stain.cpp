#include "tumor_stain.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

// Why these limits: docs/methods/leukocyte-population.md.
/// Leukocytes shine a little in the tumor stain's channel. Less than this share of their spread, and no cell
/// so many spreads above them: nothing shows that the channel saw anything.
constexpr double kLeastLocation = 0.25;
constexpr double kShiningCell = 12.0;
/// Correlation of tumor and leukocyte stain among the leukocytes that is flagged, and that leaves no count.
/// It is taken two standard errors nearer to zero (Fisher 1921, Metron 1:3), so that few cells prove little.
constexpr double kFlaggedCorrelation = 0.5;
constexpr double kMostCorrelation = 0.7;
constexpr double kStandardErrors = 2.0;
constexpr double kLeastForFisher = 4.0;
/// Noise of a cell's mean, from its pixels, as a share of the leukocytes' spread.
constexpr double kFlaggedNoise = 0.5;
constexpr double kMostNoise = 0.55;
/// Values further from the leukocytes are no leukocytes, or lie in the light of a tumor cell.
constexpr double kClip = 4.0;

/// Sums for a correlation.
struct Pairs {
  double n = 0;
  double x = 0;
  double y = 0;
  double xx = 0;
  double yy = 0;
  double xy = 0;

  void add(double a, double b) {
    n += 1;
    x += a;
    y += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }

  /// Pearson's; 0 where one of them does not vary.
  [[nodiscard]] double correlation() const {
    const double spread = (xx - x * x / n) * (yy - y * y / n);
    return spread > 0 ? std::clamp((xy - x * y / n) / std::sqrt(spread), -1.0, 1.0) : 0.0;
  }
};

/// A correlation two standard errors nearer to zero, never beyond it.
double sure_part(double correlation, double n) {
  if (n < kLeastForFisher) {
    return 0.0;
  }
  const double shrunk =
      std::atanh(std::min(std::abs(correlation), 1.0 - 1e-12)) - kStandardErrors / std::sqrt(n - 3);
  return std::copysign(std::tanh(std::max(0.0, shrunk)), correlation);
}

/// What one pass over the events tells.
struct StainFindings {
  bool cell_shines = false;
  Pairs stains;
  std::vector<float> noise;  ///< of each leukocyte's mean [ADU]
};

StainFindings look_at(const PopulationColumns& leukocytes, const TumorStainColumns& columns,
                      const RobustStatistic& stain, float largest_stain) {
  StainFindings found;
  found.cell_shines = static_cast<double>(largest_stain) > stain.location + kShiningCell * stain.scale;
  const std::vector<float>& values = leukocytes.of(columns.stain);
  const std::vector<float>& markers = leukocytes.of(columns.marker);
  const std::vector<float>& spreads = leukocytes.of(columns.spread);
  const std::vector<float>& widths = leukocytes.of(columns.width);
  const std::vector<float>& heights = leukocytes.of(columns.height);
  found.noise.reserve(leukocytes.events());
  for (std::size_t i = 0; i < leukocytes.events(); ++i) {
    const double from_leukocytes = static_cast<double>(values[i]) - stain.location;
    const double pixels =
        static_cast<double>(widths[i]) * static_cast<double>(heights[i]) * (std::numbers::pi / 4);
    // Written so that NaN is left out as well.
    if (!(std::abs(from_leukocytes) <= kClip * stain.scale) || !(pixels > 0)) {
      continue;
    }
    found.stains.add(markers[i], from_leukocytes);
    if (const double spread = spreads[i]; !std::isnan(spread)) {
      found.noise.push_back(static_cast<float>(spread / std::sqrt(pixels)));
    }
  }
  return found;
}

void judge_presence(const StainFindings& found, const RobustStatistic& stain, TumorStainVerdict& verdict) {
  if (stain.location < kLeastLocation * stain.scale && !found.cell_shines) {
    verdict.refusals.push_back(
        {"no_tumor_stain",
         "nothing shows in the cytokeratin channel: the leukocytes' median is " +
             number_text(stain.location, 2) + " ADU with a spread of " + number_text(stain.scale, 2) +
             " ADU, and no cell stands out; the stain, the lamp or the filter of that channel "
             "failed, so that no CTC could have been seen"});
  }
}

void judge_spillover(const StainFindings& found, TumorStainVerdict& verdict) {
  const double sure = sure_part(found.stains.correlation(), found.stains.n);
  if (std::abs(sure) < kFlaggedCorrelation) {
    return;
  }
  const bool lost = std::abs(sure) >= kMostCorrelation;
  (lost ? verdict.refusals : verdict.flags)
      .push_back({"residual_spillover",
                  "cytokeratin follows the leukocyte stain from leukocyte to leukocyte "
                  "(correlation " +
                      number_text(found.stains.correlation(), 2) +
                      "): light of one channel is left in the other" + (lost ? " and hides weak CTCs" : "") +
                      "; measure the spillover again with 'cytrial calibrate spillover'"});
}

void judge_noise(StainFindings& found, const RobustStatistic& stain, TumorStainVerdict& verdict) {
  if (found.noise.empty()) {
    return;
  }
  const double share = median_of(found.noise) / stain.scale;
  if (share < kFlaggedNoise) {
    return;
  }
  const bool lost = share >= kMostNoise;
  (lost ? verdict.refusals : verdict.flags)
      .push_back({"noisy_tumor_stain",
                  "noise of the cytokeratin channel's pixels makes up " + number_text(100 * share, 0) + " %" +
                      " of the spread between leukocytes" + (lost ? " and hides weak CTCs" : "") +
                      "; expose longer or look for a failing lamp"});
}

}  // namespace

TumorStainVerdict judge_tumor_stain(const PopulationColumns& leukocytes, const TumorStainColumns& columns,
                                    const RobustStatistic& stain, float largest_stain) {
  TumorStainVerdict verdict;
  StainFindings found = look_at(leukocytes, columns, stain, largest_stain);
  judge_spillover(found, verdict);  // first: what is taken off too much also leaves nothing
  judge_presence(found, stain, verdict);
  judge_noise(found, stain, verdict);
  return verdict;
}

}  // namespace cyto
