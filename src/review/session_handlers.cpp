#include <chrono>

#include "cytrial/core/strict_json.h"
#include "review_service.h"

namespace cyto::review {
namespace {

constexpr std::chrono::seconds kPasswordPatience{5};

/// Verified when there is no such user, so that the time taken does not tell names.
const std::string& nobodys_hash(PasswordCost cost) {
  static const std::string kHash = hash_password(random_token(), cost);
  return kHash;
}

[[noreturn]] void refuse_throttled(int wait_s) {
  throw Refused(429, "throttled", "too many wrong passwords; wait " + std::to_string(wait_s) + " s",
                R"({"retry_after_s":)" + std::to_string(wait_s) + "}");
}

}  // namespace

void ReviewService::require_password(const std::string& user, const std::string& password,
                                     const char* during) {
  if (const int wait = parts_.throttle.wait_s(user); wait > 0) {
    refuse_throttled(wait);
  }
  std::optional<std::string> hash;
  {
    const std::lock_guard guard(desk_mutex_);
    const User* known = parts_.desk.state().user(user);
    if (known != nullptr && known->active) {
      hash = parts_.desk.password_hash(user);
    }
  }
  bool right = false;
  {
    const std::unique_lock turn(password_turn_, kPasswordPatience);
    if (!turn.owns_lock()) {
      refuse_throttled(1);
    }
    right = fits_password(hash ? *hash : nobodys_hash(parts_.password_cost), password) && hash.has_value();
  }
  if (right) {
    parts_.throttle.succeeded(user);
    return;
  }
  parts_.throttle.failed(user);
  const std::lock_guard guard(desk_mutex_);
  const User* known = parts_.desk.state().user(user);
  // A name nobody has may be a password typed into the wrong field: it is not kept.
  parts_.desk.note(known != nullptr ? known->name : "unknown",
                   known != nullptr ? name_of(known->role) : "none", "password_failed",
                   std::string("\"") + during + "\"");
  throw Refused(401, "wrong_password", "name or password is wrong");
}

std::string ReviewService::hashed(const std::string& password) {
  const std::unique_lock turn(password_turn_, kPasswordPatience);
  if (!turn.owns_lock()) {
    refuse_throttled(1);
  }
  return hash_password(password, parts_.password_cost);
}

Response ReviewService::login(const ApiCall& call) {
  const JsonReader body = body_of(call.request);
  const std::string name = body.text("name");
  const std::string password = body.text("password");
  body.finish();
  if (name.size() > 64 || password.size() > 200) {
    throw Refused(401, "wrong_password", "name or password is wrong");
  }
  require_password(name, password, "login");
  const std::lock_guard guard(desk_mutex_);
  const User* user = parts_.desk.state().user(name);
  if (user == nullptr || !user->active) {
    throw Refused(401, "wrong_password", "name or password is wrong");
  }
  parts_.desk.note(user->name, name_of(user->role), "login", "");
  const SessionTable::Opened opened = parts_.sessions.open(user->name);
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  put_text(json, "token", opened.token);
  json.key("user");
  put_user(json, *user);
  put_abilities(json, user->role);
  put_count(json, "idle_lock_s", static_cast<std::size_t>(parts_.idle_lock_s));
  put_text(json, "server_time", parts_.desk.now());
  json.end_object();
  Response response = json_response(json.take());
  response.headers.push_back(set_cookie(opened.cookie, parts_.origins));
  return response;
}

Response ReviewService::session(const ApiCall& call) {
  call.allow({});
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("user");
  put_user(json, call.user);
  put_abilities(json, call.user.role);
  put_flag(json, "locked", call.asleep);
  put_count(json, "idle_lock_s", static_cast<std::size_t>(parts_.idle_lock_s));
  put_text(json, "server_time", parts_.desk.now());
  json.end_object();
  return json_response(json.take());
}

Response ReviewService::unlock(const ApiCall& call) {
  const JsonReader body = body_of(call.request);
  const std::string password = body.text("password");
  body.finish();
  require_password(call.user.name, password, "unlock");
  parts_.sessions.wake(call.cookie);
  return json_response("{}");
}

Response ReviewService::logout(const ApiCall& call) {
  body_of(call.request).finish();
  parts_.sessions.close(call.cookie);
  {
    const std::lock_guard guard(desk_mutex_);
    parts_.desk.note(call.user.name, name_of(call.user.role), "logout", "");
  }
  Response response = json_response("{}");
  response.headers.push_back(set_cookie("", parts_.origins));
  return response;
}

Response ReviewService::change_password(const ApiCall& call) {
  const JsonReader body = body_of(call.request);
  const std::string old_password = body.text("old");
  const std::string new_password = body.text("new");
  body.finish();
  require_good_password(new_password);
  require_password(call.user.name, old_password, "password");
  const std::string hash = hashed(new_password);
  const std::lock_guard guard(desk_mutex_);
  const User* user = parts_.desk.state().user(call.user.name);
  parts_.desk.put_user(&call.user, *user, hash, "own password", "");
  parts_.sessions.close_others_of(call.user.name, call.cookie);
  return json_response("{}");
}

}  // namespace cyto::review
