#include "cytrial/core/strict_json.h"
#include "review_service.h"

namespace cyto::review {
namespace {

void require(bool holds, const char* what) {
  if (!holds) {
    throw Refused(403, "forbidden", std::string("your role does not ") + what);
  }
}

Role role_in(const std::string& name) {
  const auto role = role_from(name);
  if (!role) {
    throw Refused(400, "bad_request",
                  "role: reader, second_reader, adjudicator, lab_lead, administrator or auditor");
  }
  return *role;
}

std::string full_name_in(std::string name) {
  if (name.empty() || name.size() > 200) {
    throw Refused(400, "bad_request", "full_name: 1 to 200 characters");
  }
  return name;
}

bool reads_trail(Role role) {
  return role == Role::Auditor || role == Role::LabLead || role == Role::Administrator;
}

}  // namespace

Response ReviewService::users(const ApiCall& call) {
  call.allow({});
  require(call.user.role == Role::Administrator || call.user.role == Role::Auditor, "see users");
  const std::lock_guard guard(desk_mutex_);
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("users");
  json.begin_array();
  for (const auto& [name, user] : parts_.desk.state().users()) {
    put_user(json, user);
  }
  json.end_array();
  json.end_object();
  return json_response(json.take());
}

Response ReviewService::add_user(const ApiCall& call) {
  require(call.user.role == Role::Administrator, "administer users");
  const JsonReader body = body_of(call.request);
  User user;
  user.name = body.text("name");
  user.full_name = full_name_in(body.text("full_name"));
  user.role = role_in(body.text("role"));
  const std::string password = body.text("password");
  const std::string request_id = body.text("request_id");
  body.finish();
  require_user_name(user.name);
  require_good_password(password);
  const std::string hash = hashed(password);
  const std::lock_guard guard(desk_mutex_);
  if (parts_.desk.state().answered(call.user.name, request_id) != nullptr) {
    return json_response("{}");
  }
  if (parts_.desk.state().user(user.name) != nullptr) {
    throw Refused(409, "conflict", "there is a user of that name already");
  }
  parts_.desk.put_user(&call.user, user, hash, "", request_id);
  return json_response("{}");
}

Response ReviewService::change_user(const ApiCall& call) {
  require(call.user.role == Role::Administrator, "administer users");
  const JsonReader body = body_of(call.request);
  const auto full_name = body.optional_text("full_name");
  const auto role = body.optional_text("role");
  const auto active = body.optional_boolean("active");
  const auto password = body.optional_text("password");
  const std::string reason = body.text("reason");
  const std::string request_id = body.text("request_id");
  body.finish();
  std::optional<std::string> hash;
  if (password) {
    require_good_password(*password);
    hash = hashed(*password);
  }
  const std::lock_guard guard(desk_mutex_);
  if (parts_.desk.state().answered(call.user.name, request_id) != nullptr) {
    return json_response("{}");
  }
  const User* known = parts_.desk.state().user(call.part(2));
  if (known == nullptr) {
    throw Refused(404, "not_found", "there is no such user");
  }
  User user = *known;
  user.full_name = full_name ? full_name_in(*full_name) : user.full_name;
  user.role = role ? role_in(*role) : user.role;
  user.active = active.value_or(user.active);
  parts_.desk.put_user(&call.user, user, hash, reason, request_id);
  parts_.sessions.close_all_of(user.name);
  return json_response("{}");
}

Response ReviewService::audit(const ApiCall& call) {
  call.allow({"offset", "limit", "object", "actor"});
  require(reads_trail(call.user.role), "read the audit trail");
  const std::lock_guard guard(desk_mutex_);
  return json_response(audit_view(parts_.desk.state(),
                                  static_cast<std::size_t>(call.integer("offset", 0, 0, 1LL << 40U)),
                                  static_cast<std::size_t>(call.integer("limit", 100, 1, 1000)),
                                  call.parameter("object"), call.parameter("actor")));
}

Response ReviewService::audit_verify(const ApiCall& call) {
  call.allow({});
  require(reads_trail(call.user.role), "read the audit trail");
  const std::lock_guard guard(desk_mutex_);
  const auto fault = parts_.desk.stored_fault();
  const auto& rows = parts_.desk.state().rows();
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  put_flag(json, "ok", !fault);
  put_count(json, "rows", rows.size());
  json.key("first_bad");
  fault && fault->seq > 0 ? json.integer(fault->seq) : json.null();
  put_text_or_null(json, "problem", fault ? fault->problem : "");
  json.key("anchor");
  json.begin_object();
  put_count(json, "seq", rows.size());
  put_text(json, "hash", rows.empty() ? std::string(64, '0') : rows.back().hash);
  json.end_object();
  json.end_object();
  return json_response(json.take());
}

}  // namespace cyto::review
