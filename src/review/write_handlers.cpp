#include "cytrial/core/digest.h"
#include "cytrial/core/strict_json.h"
#include "review_service.h"

namespace cyto::review {
namespace {

constexpr std::int64_t kMaxVersion = std::int64_t{1} << 40U;

std::uint64_t version_in(const JsonReader& body) {
  const auto version = body.optional_integer("version", 0, kMaxVersion);
  if (!version) {
    throw Refused(428, "version_missing", "version: the one that was seen is needed");
  }
  return static_cast<std::uint64_t>(*version);
}

std::string reason_in(const JsonReader& body) {
  std::string reason = body.text("reason");
  if (reason.size() > kMaxCommentBytes) {
    throw Refused(400, "bad_request", "reason: too long");
  }
  return reason;
}

Response row_response(const DecisionRow& row, Reading reading, const ReviewState& state,
                      const ReviewCandidate& candidate) {
  // The version after this row; a retry may come when others have gone on.
  std::uint64_t version = 0;
  for (const DecisionRow& each : state.history(candidate.key, reading).rows()) {
    ++version;
    if (each.seq == row.seq) {
      break;
    }
  }
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("decision");
  put_decision(json, row.now ? &*row.now : nullptr, reading, version);
  put_count(json, "version", version);
  put_count(json, "revision", state.revision());
  json.end_object();
  return json_response(json.take());
}

Response revision_response(const ReviewState& state) {
  return json_response(R"({"revision":)" + std::to_string(state.revision()) + "}");
}

}  // namespace

Response ReviewService::decide(const ApiCall& call) {
  const JsonReader body = body_of(call.request);
  DecisionOrder order;
  order.candidate = body.text("candidate");
  const auto chosen = call_from(body.text("call"));
  if (!chosen) {
    throw Refused(400, "bad_request", "call: ctc, not_ctc or unsure");
  }
  order.call = *chosen;
  if (const auto name = body.optional_member("phenotype"); name && !name->is_null()) {
    order.phenotype = phenotype_from(name->as_text());
    if (!order.phenotype || *order.phenotype == Phenotype::Unclassified) {
      throw Refused(400, "bad_request", "phenotype: unknown value");
    }
  }
  order.comment = body.optional_text("comment").value_or("");
  order.version = version_in(body);
  order.request_id = body.text("request_id");
  body.finish();
  const std::lock_guard guard(desk_mutex_);
  const DecisionRow row = parts_.desk.decide(call.user, order);
  return row_response(row, *reading_of(call.user.role), parts_.desk.state(),
                      require_candidate(parts_.desk.content(), order.candidate));
}

Response ReviewService::undo(const ApiCall& call) {
  const JsonReader body = body_of(call.request);
  const std::string candidate = body.text("candidate");
  const std::uint64_t version = version_in(body);
  const std::string request_id = body.text("request_id");
  body.finish();
  const std::lock_guard guard(desk_mutex_);
  const DecisionRow row = parts_.desk.undo(call.user, candidate, version, request_id);
  return row_response(row, *reading_of(call.user.role), parts_.desk.state(),
                      require_candidate(parts_.desk.content(), candidate));
}

Response ReviewService::lock(const ApiCall& call) {
  const JsonReader body = body_of(call.request);
  const std::string sample = body.text("sample");
  const std::string request_id = body.text("request_id");
  body.finish();
  const std::lock_guard guard(desk_mutex_);
  parts_.desk.lock(call.user, sample, request_id);
  return revision_response(parts_.desk.state());
}

Response ReviewService::reopen(const ApiCall& call) {
  const JsonReader body = body_of(call.request);
  const std::string sample = body.text("sample");
  const auto reading = reading_from(body.text("reading"));
  const std::string reason = reason_in(body);
  const std::string request_id = body.text("request_id");
  body.finish();
  if (!reading) {
    throw Refused(400, "bad_request", "reading: first, second or adjudication");
  }
  const std::lock_guard guard(desk_mutex_);
  parts_.desk.reopen(call.user, sample, *reading, reason, request_id);
  return revision_response(parts_.desk.state());
}

Response ReviewService::record(const ApiCall& call) {
  call.allow({});
  const std::lock_guard guard(desk_mutex_);
  const std::string scope = scope_of(call.user.role);
  if (scope.empty()) {
    throw Refused(403, "forbidden", "your role does not sign");
  }
  const std::string text = record_text(parts_.desk.content(), parts_.desk.state(),
                                       require_sample(parts_.desk.content(), call.part(2)), scope);
  return json_response(R"({"record":)" + text + R"(,"digest":")" + sha256_of(text) + "\"}");
}

Response ReviewService::sign(const ApiCall& call) {
  const JsonReader body = body_of(call.request);
  SignatureOrder order;
  order.sample = body.text("sample");
  order.meaning = body.text("meaning");
  order.digest = body.text("digest");
  const std::string password = body.text("password");
  order.request_id = body.text("request_id");
  body.finish();
  require_password(call.user.name, password, "signature");
  const std::lock_guard guard(desk_mutex_);
  const Signature signature = parts_.desk.sign(call.user, order);
  const ReviewSample& sample = require_sample(parts_.desk.content(), order.sample);
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("signature");
  put_signature(json, {parts_.desk.content(), parts_.desk.state(), call.user}, sample, signature);
  put_count(json, "revision", parts_.desk.state().revision());
  json.end_object();
  return json_response(json.take());
}

Response ReviewService::set_plan(const ApiCall& call) {
  const JsonReader body = body_of(call.request);
  const Plan plan{body.boolean("second_read"), body.boolean("blinded")};
  const std::string reason = reason_in(body);
  const std::string request_id = body.text("request_id");
  body.finish();
  const std::lock_guard guard(desk_mutex_);
  parts_.desk.set_plan(call.user, plan, reason, request_id);
  return revision_response(parts_.desk.state());
}

Response ReviewService::set_display(const ApiCall& call) {
  const JsonReader body = body_of(call.request);
  const auto& channels = parts_.desk.content().channels();
  std::vector<ChannelDisplay> display;
  for (const JsonReader& channel : body.items("channels")) {
    const DisplayRange range{channel.number("low", -1e9, 1e9), channel.number("high", -1e9, 1e9)};
    channel.finish();
    if (!(range.high_adu > range.low_adu) || display.size() == channels.size()) {
      throw Refused(400, "bad_request", "channels: one range per channel of the study, low below high");
    }
    display.push_back({channels[display.size()].name, range});
  }
  const std::string reason = reason_in(body);
  const std::string request_id = body.text("request_id");
  body.finish();
  if (display.size() != channels.size()) {
    throw Refused(400, "bad_request", "channels: one range per channel of the study, low below high");
  }
  const std::lock_guard guard(desk_mutex_);
  parts_.desk.set_display(&call.user, display, reason, request_id);
  return revision_response(parts_.desk.state());
}

}  // namespace cyto::review
