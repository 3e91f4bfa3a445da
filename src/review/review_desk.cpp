#include "review_desk.h"

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/store/json_writer.h"
#include "opened_trail.h"

namespace cyto::review {
namespace {

void require_request_id(const std::string& id) {
  bool fits = id.size() >= 8 && id.size() <= 64;
  for (const char c : id) {
    fits = fits && ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-');
  }
  if (!fits) {
    throw Refused(400, "bad_request", "request_id: 8 to 64 letters, digits or '-'");
  }
}

void require_role(bool holds, const char* what) {
  if (!holds) {
    throw Refused(403, "forbidden", std::string("your role does not ") + what);
  }
}

Reading own_reading(const User& user) {
  const auto reading = reading_of(user.role);
  require_role(reading.has_value(), "decide on candidates");
  return *reading;
}

std::string current_text(const Decision* current, std::uint64_t version) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  for (const auto& [key, value] :
       {std::pair("call", current ? std::string(name_of(current->call)) : std::string()),
        std::pair("phenotype",
                  current && current->phenotype ? std::string(name_of(*current->phenotype)) : std::string()),
        std::pair("comment", current ? current->comment : std::string()),
        std::pair("by", current ? current->by : std::string()),
        std::pair("at", current ? current->at : std::string())}) {
    json.key(key);
    if (value.empty() && std::string_view(key) != "comment") {
      json.null();
    } else {
      json.text(value);
    }
  }
  json.key("version");
  json.integer(version);
  json.end_object();
  return R"({"current":)" + json.take() + "}";
}

}  // namespace

const ReviewSample& require_sample(const StudyContent& content, std::string_view id) {
  const ReviewSample* sample = content.sample(id);
  if (sample == nullptr) {
    throw Refused(404, "not_found", "there is no such sample");
  }
  return *sample;
}

const ReviewCandidate& require_candidate(const StudyContent& content, std::string_view id) {
  const ReviewCandidate* candidate = content.candidate(id);
  if (candidate == nullptr) {
    throw Refused(404, "not_found", "there is no such candidate");
  }
  return *candidate;
}

ReviewDesk::ReviewDesk(ReviewLog& log, const StudyContent& content, UtcClock clock)
    : log_(log), content_(content), clock_(std::move(clock)), state_(checked_state(log)) {}

LogEntry ReviewDesk::entry_of(const User* user, std::string action, std::string object) const {
  LogEntry entry;
  entry.utc = clock_();
  entry.actor = user != nullptr ? user->name : "system";
  entry.role = user != nullptr ? std::string(name_of(user->role)) : "system";
  entry.action = std::move(action);
  entry.object = std::move(object);
  return entry;
}

const LogEntry* ReviewDesk::earlier(const LogEntry& wanted) const {
  require_request_id(wanted.request_id);
  const LogEntry* found = state_.answered(wanted.actor, wanted.request_id);
  if (found != nullptr && (found->action != wanted.action || found->object != wanted.object ||
                           found->reason != wanted.reason || found->after != wanted.after)) {
    throw Refused(422, "reused_request", "this request_id was used for something else");
  }
  return found;
}

const LogEntry& ReviewDesk::write(LogEntry entry, const std::vector<ReviewLog::Secret>& secrets) {
  state_.apply(log_.append(std::move(entry), secrets));
  return state_.rows().back();
}

DecisionRow ReviewDesk::row_of(const LogEntry& entry) const {
  const auto parts = parts_of(entry.object);
  for (const DecisionRow& row : state_.history(parts[1] + "/" + parts[2], *reading_from(parts[3])).rows()) {
    if (row.seq == entry.seq) {
      return row;
    }
  }
  throw Error(ErrorCode::Internal, "review_log row " + std::to_string(entry.seq), "is no decision");
}

const ReviewCandidate& ReviewDesk::open_candidate(const User& user, std::string_view id) const {
  const Reading reading = own_reading(user);
  const ReviewCandidate& candidate = require_candidate(content_, id);
  const ReviewSample& sample = content_.sample_of(candidate);
  if (reading == Reading::Second && !state_.plan().second_read) {
    throw Refused(409, "conflict", "the plan of this study has no second reading");
  }
  if (reading == Reading::Adjudication &&
      (!readings_locked(state_, sample) || !is_disagreement(state_, candidate))) {
    throw Refused(409, "conflict", "there is nothing to adjudicate: both readings must be locked and differ");
  }
  if (const ReadingLock& lock = state_.lock(sample.name(), reading); lock.locked) {
    throw Refused(409, "conflict", "this reading was locked by " + lock.by + " at " + lock.at);
  }
  return candidate;
}

void ReviewDesk::require_version(const ReviewCandidate& candidate, Reading reading,
                                 std::uint64_t version) const {
  const DecisionHistory& history = state_.history(candidate.key, reading);
  if (history.version() != version) {
    const Decision* current = history.current();
    const std::string who = history.rows().empty() ? std::string("nobody") : history.rows().back().by;
    throw Refused(412, "stale", "this candidate was changed meanwhile by " + who,
                  current_text(current, history.version()));
  }
}

