#include "cytrial/statistics/direction_agreement.h"

#include "cluster_jackknife.h"
#include "input_check.h"

namespace cyto::statistics {
namespace {

struct SubjectTally {
  std::int64_t agreed = 0;
  std::int64_t moved = 0;
};

/// Share agreed without each subject in turn.
std::vector<std::optional<double>> shares_without_each(const std::vector<SubjectTally>& subjects,
                                                       const SubjectTally& all) {
  std::vector<std::optional<double>> shares;
  for (const SubjectTally& subject : subjects) {
    const std::int64_t moved = all.moved - subject.moved;
    shares.push_back(moved > 0 ? std::optional(static_cast<double>(all.agreed - subject.agreed) /
                                               static_cast<double>(moved))
                               : std::nullopt);
  }
  return shares;
}

}  // namespace

DirectionAgreement direction_agreement(const std::vector<DirectionPair>& pairs, double confidence) {
  require_probability("confidence", confidence);
  DirectionAgreement agreement;
  ClusterNumbers numbers;
  std::vector<SubjectTally> subjects;
  SubjectTally all;
  for (const DirectionPair& pair : pairs) {
    if (pair.first == Direction::Open || pair.second == Direction::Open) {
      ++agreement.open;
      continue;
    }
    if (pair.first == Direction::Same || pair.second == Direction::Same) {
      ++agreement.not_moved;
      continue;
    }
    const bool agreed = pair.first == pair.second;
    ++(!agreed ? agreement.opposed : pair.first == Direction::Up ? agreement.both_up : agreement.both_down);
    const std::size_t number = numbers.number_of(pair.subject);
    subjects.resize(numbers.size());
    ++subjects[number].moved;
    ++all.moved;
    subjects[number].agreed += agreed ? 1 : 0;
    all.agreed += agreed ? 1 : 0;
  }
  agreement.subjects = static_cast<std::int64_t>(subjects.size());
  agreement.agreed = exact_share(all.agreed, all.moved, confidence);
  if (agreement.agreed.share) {
    agreement.cluster_limits =
        jackknife_limits(*agreement.agreed.share, shares_without_each(subjects, all), {0.0, 1.0}, confidence);
  }
  return agreement;
}

}  // namespace cyto::statistics
