#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/phenotype.h"

namespace cyto::review {

/// What a user may do; one role each, so that nobody reads and adjudicates or reads and approves.
enum class Role { Reader, SecondReader, Adjudicator, LabLead, Administrator, Auditor };
/// "reader", "second_reader", "adjudicator", "lab_lead", "administrator", "auditor".
[[nodiscard]] std::string_view name_of(Role role) noexcept;
[[nodiscard]] std::optional<Role> role_from(std::string_view name) noexcept;

/// What a reader says of a candidate.
enum class Call { Ctc, NotCtc, Unsure };
inline constexpr std::array kAllCalls{Call::Ctc, Call::NotCtc, Call::Unsure};
/// "ctc", "not_ctc", "unsure".
[[nodiscard]] std::string_view name_of(Call call) noexcept;
[[nodiscard]] std::optional<Call> call_from(std::string_view name) noexcept;

/// The independent looks at a sample. Readers of one role share one reading.
enum class Reading { First, Second, Adjudication };
inline constexpr std::array kAllReadings{Reading::First, Reading::Second, Reading::Adjudication};
/// "first", "second", "adjudication".
[[nodiscard]] std::string_view name_of(Reading reading) noexcept;
[[nodiscard]] std::optional<Reading> reading_from(std::string_view name) noexcept;
/// The reading that a role decides in; empty: it decides in none.
[[nodiscard]] std::optional<Reading> reading_of(Role role) noexcept;

/// One reader's word on one candidate.
struct Decision {
  Call call = Call::Unsure;
  std::optional<Phenotype> phenotype;
  std::string comment;        ///< any text, at most kMaxCommentBytes
  std::string by;             ///< name of the user
  std::string at;             ///< UTC
  std::uint64_t version = 0;  ///< of the candidate in this reading after the row was written
};

inline constexpr std::size_t kMaxCommentBytes = 8000;

/// One row about a candidate: a decision, or an undo that brings back what stood before.
struct DecisionRow {
  std::uint64_t seq = 0;  ///< in the audit trail
  bool undo = false;
  std::string by;
  std::string at;
  std::optional<Decision> now;  ///< what stands since
};

/// Everything that was decided on one candidate in one reading.
class DecisionHistory {
 public:
  [[nodiscard]] const Decision* current() const noexcept { return stack_.empty() ? nullptr : &stack_.back(); }
  [[nodiscard]] std::uint64_t version() const noexcept { return rows_.size(); }
  [[nodiscard]] const std::vector<DecisionRow>& rows() const noexcept { return rows_; }
  /// What stands after the current decision is taken back; null: nothing.
  [[nodiscard]] const Decision* below() const noexcept {
    return stack_.size() < 2 ? nullptr : &stack_[stack_.size() - 2];
  }
  void decide(std::uint64_t seq, Decision decision);
  /// @pre current() is not null.
  void undo(std::uint64_t seq, std::string by, std::string at);

 private:
  std::vector<DecisionRow> rows_;
  std::vector<Decision> stack_;
};

}  // namespace cyto::review
