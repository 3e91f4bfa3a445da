#include "cytrial/review/review_admin.h"

#include <set>

#include "cytrial/core/error.h"
#include "cytrial/store/run_check.h"
#include "opened_trail.h"
#include "review_desk.h"
#include "review_service.h"
#include "secrets.h"
#include "trail_check.h"
#include "utc_text.h"

namespace cyto::review {
namespace {

/// What the rules refuse is, on the command line, a wrong argument.
template <typename Work>
void as_usage(const std::string& subject, const Work& work) {
  try {
    work();
  } catch (const Refused& refused) {
    throw Error(ErrorCode::Usage, subject, refused.what());
  }
}

Role role_named(const std::string& name) {
  const auto role = role_from(name);
  if (!role) {
    throw Error(ErrorCode::Usage, "--role " + name, "is no role",
                "use reader, second_reader, adjudicator, lab_lead, administrator or auditor");
  }
  return *role;
}

/// Samples that the trail knows decisions, locks or signatures of.
std::set<std::string> reviewed_samples(const std::vector<LogEntry>& rows) {
  std::set<std::string> samples;
  for (const LogEntry& row : rows) {
    const std::vector<std::string> parts = parts_of(row.object);
    if (parts.size() > 1 && (parts[0] == "candidate" || parts[0] == "sample")) {
      samples.insert(parts[1]);
    }
  }
  return samples;
}

void check_results(const RunStore& store, const std::vector<LogEntry>& rows, Verdict& verdict) {
  std::set<std::string> gone = reviewed_samples(rows);
  for (const std::string& id : store.sample_ids()) {
    gone.erase(id);
    try {
      const auto result = store.result(id);
      for (const Candidate& candidate : store.candidates(id)) {
        for (const std::string& name : store.crop_names(id, candidate.event_id)) {
          (void)store.crop(id, candidate.event_id, name);
        }
      }
      if (result && result->status == SampleStatus::Evaluable) {
        (void)store.events(id);
      }
    } catch (const Error& problem) {
      verdict.bad_results.push_back("sample " + id + ": " + problem.what());
    }
  }
  for (const std::string& id : gone) {
    verdict.bad_results.push_back("sample " + id + ": was reviewed, and its result is gone");
  }
}

std::optional<Call> settled_call(const ReviewState& state, const ReviewCandidate& candidate,
                                 const ReviewSample& sample) {
  if (!readings_locked(state, sample)) {
    return std::nullopt;
  }
  const bool third = is_disagreement(state, candidate);
  if (third && !state.lock(sample.name(), Reading::Adjudication).locked) {
    return std::nullopt;
  }
  const Decision* last = state.current(candidate.key, third ? Reading::Adjudication : Reading::First);
  return last == nullptr ? std::nullopt : std::optional(last->call);
}

std::vector<SignatureLine> signature_lines(const StudyContent& content, const ReviewState& state,
                                           const ReviewSample& sample) {
  std::vector<SignatureLine> lines;
  for (const Signature& signature : state.signatures(sample.name())) {
    lines.push_back({signature.by, signature.full_name, signature.role, signature.at, signature.meaning,
                     signature.digest, why_invalid(content, state, sample, signature).value_or("")});
  }
  return lines;
}

ReviewedCounts reviewed_counts(const StudyContent& content, const ReviewState& state,
                               const ReviewSample& sample, const SampleFigures& figures,
                               const LogAnchor& end) {
  ReviewedCounts counts;
  counts.automatic = figures.automatic;
  counts.first = figures.readers[0];
  counts.second = figures.readers[1];
  counts.reviewed = figures.reviewed;
  counts.which_counts = figures.counts;
  counts.because = figures.because;
  const StudyAgreement agreement = agreement_of(content, state, {&sample});
  counts.both_decided = agreement.all.total();
  counts.agreed = agreement.all.agreed();
  if (const auto kappa = kappa_of(agreement.all)) {
    counts.kappa = kappa->value;
  }
  counts.anchor_seq = end.seq;
  counts.anchor_hash = end.hash;
  return counts;
}

}  // namespace

std::vector<UserLine> list_users(const std::filesystem::path& run) {
  const auto log = ReviewLog::open_for_reading(run);
  const ReviewState state = checked_state(*log);
  std::vector<UserLine> lines;
  for (const auto& [name, user] : state.users()) {
    lines.push_back({name, user.full_name, std::string(name_of(user.role)), user.active});
  }
  return lines;
}

void add_user(const std::filesystem::path& run, const UserLine& user, const std::string& password) {
  as_usage("user " + user.name, [&] {
    require_user_name(user.name);
    require_good_password(password);
  });
  const Role role = role_named(user.role);
  const auto log = ReviewLog::open_for_writing(run);
  const StudyContent nothing;
  ReviewDesk desk(*log, nothing, utc_now);
  if (desk.state().user(user.name) != nullptr) {
    throw Error(ErrorCode::Usage, "user " + user.name, "is there already", "use 'cytrial users change'");
  }
  as_usage("user " + user.name, [&] {
    desk.put_user(nullptr, {user.name, user.full_name, role, true, {}}, hash_password(password),
                  "command line", "");
  });
}

void change_user(const std::filesystem::path& run, const UserChange& change) {
  const auto log = ReviewLog::open_for_writing(run);
  const StudyContent nothing;
  ReviewDesk desk(*log, nothing, utc_now);
  const User* known = desk.state().user(change.name);
  if (known == nullptr) {
    throw Error(ErrorCode::Usage, "user " + change.name, "is not there", "see 'cytrial users list'");
  }
  User user = *known;
  user.full_name = change.full_name.value_or(user.full_name);
  user.role = change.role ? role_named(*change.role) : user.role;
  user.active = change.active.value_or(user.active);
  as_usage("user " + change.name, [&] {
    std::optional<std::string> hash;
    if (change.password) {
      require_good_password(*change.password);
      hash = hash_password(*change.password);
    }
    desk.put_user(nullptr, user, hash, change.reason.empty() ? "command line" : change.reason, "");
  });
}

Verdict verify_run(const std::filesystem::path& run, const std::vector<LogAnchor>& anchors) {
  Verdict verdict;
  const auto store = RunStore::open_for_reading(run);
  const auto log = ReviewLog::open_for_reading(run);
  const std::vector<LogEntry> rows = log->rows();
  verdict.rows = rows.size();
  verdict.end = {rows.size(), rows.empty() ? std::string(64, '0') : rows.back().hash};
  verdict.fault = trail_fault(*log, anchors);
  verdict.bad_results = database_faults(run);
  check_results(*store, rows, verdict);
  if (verdict.fault || !verdict.bad_results.empty() || rows.empty()) {
    return verdict;
  }
  const StudyContent content(*store, {}, id_key_of(*log));
  const ReviewState state = checked_state(*log);
  for (const ReviewSample& sample : content.samples()) {
    for (const Signature& signature : state.signatures(sample.name())) {
      ++verdict.signatures;
      if (const auto why = why_invalid(content, state, sample, signature)) {
        verdict.bad_signatures.push_back("sample " + sample.name() + ": signature of " + signature.by + " (" +
                                         signature.meaning + ", " + signature.at + "): " + *why);
      }
    }
  }
  return verdict;
}

std::optional<ReviewSummary> review_summary(const std::filesystem::path& run, const RunStore& store) {
  const auto log = ReviewLog::open_for_reading(run);
  const ReviewState state = checked_state(*log);
  if (!state.any_decision() && !state.any_signature()) {
    return std::nullopt;
  }
  ReviewSummary summary;
  summary.end = {state.rows().size(), state.rows().back().hash};
  const StudyContent content(store, {}, id_key_of(*log));
  for (const ReviewSample& sample : content.samples()) {
    const SampleFigures figures = figures_of(content, state, sample);
    summary.samples.push_back({sample.name(), reviewed_counts(content, state, sample, figures, summary.end),
                               signature_lines(content, state, sample), sample.candidates.size(),
                               figures.disagreements});
    for (const std::size_t index : sample.candidates) {
      const ReviewCandidate& candidate = content.candidates()[index];
      ReviewedCandidate reviewed{candidate.found.event_id, {}, settled_call(state, candidate, sample)};
      for (const Reading reading : kAllReadings) {
        if (const Decision* decision = state.current(candidate.key, reading)) {
          reviewed.by_reading[static_cast<std::size_t>(reading)] = *decision;
        }
      }
      summary.candidates[sample.name()].push_back(std::move(reviewed));
    }
  }
  return summary;
}

}  // namespace cyto::review
