#include "cytrial/core/sample.h"

#include <algorithm>

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

bool is_classified(const SampleResult& result) noexcept {
  return std::none_of(result.flags.begin(), result.flags.end(),
                      [](const QualityFlag& flag) { return flag.code == "not_classified"; }) &&
         (!result.counts || result.counts->of(Phenotype::Unclassified) == 0);
}

}  // namespace cyto
