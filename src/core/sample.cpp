#include "cytrial/core/sample.h"

#include <algorithm>
#include <numeric>

namespace cyto {

std::string_view name_of(SampleStatus status) noexcept {
  switch (status) {
    case SampleStatus::Evaluable:
      return "evaluable";
    case SampleStatus::NotEvaluable:
      return "not_evaluable";
    case SampleStatus::Duplicate:
      return "duplicate";
  }
  return "not_evaluable";
}

std::optional<SampleStatus> sample_status_from(std::string_view name) noexcept {
  for (const SampleStatus status :
       {SampleStatus::Evaluable, SampleStatus::NotEvaluable, SampleStatus::Duplicate}) {
    if (name_of(status) == name) {
      return status;
    }
  }
  return std::nullopt;
}

std::uint64_t MarkerLevelCounts::total() const noexcept {
  return std::accumulate(ctcs.begin(), ctcs.end(), std::uint64_t{0});
}

std::uint64_t MarkerLevelCounts::positive() const noexcept {
  return std::accumulate(ctcs.begin() + positive_from, ctcs.end(), std::uint64_t{0});
}

std::optional<double> MarkerLevelCounts::positive_share() const noexcept {
  return total() == 0 ? std::nullopt
                      : std::optional(static_cast<double>(positive()) / static_cast<double>(total()));
}

std::optional<double> MarkerLevelCounts::h_score() const noexcept {
  if (total() == 0) {
    return std::nullopt;
  }
  const std::uint64_t weighted = ctcs[1] + 2 * ctcs[2] + 3 * ctcs[3];
  return 100.0 * static_cast<double>(weighted) / static_cast<double>(total());
}

std::optional<double> SampleCounts::unidentified_share() const noexcept {
  const std::uint64_t neither = of(Phenotype::NucleatedOther);
  const std::uint64_t intact =
      neither + of(Phenotype::Ctc) + of(Phenotype::Leukocyte) + of(Phenotype::DoublePositive);
  return intact == 0 ? std::nullopt
                     : std::optional(static_cast<double>(neither) / static_cast<double>(intact));
}

bool is_classified(const SampleResult& result) noexcept {
  return std::none_of(result.flags.begin(), result.flags.end(),
                      [](const QualityFlag& flag) { return flag.code == "not_classified"; }) &&
         (!result.counts || result.counts->of(Phenotype::Unclassified) == 0);
}

}  // namespace cyto
