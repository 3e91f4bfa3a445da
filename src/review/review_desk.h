#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/store/review_log.h"
#include "figures.h"
#include "http_message.h"
#include "review_state.h"
#include "study_content.h"

namespace cyto::review {

/// "2026-01-31T12:34:56.789Z".
using UtcClock = std::function<std::string()>;

/// A decision that a reader wants to write.
struct DecisionOrder {
  std::string candidate;  ///< opaque id
  Call call = Call::Unsure;
  std::optional<Phenotype> phenotype;
  std::string comment;
  std::uint64_t version = 0;  ///< the one the reader saw
  std::string request_id;
};

/// A signature that somebody wants to give; the password has been checked.
struct SignatureOrder {
  std::string sample;   ///< opaque id
  std::string meaning;  ///< "reviewed", "approved", "rejected"
  std::string digest;   ///< of the record the signer saw
  std::string request_id;
};

/// The one place where a review changes: checks each wish against what stands and against the rules, writes
/// it to the trail, durably, and only then lets it stand. What is refused leaves no trace. One thread at a
/// time.
class ReviewDesk {
 public:
  /// Reads and checks the whole trail. @throws Error BadData naming the first bad row.
  ReviewDesk(ReviewLog& log, const StudyContent& content, UtcClock clock);

  [[nodiscard]] const ReviewState& state() const noexcept { return state_; }
  [[nodiscard]] const StudyContent& content() const noexcept { return content_; }
  [[nodiscard]] std::string now() const { return clock_(); }

  // All throw Refused, and Error when the trail cannot be written; then nothing has changed. A request_id
  // that was used before gives the first answer again.
  DecisionRow decide(const User& user, const DecisionOrder& order);
  DecisionRow undo(const User& user, std::string_view candidate, std::uint64_t version,
                   const std::string& request_id);
  void lock(const User& user, std::string_view sample, const std::string& request_id);
  void reopen(const User& user, std::string_view sample, Reading reading, const std::string& reason,
              const std::string& request_id);
  Signature sign(const User& user, const SignatureOrder& order);
  void set_plan(const User& user, const Plan& plan, const std::string& reason, const std::string& request_id);
  /// @param user null: the program itself, when a study is opened for the first time.
  void set_display(const User* user, const std::vector<ChannelDisplay>& display, const std::string& reason,
                   const std::string& request_id);
  /// @param actor null: the command line.
  void put_user(const User* actor, User user, const std::optional<std::string>& password_hash,
                const std::string& reason, const std::string& request_id);
  /// Rows that change nothing but belong to the trail: "login", "login_failed", "logout", "start".
  void note(const std::string& actor, std::string_view role, std::string_view action,
            const std::string& after);
  [[nodiscard]] std::optional<std::string> password_hash(std::string_view user) const;
  /// What is wrong with the trail as it lies on the disk now; empty: nothing, and it is the one in memory.
  [[nodiscard]] std::optional<ChainFault> stored_fault() const;
  void write_anchor(std::string_view why) { log_.write_anchor(clock_(), why); }

 private:
  /// The row an earlier request with this id led to; null for a new one.
  [[nodiscard]] const LogEntry* earlier(const LogEntry& wanted) const;
  const LogEntry& write(LogEntry entry, const std::vector<ReviewLog::Secret>& secrets = {});
  [[nodiscard]] LogEntry entry_of(const User* user, std::string action, std::string object) const;
  [[nodiscard]] DecisionRow row_of(const LogEntry& entry) const;
  [[nodiscard]] const ReviewCandidate& open_candidate(const User& user, std::string_view id) const;
  void require_version(const ReviewCandidate& candidate, Reading reading, std::uint64_t version) const;
  void require_signable(const User& user, const ReviewSample& sample, const std::string& meaning) const;

  ReviewLog& log_;
  const StudyContent& content_;
  UtcClock clock_;
  ReviewState state_;
};

/// What a signature of a scope covers, as JSON text with a fixed form; its SHA-256 is what is signed.
/// @param scope name of a reading, or "sample".
[[nodiscard]] std::string record_text(const StudyContent& content, const ReviewState& state,
                                      const ReviewSample& sample, std::string_view scope);

/// The scope that a role signs; empty: it signs nothing.
[[nodiscard]] std::string scope_of(Role role);

/// Why a signature no longer fits what stands; empty when it is valid.
[[nodiscard]] std::optional<std::string> why_invalid(const StudyContent& content, const ReviewState& state,
                                                     const ReviewSample& sample, const Signature& signature);

[[nodiscard]] const ReviewSample& require_sample(const StudyContent& content, std::string_view id);
[[nodiscard]] const ReviewCandidate& require_candidate(const StudyContent& content, std::string_view id);

}  // namespace cyto::review