DecisionRow ReviewDesk::decide(const User& user, const DecisionOrder& order) {
  const Reading reading = own_reading(user);
  const ReviewCandidate& named = require_candidate(content_, order.candidate);
  LogEntry entry = entry_of(&user, "decide", decision_object(named.key, reading));
  const Decision decision{order.call, order.phenotype, order.comment, user.name, entry.utc, 0};
  entry.after = text_of(&decision);
  entry.request_id = order.request_id;
  if (const LogEntry* before = earlier(entry)) {
    return row_of(*before);
  }
  const ReviewCandidate& candidate = open_candidate(user, order.candidate);
  if (order.comment.size() > kMaxCommentBytes) {
    throw Refused(400, "bad_request", "comment: too long");
  }
  if (reading == Reading::Adjudication && order.call == Call::Unsure) {
    throw Refused(400, "bad_request", "call: an adjudication says ctc or not_ctc");
  }
  require_version(candidate, reading, order.version);
  entry.before = text_of(state_.current(candidate.key, reading));
  return row_of(write(std::move(entry)));
}

DecisionRow ReviewDesk::undo(const User& user, std::string_view id, std::uint64_t version,
                             const std::string& request_id) {
  const Reading reading = own_reading(user);
  const ReviewCandidate& named = require_candidate(content_, id);
  const DecisionHistory& history = state_.history(named.key, reading);
  LogEntry entry = entry_of(&user, "undo", decision_object(named.key, reading));
  entry.request_id = request_id;
  require_request_id(request_id);
  if (const LogEntry* found = state_.answered(user.name, request_id)) {
    entry.after = found->after;  // what it brought back then
    return row_of(*earlier(entry));
  }
  const ReviewCandidate& candidate = open_candidate(user, id);
  require_version(candidate, reading, version);
  if (history.current() == nullptr) {
    throw Refused(409, "conflict", "there is no decision to take back");
  }
  if (history.current()->by != user.name) {
    throw Refused(403, "forbidden", "only " + history.current()->by + " can take this decision back");
  }
  entry.before = text_of(history.current());
  entry.after = text_of(history.below());
  return row_of(write(std::move(entry)));
}

void ReviewDesk::lock(const User& user, std::string_view id, const std::string& request_id) {
  const Reading reading = own_reading(user);
  const ReviewSample& sample = require_sample(content_, id);
  LogEntry entry = entry_of(&user, "lock", reading_object(sample.name(), reading));
  entry.after = text_of(ReadingLock{true, {}, {}});
  entry.request_id = request_id;
  if (earlier(entry) != nullptr) {
    return;
  }
  const SampleFigures figures = figures_of(content_, state_, sample);
  const bool third = reading == Reading::Adjudication;
  if (state_.lock(sample.name(), reading).locked) {
    throw Refused(409, "conflict", "this reading is locked already");
  }
  if (reading == Reading::Second && !state_.plan().second_read) {
    throw Refused(409, "conflict", "the plan of this study has no second reading");
  }
  if (third && (!readings_locked(state_, sample) || figures.disagreements.value_or(0) == 0)) {
    throw Refused(409, "conflict", "there is nothing to adjudicate: both readings must be locked and differ");
  }
  const std::size_t missing =
      third ? figures.undecided_disagreements
            : sample.candidates.size() - figures.decided[static_cast<std::size_t>(reading)];
  if (missing > 0) {
    throw Refused(409, "conflict", std::to_string(missing) + " candidates are not decided yet");
  }
  if (!sample.result.counts) {
    throw Refused(409, "conflict", "this sample has nothing to review");
  }
  entry.before = text_of(ReadingLock{});
  write(std::move(entry));
  write_anchor("lock");
}

void ReviewDesk::reopen(const User& user, std::string_view id, Reading reading, const std::string& reason,
                        const std::string& request_id) {
  require_role(user.role == Role::LabLead, "reopen readings");
  const ReviewSample& sample = require_sample(content_, id);
  if (reason.empty()) {
    throw Refused(400, "bad_request", "reason: say why the reading is opened again");
  }
  LogEntry entry = entry_of(&user, "reopen", reading_object(sample.name(), reading));
  entry.after = text_of(ReadingLock{});
  entry.reason = reason;
  entry.request_id = request_id;
  if (earlier(entry) != nullptr) {
    return;
  }
  if (!state_.lock(sample.name(), reading).locked) {
    throw Refused(409, "conflict", "this reading is not locked");
  }
  entry.before = text_of(ReadingLock{true, {}, {}});
  write(std::move(entry));
}

