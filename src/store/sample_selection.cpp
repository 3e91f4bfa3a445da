#include "sample_selection.h"

#include "cytrial/core/error.h"

namespace cyto {

void refuse_unknown_sample(const std::string& sample_id) {
  throw Error(ErrorCode::Usage, "sample " + sample_id, "is not in this result folder",
              "see the samples with: cytrial export DIR --table counts");
}

void SampleSelection::refuse_missing() const {
  if (without_events.empty()) {
    return;
  }
  std::string names;
  for (const std::string& id : without_events) {
    names += (names.empty() ? "" : ", ") + id;
  }
  throw Error(ErrorCode::NotEvaluable, "sample " + names, "has no events: not evaluable or a duplicate",
              "see the reasons with: cytrial export DIR --table counts");
}

SampleSelection select_samples(const RunStore& store, const std::optional<std::string>& sample_id) {
  SampleSelection selection;
  const std::vector<std::string> ids = sample_id ? std::vector{*sample_id} : store.sample_ids();
  for (const std::string& id : ids) {
    const auto result = store.result(id);
    if (!result) {
      refuse_unknown_sample(id);
    }
    const bool evaluable = result->status == SampleStatus::Evaluable;
    (evaluable ? selection.with_events : selection.without_events).push_back(id);
  }
  if (sample_id) {
    selection.refuse_missing();
  }
  return selection;
}

}  // namespace cyto
