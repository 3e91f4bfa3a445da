#include "cytrial/core/digest.h"
#include "cytrial/store/review_log.h"

namespace cyto {
namespace {

void append_field(std::string& text, std::string_view field) {
  text.append(std::to_string(field.size())).push_back(':');
  text.append(field);
}

std::optional<ChainFault> fault_of_row(const LogEntry& row, std::uint64_t seq, const std::string& prev) {
  if (row.seq != seq) {
    return ChainFault{seq, "row " + std::to_string(seq) + " is missing"};
  }
  if (row.prev != prev) {
    return ChainFault{seq, "row " + std::to_string(seq) + " does not continue the row before it"};
  }
  if (row.hash != hash_of(row)) {
    return ChainFault{seq, "row " + std::to_string(seq) + " was changed after it was written"};
  }
  return std::nullopt;
}

/// The earlier of two faults.
void keep_first(std::optional<ChainFault>& first, ChainFault found) {
  if (!first || found.seq < first->seq) {
    first = std::move(found);
  }
}

}  // namespace

std::string hash_of(const LogEntry& entry) {
  std::string text;
  append_field(text, std::to_string(entry.seq));
  for (const std::string* field :
       {&entry.utc, &entry.actor, &entry.role, &entry.action, &entry.object, &entry.before, &entry.after,
        &entry.reason, &entry.request_id, &entry.prev}) {
    append_field(text, *field);
  }
  return sha256_of(text);
}

std::optional<ChainFault> chain_fault(const std::vector<LogEntry>& rows,
                                      const std::vector<LogAnchor>& anchors) {
  std::optional<ChainFault> first;
  std::string prev(64, '0');
  for (std::size_t i = 0; i < rows.size() && !first; ++i) {
    first = fault_of_row(rows[i], i + 1, prev);
    prev = rows[i].hash;
  }
  for (const LogAnchor& anchor : anchors) {
    if (anchor.seq == 0 || anchor.seq > rows.size()) {
      keep_first(first,
                 {rows.size() + 1, "row " + std::to_string(rows.size() + 1) +
                                       " is missing: an anchor knows row " + std::to_string(anchor.seq)});
    } else if (rows[anchor.seq - 1].hash != anchor.hash) {
      keep_first(first,
                 {anchor.seq, "row " + std::to_string(anchor.seq) +
                                  " is not the one that an anchor was taken of: the chain was rewritten "
                                  "there or before"});
    }
  }
  return first;
}

}  // namespace cyto