void ReviewDesk::require_signable(const User& user, const ReviewSample& sample,
                                  const std::string& meaning) const {
  const bool approves = meaning == "approved" || meaning == "rejected";
  if (user.role == Role::LabLead) {
    if (!approves) {
      throw Refused(403, "forbidden", "a lab lead signs as approved or rejected");
    }
    const SampleFigures figures = figures_of(content_, state_, sample);
    if (!figures.reviewed) {
      throw Refused(409, "conflict", "not ready to be signed: " + figures.because);
    }
    return;
  }
  const Reading reading = own_reading(user);
  if (meaning != "reviewed") {
    throw Refused(403, "forbidden", "a reader signs as reviewed");
  }
  if (!state_.lock(sample.name(), reading).locked) {
    throw Refused(409, "conflict", "lock the reading before signing it");
  }
}

Signature ReviewDesk::sign(const User& user, const SignatureOrder& order) {
  const ReviewSample& sample = require_sample(content_, order.sample);
  const std::string scope = scope_of(user.role);
  require_role(!scope.empty(), "sign");
  LogEntry entry = entry_of(&user, "sign", sample_object(sample.name()));
  JsonWriter after(JsonWriter::Layout::OneLine);
  after.begin_object();
  for (const auto& [key, value] :
       {std::pair("full_name", user.full_name), std::pair("meaning", order.meaning),
        std::pair("scope", scope), std::pair("digest", order.digest)}) {
    after.key(key);
    after.text(value);
  }
  after.end_object();
  entry.after = after.take();
  entry.request_id = order.request_id;
  const LogEntry* row = earlier(entry);
  if (row == nullptr) {
    require_signable(user, sample, order.meaning);
    if (order.digest != sha256_of(record_text(content_, state_, sample, scope))) {
      throw Refused(412, "stale", "the record has changed since it was shown; look at it again");
    }
    row = &write(std::move(entry));
    write_anchor("signature");
  }
  for (const Signature& signature : state_.signatures(sample.name())) {
    if (signature.seq == row->seq) {
      return signature;
    }
  }
  throw Error(ErrorCode::Internal, "signature", "was written and is not there");
}

void ReviewDesk::set_plan(const User& user, const Plan& plan, const std::string& reason,
                          const std::string& request_id) {
  require_role(user.role == Role::LabLead, "set the plan");
  LogEntry entry = entry_of(&user, "plan", "plan");
  entry.after = text_of(plan);
  entry.reason = reason;
  entry.request_id = request_id;
  if (earlier(entry) != nullptr) {
    return;
  }
  if (state_.any_decision()) {
    throw Refused(409, "conflict", "the plan is fixed once the first decision stands");
  }
  entry.before = text_of(state_.plan());
  write(std::move(entry));
}

void ReviewDesk::set_display(const User* user, const std::vector<ChannelDisplay>& display,
                             const std::string& reason, const std::string& request_id) {
  LogEntry entry = entry_of(user, "display", "display");
  entry.after = text_of(display);
  entry.reason = reason;
  entry.request_id = request_id;
  if (user != nullptr) {
    require_role(user->role == Role::LabLead, "set display ranges");
    if (earlier(entry) != nullptr) {
      return;
    }
  }
  entry.before = text_of(state_.display());
  write(std::move(entry));
}

void ReviewDesk::put_user(const User* actor, User user, const std::optional<std::string>& password_hash,
                          const std::string& reason, const std::string& request_id) {
  if (!request_id.empty()) {
    require_request_id(request_id);
  }
  const User* known = state_.user(user.name);
  std::vector<ReviewLog::Secret> secrets;
  if (password_hash) {
    user.password_digest = sha256_of(*password_hash);
    secrets.emplace_back("password/" + user.name, *password_hash);
  } else if (known != nullptr) {
    user.password_digest = known->password_digest;
  }
  std::size_t administrators = user.active && user.role == Role::Administrator ? 1 : 0;
  for (const auto& [name, other] : state_.users()) {
    administrators += name != user.name && other.active && other.role == Role::Administrator ? 1U : 0U;
  }
  if (administrators == 0) {
    throw Refused(409, "conflict", "one administrator at least must stay");
  }
  LogEntry entry = entry_of(actor, known != nullptr ? "change_user" : "add_user", user_object(user.name));
  entry.before = known != nullptr ? text_of(*known) : "null";
  entry.after = text_of(user);
  entry.reason = reason;
  entry.request_id = request_id;
  write(std::move(entry), secrets);
}

void ReviewDesk::note(const std::string& actor, std::string_view role, std::string_view action,
                      const std::string& after) {
  LogEntry entry;
  entry.utc = clock_();
  entry.actor = actor;
  entry.role = role;
  entry.action = action;
  entry.object = "session";
  entry.after = after;
  write(std::move(entry));
}

std::optional<std::string> ReviewDesk::password_hash(std::string_view user) const {
  return log_.secret("password/" + std::string(user));
}

}  // namespace cyto::review
