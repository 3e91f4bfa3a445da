#include "opened_trail.h"

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/core/provenance.h"
#include "secrets.h"

namespace cyto::review {

ReviewState checked_state(const ReviewLog& log) {
  ReviewState state;
  const std::vector<LogEntry> rows = log.rows();
  if (const auto fault = chain_fault(rows, log.anchors())) {
    throw Error(ErrorCode::BadData, "the audit trail", fault->problem,
                "see 'cytrial verify'; restore the folder from a copy");
  }
  for (const LogEntry& row : rows) {
    state.apply(row);
  }
  return state;
}

std::string id_key_of(const ReviewLog& log) {
  // The table of secrets exists once a first row was written.
  const auto key = log.rows().empty() ? std::nullopt : log.secret("id_key");
  return key.value_or(std::string(64, '0'));
}

void ensure_id_key(ReviewLog& log, const std::string& utc) {
  if (log.secret("id_key")) {
    return;
  }
  const std::string key = random_token();
  LogEntry entry;
  entry.utc = utc;
  entry.actor = "system";
  entry.role = "system";
  entry.action = "open_study";
  entry.object = "study";
  entry.after =
      R"({"id_key_digest":")" + sha256_of(key) + R"(","program":"cytrial )" + program_version() + "\"}";
  log.append(std::move(entry), {{"id_key", key}});
}

}  // namespace cyto::review
