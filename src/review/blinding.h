#pragma once

#include "figures.h"
#include "review_state.h"
#include "study_content.h"

namespace cyto::review {

/// What a user may see of a sample. What is false is never sent.
struct Sight {
  bool origin = true;   ///< name, subject, visit
  bool machine = true;  ///< the gates' call, reasons, rank, the model's score, automatic count
  bool others = true;   ///< decisions, counts and comments of the other readings, agreement
};

/// Blinding ends for a sample when both its readings are locked. Those who do not read are never blinded.
[[nodiscard]] inline Sight sight_of(const ReviewState& state, const ReviewSample& sample, Role role) {
  const auto reading = reading_of(role);
  if (!reading || !state.plan().blinded || readings_locked(state, sample)) {
    return {};
  }
  return {false, *reading == Reading::First, false};
}

}  // namespace cyto::review
