#include "trail_check.h"

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/core/strict_json.h"
#include "review_desk.h"
#include "review_state.h"

namespace cyto::review {
namespace {

constexpr const char* kIdKey = "id_key";

/// Row that last gave a user the password it has; 0 when there is none.
std::uint64_t password_row(const std::vector<LogEntry>& rows, const User& user) {
  std::uint64_t found = 0;
  for (const LogEntry& row : rows) {
    if (row.object == user_object(user.name) && row.after.find(user.password_digest) != std::string::npos) {
      found = found == 0 ? row.seq : found;
    } else if (row.object == user_object(user.name)) {
      found = 0;
    }
  }
  return found;
}

std::optional<ChainFault> secret_fault(const ReviewLog& log, const std::vector<LogEntry>& rows,
                                       const ReviewState& state) {
  for (const auto& [name, user] : state.users()) {
    const auto hash = log.secret("password/" + name);
    if (!hash || sha256_of(*hash) != user.password_digest) {
      return ChainFault{password_row(rows, user),
                        "the stored password of " + name + " is not the one of its row"};
    }
  }
  for (const LogEntry& row : rows) {
    if (row.action != "open_study") {
      continue;
    }
    const auto key = log.secret(kIdKey);
    const JsonReader after = JsonReader::from_text(row.after, "review_log row " + std::to_string(row.seq));
    if (!key || sha256_of(*key) != after.text("id_key_digest")) {
      return ChainFault{row.seq, "the key of the opaque ids is not the one of its row"};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ChainFault> trail_fault(const ReviewLog& log, const std::vector<LogAnchor>& anchors) {
  if (const auto problem = log.schema_fault()) {
    return ChainFault{0, *problem};
  }
  const std::vector<LogEntry> rows = log.rows();
  std::vector<LogAnchor> all = log.anchors();
  all.insert(all.end(), anchors.begin(), anchors.end());
  if (auto fault = chain_fault(rows, all)) {
    return fault;
  }
  ReviewState state;
  for (const LogEntry& row : rows) {
    try {
      state.apply(row);
    } catch (const Error& problem) {
      return ChainFault{row.seq, problem.what()};
    }
  }
  return rows.empty() ? std::nullopt : secret_fault(log, rows, state);
}

std::optional<ChainFault> ReviewDesk::stored_fault() const {
  if (auto fault = trail_fault(log_, {})) {
    return fault;
  }
  const std::vector<LogEntry> rows = log_.rows();
  const bool same =
      rows.size() == state_.rows().size() && (rows.empty() || rows.back().hash == state_.rows().back().hash);
  return same ? std::nullopt
              : std::optional(ChainFault{std::min(rows.size(), state_.rows().size()) + 1,
                                         "the stored trail is not the one in memory"});
}

}  // namespace cyto::review
