#include "figures.h"

namespace cyto::review {
namespace {

std::uint64_t ctcs_in(const StudyContent& content, const ReviewState& state, const ReviewSample& sample,
                      Reading reading) {
  std::uint64_t ctcs = 0;
  for (const std::size_t index : sample.candidates) {
    const Decision* decision = state.current(content.candidates()[index].key, reading);
    ctcs += decision != nullptr && decision->call == Call::Ctc ? 1 : 0;
  }
  return ctcs;
}

std::size_t decided_in(const StudyContent& content, const ReviewState& state, const ReviewSample& sample,
                       Reading reading) {
  std::size_t decided = 0;
  for (const std::size_t index : sample.candidates) {
    decided += state.current(content.candidates()[index].key, reading) != nullptr ? 1U : 0U;
  }
  return decided;
}

/// What the readings together come to. @pre readings_locked().
void settle(const StudyContent& content, const ReviewState& state, const ReviewSample& sample,
            SampleFigures& figures) {
  std::uint64_t ctcs = 0;
  std::size_t disagreements = 0;
  for (const std::size_t index : sample.candidates) {
    const ReviewCandidate& candidate = content.candidates()[index];
    const bool third = is_disagreement(state, candidate);
    const Decision* last = state.current(candidate.key, third ? Reading::Adjudication : Reading::First);
    disagreements += third ? 1U : 0U;
    figures.undecided_disagreements += third && last == nullptr ? 1U : 0U;
    ctcs += last != nullptr && last->call == Call::Ctc ? 1 : 0;
  }
  if (state.plan().second_read) {
    figures.disagreements = disagreements;
  }
  if (disagreements == 0 || state.lock(sample.name(), Reading::Adjudication).locked) {
    figures.reviewed = ctcs;
  }
}

void choose(const ReviewState& state, const ReviewSample& sample, SampleFigures& figures) {
  if (figures.reviewed) {
    figures.counts = "reviewed";
    figures.because = !state.plan().second_read ? "the reading is locked"
                      : *figures.disagreements == 0
                          ? "both readings are locked and agree"
                          : "both readings are locked and every disagreement is adjudicated";
    return;
  }
  figures.counts = figures.automatic ? "automatic" : "none";
  if (!figures.automatic) {
    figures.because = "the sample has no count";
  } else if (!state.lock(sample.name(), Reading::First).locked) {
    figures.because = "the first reading is not locked";
  } else if (!readings_locked(state, sample)) {
    figures.because = "the second reading is not locked";
  } else {
    figures.because = "disagreements are not adjudicated";
  }
}

}  // namespace

bool disagree(const Decision& first, const Decision& second) noexcept {
  return first.call != second.call || first.call == Call::Unsure;
}

bool readings_locked(const ReviewState& state, const ReviewSample& sample) {
  return state.lock(sample.name(), Reading::First).locked &&
         (!state.plan().second_read || state.lock(sample.name(), Reading::Second).locked);
}

bool is_disagreement(const ReviewState& state, const ReviewCandidate& candidate) {
  const Decision* first = state.current(candidate.key, Reading::First);
  const Decision* second = state.current(candidate.key, Reading::Second);
  return state.plan().second_read && first != nullptr && second != nullptr && disagree(*first, *second);
}

SampleFigures figures_of(const StudyContent& content, const ReviewState& state, const ReviewSample& sample) {
  SampleFigures figures;
  for (const Reading reading : kAllReadings) {
    figures.decided[static_cast<std::size_t>(reading)] = decided_in(content, state, sample, reading);
  }
  if (sample.result.counts && is_classified(sample.result)) {
    figures.automatic = sample.result.counts->of(Phenotype::Ctc);
  }
  for (const Reading reading : {Reading::First, Reading::Second}) {
    if (state.lock(sample.name(), reading).locked) {
      figures.readers[static_cast<std::size_t>(reading)] = ctcs_in(content, state, sample, reading);
    }
  }
  if (sample.result.counts && readings_locked(state, sample)) {
    settle(content, state, sample, figures);
  }
  choose(state, sample, figures);
  return figures;
}

StudyAgreement agreement_of(const StudyContent& content, const ReviewState& state,
                            const std::vector<const ReviewSample*>& samples) {
  StudyAgreement sum;
  for (const ReviewSample* sample : samples) {
    if (!state.lock(sample->name(), Reading::First).locked ||
        !state.lock(sample->name(), Reading::Second).locked) {
      continue;
    }
    const std::uint64_t first_ctcs = ctcs_in(content, state, *sample, Reading::First);
    const bool few = first_ctcs < 3;
    ++sum.samples;
    sum.samples_under_three += few ? 1U : 0U;
    sum.samples_same_count += first_ctcs == ctcs_in(content, state, *sample, Reading::Second) ? 1U : 0U;
    for (const std::size_t index : sample->candidates) {
      const std::string& key = content.candidates()[index].key;
      const Decision* first = state.current(key, Reading::First);
      const Decision* second = state.current(key, Reading::Second);
      if (first != nullptr && second != nullptr) {
        const auto row = static_cast<std::size_t>(first->call);
        const auto column = static_cast<std::size_t>(second->call);
        ++sum.all.table[row][column];
        sum.under_three.table[row][column] += few ? 1 : 0;
      }
    }
  }
  return sum;
}

}  // namespace cyto::review
