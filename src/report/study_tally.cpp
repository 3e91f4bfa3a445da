#include "study_tally.h"

#include <map>
#include <string>

#include "cytrial/core/error.h"
#include "cytrial/trial/identity.h"
#include "state_words.h"

namespace cyto {

SampleTally tally_samples(const SampleSheet& samples, const std::vector<SampleResult>& results) {
  std::map<std::string, const SampleResult*> open;  // results that no sheet row has claimed yet
  for (const SampleResult& result : results) {
    if (!open.emplace(result.sample_id, &result).second) {
      throw Error(ErrorCode::Internal, result.sample_id, "has two results in one study");
    }
  }
  SampleTally tally;
  tally.refused = samples.refused.size();
  for (const SheetSample& sample : samples.rows) {
    const auto found = open.find(sample.sample_id);
    if (found == open.end()) {
      ++tally.not_done;
      continue;
    }
    const SampleStatus status = found->second->status;
    ++(status == SampleStatus::Evaluable   ? tally.evaluable
       : status == SampleStatus::Duplicate ? tally.duplicates
       : is_quarantined(*found->second)    ? tally.quarantined
                                           : tally.not_evaluable);
    open.erase(found);
  }
  for (const auto& [id, result] : open) {
    tally.beside_sheet.push_back(result);
  }
  return tally;
}

TimepointTally tally_timepoints(const TimepointTable& table) {
  TimepointTally tally;
  for (const Timepoint& timepoint : table.rows) {
    tally.counted += timepoint.ctc_state == CtcState::Counted ? 1U : 0U;
    if (timepoint.ctc_state == CtcState::NotEvaluable) {
      ++(is_quarantined(timepoint) ? tally.quarantined : tally.not_evaluable);
    }
    tally.not_done += timepoint.ctc_state == CtcState::NotDone ? 1U : 0U;
    const bool counted = timepoint.ctc_state == CtcState::Counted;
    tally.unfavourable += counted && timepoint.unfavourable.value_or(false) ? 1U : 0U;
  }
  return tally;
}

}  // namespace cyto
