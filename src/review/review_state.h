#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cytrial/process/crop_render.h"
#include "cytrial/review/decision.h"
#include "cytrial/store/review_log.h"

namespace cyto::review {

struct User {
  std::string name;
  std::string full_name;
  Role role = Role::Auditor;
  bool active = true;
  std::string password_digest;  ///< SHA-256 of the stored password hash
};

/// How the samples of a study are read. Fixed once the first decision stands.
struct Plan {
  bool second_read = true;
  bool blinded = true;
};

/// One reading of one sample.
struct ReadingLock {
  bool locked = false;
  std::string by;
  std::string at;
};

/// A signature as it was given. Whether it is valid is told by the record as it stands now.
struct Signature {
  std::uint64_t seq = 0;
  std::string by;
  std::string full_name;
  std::string role;
  std::string at;
  std::string meaning;  ///< "reviewed", "approved", "rejected"
  std::string scope;    ///< name of a reading, or "sample"
  std::string digest;   ///< SHA-256 of what was signed
  LogAnchor anchor;     ///< end of the chain before the signature
};

/// What a channel is shown with in the whole study.
struct ChannelDisplay {
  std::string channel;
  DisplayRange range;
};

/// Everything the audit trail says, as it stands after its last row. Made from the rows alone, so that what
/// stands and how it came about cannot differ.
class ReviewState {
 public:
  /// Takes the next row. @throws Error BadData naming the row when it does not follow from those before.
  void apply(const LogEntry& entry);

  /// Candidates are named by their key (study_content.h).
  [[nodiscard]] const DecisionHistory& history(std::string_view candidate, Reading reading) const;
  [[nodiscard]] const Decision* current(std::string_view candidate, Reading reading) const {
    return history(candidate, reading).current();
  }
  [[nodiscard]] const ReadingLock& lock(std::string_view sample, Reading reading) const;
  [[nodiscard]] const std::vector<Signature>& signatures(std::string_view sample) const;
  [[nodiscard]] const User* user(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, User, std::less<>>& users() const noexcept { return users_; }
  [[nodiscard]] const Plan& plan() const noexcept { return plan_; }
  [[nodiscard]] const std::vector<ChannelDisplay>& display() const noexcept { return display_; }
  [[nodiscard]] std::uint64_t display_version() const noexcept { return display_version_; }
  [[nodiscard]] bool any_decision() const noexcept { return !histories_.empty(); }
  [[nodiscard]] bool any_signature() const noexcept { return !signatures_.empty(); }
  /// The row that a user's request has already led to.
  [[nodiscard]] const LogEntry* answered(std::string_view actor, std::string_view request_id) const;
  [[nodiscard]] const std::vector<LogEntry>& rows() const noexcept { return rows_; }
  [[nodiscard]] std::uint64_t revision() const noexcept { return rows_.size(); }

 private:
  void apply_decision(const LogEntry& entry);
  void apply_lock(const LogEntry& entry);
  void apply_signature(const LogEntry& entry);
  void apply_user(const LogEntry& entry);
  void apply_plan(const LogEntry& entry);
  void apply_display(const LogEntry& entry);

  std::vector<LogEntry> rows_;
  std::map<std::string, std::array<DecisionHistory, 3>, std::less<>> histories_;
  std::map<std::string, std::array<ReadingLock, 3>, std::less<>> locks_;
  std::map<std::string, std::vector<Signature>, std::less<>> signatures_;
  std::map<std::string, User, std::less<>> users_;
  Plan plan_;
  std::vector<ChannelDisplay> display_;
  std::uint64_t display_version_ = 0;
  std::map<std::pair<std::string, std::string>, std::size_t> answered_;  ///< actor, request: index of the row
};

// The JSON texts of the trail, made and read in one place.
[[nodiscard]] std::string text_of(const Decision* decision);
[[nodiscard]] std::string text_of(const User& user);
[[nodiscard]] std::string text_of(const Plan& plan);
[[nodiscard]] std::string text_of(const std::vector<ChannelDisplay>& display);
[[nodiscard]] std::string text_of(const ReadingLock& lock);

/// Objects of the trail.
[[nodiscard]] std::string decision_object(std::string_view candidate, Reading reading);
[[nodiscard]] std::string reading_object(std::string_view sample, Reading reading);
[[nodiscard]] std::string sample_object(std::string_view sample);
[[nodiscard]] std::string user_object(std::string_view name);
/// The parts of an object between its slashes.
[[nodiscard]] std::vector<std::string> parts_of(std::string_view object);

}  // namespace cyto::review
