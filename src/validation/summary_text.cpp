#include "cytrial/core/number_text.h"
#include "cytrial/validation/summary.h"

namespace cyto::validation {
namespace {

constexpr int kDecimals = 4;
constexpr int kPercentDecimals = 2;
constexpr int kCountDecimals = 2;

std::string shown(const std::optional<double>& value, int decimals = kDecimals) {
  return value ? number_text(*value, decimals) : "-";
}

std::string percent(const std::optional<double>& share) {
  return share ? number_text(100.0 * *share, kPercentDecimals) + " %" : "-";
}

std::string between(const std::optional<Interval>& interval, double scale, int decimals) {
  return interval ? " (95 % " + number_text(scale * interval->low, decimals) + " to " +
                        number_text(scale * interval->high, decimals) + ")"
                  : "";
}

std::string text_of(const Proportion& proportion) {
  return std::to_string(proportion.hits) + " of " + std::to_string(proportion.trials) + ", " +
         percent(proportion.share()) + between(proportion.interval(), 100.0, kPercentDecimals);
}

std::string text_of(const Rate& rate) {
  return std::to_string(rate.events) + " in " + std::to_string(rate.cells) + " cells, " +
         shown(rate.per_million(), 1) + " per million" + between(rate.interval(), 1.0, 1);
}

std::string batch_text(const std::string& batch) {
  return batch.empty() ? "all samples" : "batch " + batch;
}

std::string ladder_text(const Linearity& linearity) {
  if (linearity.points.empty()) {
    return {};
  }
  std::string text = "\nladder: " + std::to_string(linearity.points.size()) + " samples\n";
  if (linearity.fit) {
    text += "  slope " + shown(linearity.fit->slope) +
            between(linearity.fit->slope_interval, 1.0, kDecimals) + ", intercept " +
            shown(linearity.fit->intercept, kCountDecimals) +
            between(linearity.fit->intercept_interval, 1.0, kCountDecimals) + ", R2 " +
            shown(linearity.fit->r_squared) + "\n" +
            (linearity.fit->slope_interval ? "" : "  no interval: " + std::string(kNoSpread) + "\n");
  }
  text += "  recovery " + percent(linearity.recovery) +
          between(linearity.recovery_limits, 100.0, kPercentDecimals) + "\n";
  for (const LadderLevel& level : linearity.levels) {
    text += "  " + number_text(level.expected) + " cells: " + std::to_string(level.samples) +
            " sample(s), mean " + shown(level.mean, kCountDecimals) + ", SD " +
            shown(level.sd, kCountDecimals) + ", recovery " + percent(level.recovery) +
            between(level.recovery_limits, 100.0, kPercentDecimals) + "\n";
  }
  return text;
}

std::string limits_text(const DetectionLimits& limits) {
  if (limits.blanks.empty() && limits.lows.empty()) {
    return {};
  }
  std::string text = "\nlimit of blank: " + shown(limits.limit_of_blank, kCountDecimals) + " (" +
                     std::to_string(limits.blanks.size()) + " blanks" +
                     (limits.limit_of_blank && !limits.by_ranks
                          ? ", a Poisson bound that errs upwards: ranks need " + std::to_string(kWantedBlanks)
                          : "") +
                     ")\nlimit of detection: " + shown(limits.limit_of_detection, kCountDecimals) + " (" +
                     std::to_string(limits.lows.size()) + " low samples); by distance " +
                     shown(limits.distance_limit, kCountDecimals) + "\n";
  for (const LowLevel& level : limits.levels) {
    text += "  " + number_text(level.expected) + " cells: above the limit of blank " +
            text_of(level.detected) + "\n";
  }
  return text;
}

std::string replicates_text(const std::vector<Replicates>& groups) {
  std::string text = groups.empty() ? "" : "\nrepeatability\n";
  for (const Replicates& group : groups) {
    text += "  " + group.label + (group.batch.empty() ? "" : ", batch " + group.batch) + ": " +
            std::to_string(group.counts.size()) + " samples, mean " + shown(group.mean, kCountDecimals) +
            ", SD " + shown(group.sd, kCountDecimals) + between(group.sd_limits, 1.0, kCountDecimals) +
            ", CV " + percent(group.cv) + ", Poisson CV " + percent(group.poisson_cv) + ", variance/mean " +
            shown(group.dispersion, kCountDecimals) + ", p " + shown(group.more_than_chance) + "\n";
  }
  return text;
}

std::string level_text(const LevelFit& level) {
  if (!level.low_lsd) {
    return "below " + shown(level.high_lsd, 0);
  }
  return level.high_lsd ? shown(level.low_lsd, 0) + " to " + shown(level.high_lsd, 0)
                        : shown(level.low_lsd, 0) + " and more";
}

std::string truth_text(const TruthFit& fit) {
  std::string text = "\ntruth, " + batch_text(fit.batch) + ": " + std::to_string(fit.samples) +
                     " sample(s), " + std::to_string(fit.cells.truth) + " cells, detection F1 " +
                     shown(fit.cells.f1()) + ", centroid error " + shown(fit.centroid_error_um, 3) + " um\n";
  for (const PhenotypeFit& phenotype : fit.phenotypes) {
    text += "  " + std::string(name_of(phenotype.phenotype)) + ": called " + text_of(phenotype.sensitivity) +
            "; false " + text_of(phenotype.false_calls) + "\n";
  }
  for (const LevelFit& level : fit.levels) {
    text +=
        "  CTCs with CK " + level_text(level) + " leukocyte SD: called " + text_of(level.sensitivity) + "\n";
  }
  return text;
}

std::string blanks_text(const std::vector<BlankRate>& rates) {
  std::string text = rates.empty() ? "" : "\nblanks\n";
  for (const BlankRate& rate : rates) {
    text += "  " + batch_text(rate.batch) + ": false CTCs " + text_of(rate.ctcs) + "; candidates " +
            text_of(rate.candidates) + "\n";
  }
  return text;
}

std::string readers_text(const std::vector<RaterPair>& pairs) {
  std::string text = pairs.empty() ? "" : "\nagreement on ctc or not\n";
  for (const RaterPair& pair : pairs) {
    text += "  " + pair.first + " and " + pair.second + ": " + text_of(pair.table.agreed()) + ", kappa " +
            (pair.kappa ? shown(pair.kappa->value) + between(pair.kappa->limits, 1.0, kDecimals) : "-") +
            ", undecided " + std::to_string(pair.undecided) + "\n";
  }
  return text;
}

}  // namespace

std::string summary_text(const ValidationSummary& summary) {
  std::string text = "validation " + summary.name + ": " + std::to_string(summary.samples.size()) +
                     " samples, " + std::to_string(summary.not_evaluable()) + " NOT EVALUABLE\n";
  if (summary.simulated) {
    text += "SIMULATION ONLY: no figure here is of real blood\n";
  }
  for (const std::string& warning : summary.warnings) {
    text += "warning: " + warning + "\n";
  }
  text += ladder_text(summary.linearity) + limits_text(summary.limits) + replicates_text(summary.replicates);
  for (const TruthFit& fit : summary.truth) {
    text += truth_text(fit);
  }
  return text + blanks_text(summary.blanks) + readers_text(summary.readers);
}

}  // namespace cyto::validation
