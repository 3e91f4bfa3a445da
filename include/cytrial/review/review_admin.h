#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/reviewed_counts.h"
#include "cytrial/review/decision.h"
#include "cytrial/store/review_log.h"
#include "cytrial/store/run_store.h"

namespace cyto::review {

struct UserLine {
  std::string name;
  std::string full_name;
  std::string role;
  bool active = true;
};

/// By name. @throws Error as ReviewLog.
[[nodiscard]] std::vector<UserLine> list_users(const std::filesystem::path& run);
/// The first user must be an administrator. @throws Error Usage for a name, role or password that does not
/// fit, or a user who is there already; TryAgain while a server runs.
void add_user(const std::filesystem::path& run, const UserLine& user, const std::string& password);

/// What to change of a user; what is empty stays.
struct UserChange {
  std::string name;
  std::optional<std::string> full_name;
  std::optional<std::string> role;
  std::optional<bool> active;
  std::optional<std::string> password;
  std::string reason;
};
void change_user(const std::filesystem::path& run, const UserChange& change);

/// What was found of the audit trail and the stored results.
struct Verdict {
  std::uint64_t rows = 0;
  std::optional<ChainFault> fault;
  LogAnchor end;                            ///< of the chain
  std::vector<std::string> bad_results;     ///< one line each: what was changed
  std::vector<std::string> bad_signatures;  ///< signatures that what stands no longer fits
  std::size_t signatures = 0;
};

/// Checks trail, results, pictures and signatures of a folder; reads every event file.
/// @throws Error when the database cannot be read at all.
[[nodiscard]] Verdict verify_run(const std::filesystem::path& run, const std::vector<LogAnchor>& anchors);

/// A signature under a sample.
struct SignatureLine {
  std::string by;
  std::string full_name;
  std::string role;
  std::string at;       ///< UTC
  std::string meaning;  ///< "reviewed", "approved", "rejected"
  std::string digest;   ///< SHA-256 of what was signed
  std::string invalid;  ///< why it no longer fits what stands; empty: it is valid
};

/// What the review came to for one sample.
struct ReviewedSample {
  std::string sample_id;
  ReviewedCounts counts;
  std::vector<SignatureLine> signatures;  ///< in the order given
  std::size_t candidates = 0;
  std::optional<std::size_t> disagreements;
};

/// One decision that stands, as a label.
struct ReviewedCandidate {
  std::uint64_t event_id = 0;
  std::array<std::optional<Decision>, 3> by_reading;  ///< index: Reading
  std::optional<Call> settled;                        ///< what the readings came to; empty while it is open
};

/// Everything that stands of a review.
struct ReviewSummary {
  std::vector<ReviewedSample> samples;                               ///< by id
  std::map<std::string, std::vector<ReviewedCandidate>> candidates;  ///< by sample, then event
  LogAnchor end;
};

/// Empty before the first decision or signature. @throws Error BadData when the trail was changed.
[[nodiscard]] std::optional<ReviewSummary> review_summary(const std::filesystem::path& run,
                                                          const RunStore& store);

}  // namespace cyto::review
