#include "cytrial/validation/summary.h"

#include <algorithm>
#include <set>
#include <utility>

#include "cytrial/core/number_text.h"
#include "truth_fit.h"

namespace cyto::validation {
namespace {

constexpr std::size_t kWantedLevels = 5;  // CLSI EP06: a straight line is judged over five levels or more

bool is_simulated(const std::string& material) {
  return material.starts_with(kSimulated);
}

Linearity ladder_of(const std::vector<MeasuredSample>& samples) {
  std::vector<LadderPoint> points;
  for (const MeasuredSample& sample : samples) {
    if (sample.evaluable() && sample.plan.role == PlanRole::Ladder && sample.expected) {
      points.push_back({sample.plan.name, *sample.expected, sample.ctcs});
    }
  }
  return linearity_of(std::move(points));
}

DetectionLimits limits_of(const std::vector<MeasuredSample>& samples) {
  std::vector<BlankCount> blanks;
  std::vector<LowSample> lows;
  for (const MeasuredSample& sample : samples) {
    if (sample.evaluable() && sample.plan.role == PlanRole::Blank) {
      blanks.push_back({sample.ctcs, sample.nucleated});
    } else if (sample.evaluable() && sample.plan.role == PlanRole::Low && sample.expected) {
      lows.push_back({*sample.expected, sample.ctcs});
    }
  }
  return detection_limits(blanks, std::move(lows));
}

std::string label_of(const MeasuredSample& sample) {
  if (!sample.plan.group.empty()) {
    return sample.plan.group;
  }
  std::string label(name_of(sample.plan.role));
  return sample.expected ? label + " " + number_text(*sample.expected) : label;
}

std::vector<Replicates> replicates_in(const std::vector<MeasuredSample>& samples) {
  // Rows of one group, in the order of expected number so that "ladder 10" stands behind "ladder 2".
  std::map<std::tuple<double, std::string, std::string>, std::vector<std::uint64_t>> groups;
  for (const MeasuredSample& sample : samples) {
    const PlanRole role = sample.plan.role;
    const bool repeated = role == PlanRole::Ladder || role == PlanRole::Low || role == PlanRole::Repeat;
    if (sample.evaluable() && repeated) {
      groups[{sample.expected.value_or(-1.0), label_of(sample), sample.plan.batch}].push_back(sample.ctcs);
    }
  }
  std::vector<Replicates> replicates;
  for (auto& [key, counts] : groups) {
    if (counts.size() > 1) {
      replicates.push_back(replicates_of(std::get<1>(key), std::get<2>(key), std::move(counts)));
    }
  }
  return replicates;
}

std::string number_of(std::uint64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

void warn_of_numbers(ValidationSummary& summary) {
  const DetectionLimits& limits = summary.limits;
  if (!limits.blanks.empty() && limits.blanks.size() < kWantedBlanks) {
    summary.warnings.push_back(number_of(limits.blanks.size(), "blank", "blanks") + ", fewer than the " +
                               std::to_string(kWantedBlanks) + " of CLSI EP17");
  }
  if (!limits.lows.empty() && limits.lows.size() < kWantedBlanks) {
    summary.warnings.push_back(number_of(limits.lows.size(), "low sample", "low samples") +
                               ", fewer than the " + std::to_string(kWantedBlanks) + " of CLSI EP17");
  }
  if (!limits.lows.empty() && limits.blanks.empty()) {
    summary.warnings.emplace_back("low samples without blanks: no limit of detection can be given");
  }
  const std::size_t levels = summary.linearity.levels.size();
  if (levels > 0 && levels < kWantedLevels) {
    summary.warnings.push_back("the ladder has " + number_of(levels, "level", "levels") + ", fewer than " +
                               std::to_string(kWantedLevels));
  }
}

void warn_of_samples(ValidationSummary& summary) {
  std::set<std::pair<std::string, std::string>> configurations;
  for (const MeasuredSample& sample : summary.samples) {
    configurations.insert({sample.program_version, sample.config_digest});
  }
  if (configurations.size() > 1) {
    summary.warnings.push_back("the results were made with " + std::to_string(configurations.size()) +
                               " different program versions or configurations");
  }
  if (const std::uint64_t lost = summary.not_evaluable(); lost > 0) {
    summary.warnings.push_back(number_of(lost, "sample is", "samples are") +
                               " NOT EVALUABLE and in no figure");
  }
  if (summary.simulated && !std::all_of(summary.materials.begin(), summary.materials.end(), is_simulated)) {
    summary.warnings.emplace_back("simulated and other samples are mixed");
  }
}

}  // namespace

std::uint64_t ValidationSummary::not_evaluable() const noexcept {
  return static_cast<std::uint64_t>(std::count_if(
      samples.begin(), samples.end(), [](const MeasuredSample& sample) { return !sample.evaluable(); }));
}

ValidationSummary summarise(const ValidationPlan& plan, std::vector<MeasuredSample> samples) {
  ValidationSummary summary;
  summary.name = plan.name;
  summary.max_distance_um = plan.max_distance_um;
  summary.samples = std::move(samples);
  std::set<std::string> materials;
  for (const MeasuredSample& sample : summary.samples) {
    materials.insert(sample.plan.material);
  }
  summary.materials.assign(materials.begin(), materials.end());
  summary.simulated = std::any_of(materials.begin(), materials.end(), is_simulated);
  summary.linearity = ladder_of(summary.samples);
  summary.limits = limits_of(summary.samples);
  summary.replicates = replicates_in(summary.samples);
  summary.truth = truth_fits(summary.samples);
  summary.blanks = blank_rates(summary.samples);
  summary.readers = rater_pairs(plan, summary.samples);
  warn_of_samples(summary);
  warn_of_numbers(summary);
  return summary;
}

}  // namespace cyto::validation
