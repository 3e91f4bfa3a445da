#include <algorithm>
#include <array>
#include <functional>
#include <limits>

#include "views.h"

namespace cyto::review {
namespace {

constexpr std::array<std::string_view, 7> kStates{"",        "undecided", "decided",     "ctc",
                                                  "not_ctc", "unsure",    "disagreement"};
constexpr std::array<std::string_view, 6> kSorts{"rank", "score", "size", "position", "reason", "decided_at"};

template <typename Names>
void require_known(const Names& names, std::string_view name, const char* what) {
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    throw Refused(400, "bad_request", std::string(what) + ": unknown value");
  }
}

void check(const CandidateQuery& query) {
  require_known(kStates, query.state, "state");
  require_known(kSorts, query.sort, "sort");
  if (!query.phenotype.empty() && !phenotype_from(query.phenotype)) {
    throw Refused(400, "bad_request", "phenotype: unknown value");
  }
  if (!query.reason.empty() && query.reason != "any" && !review_reason_from(query.reason)) {
    throw Refused(400, "bad_request", "reason: unknown value");
  }
}

bool has_reason(const ReviewCandidate& candidate, const std::string& reason) {
  if (reason == "any") {
    return !candidate.found.notes.empty();
  }
  return std::any_of(candidate.found.notes.begin(), candidate.found.notes.end(),
                     [&](const ReviewNote& note) { return name_of(note.reason) == reason; });
}

bool in_state(const ViewOf& view, const ReviewCandidate& candidate, const std::string& wanted) {
  if (wanted.empty()) {
    return true;
  }
  if (wanted == "disagreement") {
    const ReviewSample& sample = view.content.sample_of(candidate);
    return view.sight(sample).others && readings_locked(view.state, sample) &&
           is_disagreement(view.state, candidate);
  }
  const Decision* decision = view.state.current(candidate.key, view.reading());
  if (wanted == "undecided" || wanted == "decided") {
    return (decision != nullptr) == (wanted == "decided");
  }
  return decision != nullptr && name_of(decision->call) == wanted;
}

/// Which of the eight reasons stands first; candidates without one come last.
double reason_order(const ReviewCandidate& candidate) {
  return candidate.found.notes.empty() ? 1000.0 : static_cast<double>(candidate.found.notes.front().reason);
}

/// What the order goes by; ties are broken by place.
std::vector<double> sort_values(const ViewOf& view, const std::vector<std::size_t>& chosen,
                                const std::string& sort) {
  std::vector<double> values;
  for (const std::size_t index : chosen) {
    const ReviewCandidate& candidate = view.content.candidates()[index];
    double value = static_cast<double>(index);
    if (sort == "rank") {
      value = candidate.found.rank == 0 ? std::numeric_limits<double>::max()
                                        : static_cast<double>(candidate.found.rank);
    } else if (sort == "score") {
      value = candidate.found.score ? candidate.found.score->probability : -1.0;
    } else if (sort == "size") {
      value = candidate.found.cell_diameter_um;
    } else if (sort == "reason") {
      value = reason_order(candidate);
    } else if (sort == "decided_at") {
      const auto& rows = view.state.history(candidate.key, view.reading()).rows();
      value = rows.empty() ? 0.0 : static_cast<double>(rows.back().seq);
    }
    values.push_back(value);
  }
  return values;
}

bool tells_the_machine(const CandidateQuery& query) {
  return !query.phenotype.empty() || !query.reason.empty();
}

}  // namespace

std::vector<std::size_t> chosen_candidates(const ViewOf& view, const CandidateQuery& query) {
  check(query);
  const ReviewSample* only = query.sample.empty() ? nullptr : &require_sample(view.content, query.sample);
  std::vector<std::size_t> chosen;
  bool blinded = false;
  for (std::size_t i = 0; i < view.content.candidates().size(); ++i) {
    const ReviewCandidate& candidate = view.content.candidates()[i];
    const ReviewSample& sample = view.content.sample_of(candidate);
    if (only != nullptr && only != &sample) {
      continue;
    }
    const bool machine = view.sight(sample).machine;
    blinded = blinded || !machine;
    if (!machine && tells_the_machine(query)) {
      throw Refused(403, "forbidden",
                    "this filter shows what the program thinks; it is hidden until both readings are locked");
    }
    const bool fits = (query.phenotype.empty() || name_of(candidate.found.phenotype) == query.phenotype) &&
                      (query.reason.empty() || has_reason(candidate, query.reason)) &&
                      in_state(view, candidate, query.state);
    if (fits) {
      chosen.push_back(i);
    }
  }
  const bool hidden_order = query.sort == "rank" || query.sort == "score" || query.sort == "reason";
  const std::vector<double> values =
      sort_values(view, chosen, blinded && hidden_order ? "position" : query.sort);
  std::vector<std::size_t> order(chosen.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return query.descending ? values[b] < values[a] : values[a] < values[b];
  });
  std::vector<std::size_t> sorted;
  for (const std::size_t i : order) {
    sorted.push_back(chosen[i]);
  }
  return sorted;
}

}  // namespace cyto::review
