#include "review_state.h"

#include "cytrial/core/error.h"
#include "cytrial/core/strict_json.h"

namespace cyto::review {
namespace {

[[noreturn]] void refuse(const LogEntry& entry, const std::string& problem) {
  throw Error(ErrorCode::BadData, "review_log row " + std::to_string(entry.seq), problem,
              "the trail was changed; restore the folder from a copy");
}

void require(bool holds, const LogEntry& entry, const char* problem) {
  if (!holds) {
    refuse(entry, problem);
  }
}

JsonReader after_of(const LogEntry& entry) {
  return JsonReader::from_text(entry.after, "review_log row " + std::to_string(entry.seq));
}

template <typename Kind>
Kind known(const std::optional<Kind>& kind, const LogEntry& entry) {
  require(kind.has_value(), entry, "holds a name that this program does not know");
  return *kind;
}

Decision decision_in(const LogEntry& entry) {
  const JsonReader after = after_of(entry);
  Decision decision;
  decision.call = known(call_from(after.text("call")), entry);
  if (const JsonReader phenotype = after.member("phenotype"); !phenotype.is_null()) {
    decision.phenotype = known(phenotype_from(phenotype.as_text()), entry);
  }
  decision.comment = after.text("comment");
  decision.by = after.text("by");
  decision.at = entry.utc;
  return decision;
}

}  // namespace

void ReviewState::apply(const LogEntry& entry) {
  require(entry.seq == rows_.size() + 1, entry, "is not the next one");
  const std::string& action = entry.action;
  if (action == "decide" || action == "undo") {
    apply_decision(entry);
  } else if (action == "lock" || action == "reopen") {
    apply_lock(entry);
  } else if (action == "sign") {
    apply_signature(entry);
  } else if (action == "add_user" || action == "change_user") {
    apply_user(entry);
  } else if (action == "plan") {
    apply_plan(entry);
  } else if (action == "display") {
    apply_display(entry);
  }
  if (!entry.request_id.empty()) {
    answered_.emplace(std::pair(entry.actor, entry.request_id), rows_.size());
  }
  rows_.push_back(entry);
}

void ReviewState::apply_decision(const LogEntry& entry) {
  // "candidate/<sample>/<place>/<reading>"
  const auto parts = parts_of(entry.object);
  require(parts.size() == 4 && parts[0] == "candidate", entry, "is about no candidate");
  const Reading reading = known(reading_from(parts[3]), entry);
  require(reading_of(known(role_from(entry.role), entry)) == reading, entry,
          "is a decision of a role that does not decide there");
  require(!lock(parts[1], reading).locked, entry, "is a decision in a locked reading");
  DecisionHistory& history = histories_[parts[1] + "/" + parts[2]][static_cast<std::size_t>(reading)];
  require(entry.before == text_of(history.current()), entry, "does not start from what stood");
  if (entry.action == "decide") {
    history.decide(entry.seq, decision_in(entry));
    return;
  }
  require(history.current() != nullptr && entry.after == text_of(history.below()), entry,
          "takes back what was not there");
  history.undo(entry.seq, entry.actor, entry.utc);
}

void ReviewState::apply_lock(const LogEntry& entry) {
  const auto parts = parts_of(entry.object);
  require(parts.size() == 3 && parts[0] == "sample", entry, "is about no reading of a sample");
  const Reading reading = known(reading_from(parts[2]), entry);
  ReadingLock& lock = locks_[parts[1]][static_cast<std::size_t>(reading)];
  const bool locks = entry.action == "lock";
  require(lock.locked != locks, entry, "locks what is locked, or opens what is open");
  lock = {locks, entry.actor, entry.utc};
}

void ReviewState::apply_signature(const LogEntry& entry) {
  const auto parts = parts_of(entry.object);
  require(parts.size() == 2 && parts[0] == "sample", entry, "is about no sample");
  const JsonReader after = after_of(entry);
  signatures_[parts[1]].push_back({entry.seq,
                                   entry.actor,
                                   after.text("full_name"),
                                   entry.role,
                                   entry.utc,
                                   after.text("meaning"),
                                   after.text("scope"),
                                   after.text("digest"),
                                   {entry.seq - 1, entry.prev}});
}

void ReviewState::apply_user(const LogEntry& entry) {
  const auto parts = parts_of(entry.object);
  require(parts.size() == 2 && parts[0] == "user", entry, "is about no user");
  const bool exists = users_.contains(parts[1]);
  require(exists == (entry.action == "change_user"), entry,
          "adds a user twice, or changes one who is not there");
  const JsonReader after = after_of(entry);
  users_[parts[1]] = {parts[1], after.text("full_name"), known(role_from(after.text("role")), entry),
                      after.boolean("active"), after.text("password_digest")};
}

void ReviewState::apply_plan(const LogEntry& entry) {
  require(!any_decision(), entry, "changes the plan after the first decision");
  const JsonReader after = after_of(entry);
  plan_ = {after.boolean("second_read"), after.boolean("blinded")};
}

void ReviewState::apply_display(const LogEntry& entry) {
  display_.clear();
  for (const JsonReader& channel : after_of(entry).as_items()) {
    display_.push_back(
        {channel.text("channel"), {channel.number("low", -1e12, 1e12), channel.number("high", -1e12, 1e12)}});
  }
  ++display_version_;
}

const DecisionHistory& ReviewState::history(std::string_view candidate, Reading reading) const {
  static const DecisionHistory kNothing;
  const auto found = histories_.find(candidate);
  return found == histories_.end() ? kNothing : found->second[static_cast<std::size_t>(reading)];
}

const ReadingLock& ReviewState::lock(std::string_view sample, Reading reading) const {
  static const ReadingLock kOpen;
  const auto found = locks_.find(sample);
  return found == locks_.end() ? kOpen : found->second[static_cast<std::size_t>(reading)];
}

const std::vector<Signature>& ReviewState::signatures(std::string_view sample) const {
  static const std::vector<Signature> kNone;
  const auto found = signatures_.find(sample);
  return found == signatures_.end() ? kNone : found->second;
}

const User* ReviewState::user(std::string_view name) const {
  const auto found = users_.find(name);
  return found == users_.end() ? nullptr : &found->second;
}

const LogEntry* ReviewState::answered(std::string_view actor, std::string_view request_id) const {
  const auto found = answered_.find(std::pair(std::string(actor), std::string(request_id)));
  return found == answered_.end() ? nullptr : &rows_[found->second];
}

}  // namespace cyto::review
