#include "review_service.h"

#include <algorithm>

#include "cytrial/core/error.h"
#include "cytrial/core/ids.h"
#include "cytrial/core/number_text.h"
#include "cytrial/core/strict_json.h"
#include "page_files.h"

namespace cyto::review {
namespace {

constexpr const char* kBody = "body";

bool fits(const std::vector<const char*>& pattern, const std::vector<std::string>& path) {
  return pattern.size() == path.size() &&
         std::equal(pattern.begin(), pattern.end(), path.begin(),
                    [](const char* wanted, const std::string& part) {
                      return std::string_view(wanted) == "*" ? !part.empty() : wanted == part;
                    });
}

/// A body that does not read as it should is the sender's mistake; every other Error is ours or the disk's.
bool is_senders_mistake(const Error& problem) {
  return problem.code() == ErrorCode::BadConfig && problem.subject().rfind(kBody, 0) == 0;
}

}  // namespace

std::string ApiCall::parameter(const std::string& name) const {
  const auto found = target.query.find(name);
  return found == target.query.end() ? std::string() : found->second;
}

std::int64_t ApiCall::integer(const std::string& name, std::int64_t fallback, std::int64_t low,
                              std::int64_t high) const {
  const auto found = target.query.find(name);
  if (found == target.query.end()) {
    return fallback;
  }
  const auto number = parse_int(found->second);
  if (!number || *number < low || *number > high) {
    throw Refused(400, "bad_request",
                  name + ": a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  }
  return *number;
}

void ApiCall::allow(std::initializer_list<std::string_view> names) const {
  for (const auto& [name, value] : target.query) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw Refused(400, "bad_request", "unknown parameter");
    }
  }
}

Response json_response(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

JsonReader body_of(const Request& request) {
  return JsonReader::from_text(request.body, kBody);
}

void require_good_password(const std::string& password) {
  if (password.size() < 12 || password.size() > 200) {
    throw Refused(400, "bad_request", "password: 12 to 200 characters");
  }
}

void require_user_name(const std::string& name) {
  if (!is_valid_id(name) || name == "system" || name == "unknown") {
    throw Refused(400, "bad_request",
                  "name: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit");
  }
}

ReviewService::ReviewService(ServiceParts parts) : parts_(std::move(parts)) {}

const std::vector<ReviewService::Route>& ReviewService::routes() {
  using S = ReviewService;
  static const std::vector<Route> kRoutes{
      {"POST", {"api", "login"}, Access::Open, &S::login},
      {"GET", {"api", "session"}, Access::Asleep, &S::session},
      {"POST", {"api", "unlock"}, Access::Asleep, &S::unlock},
      {"POST", {"api", "logout"}, Access::Asleep, &S::logout},
      {"POST", {"api", "password"}, Access::Session, &S::change_password},
      {"GET", {"api", "study"}, Access::Session, &S::study},
      {"GET", {"api", "samples", "*"}, Access::Session, &S::sample},
      {"GET", {"api", "samples", "*", "record"}, Access::Session, &S::record},
      {"GET", {"api", "agreement"}, Access::Session, &S::agreement},
      {"GET", {"api", "candidates"}, Access::Session, &S::candidates},
      {"GET", {"api", "candidates", "*"}, Access::Session, &S::candidate},
      {"GET", {"api", "candidates", "*", "picture"}, Access::Picture, &S::picture},
      {"GET", {"api", "slides", "*"}, Access::Session, &S::slide},
      {"GET", {"api", "slides", "*", "tiles", "*", "*"}, Access::Picture, &S::tile},
      {"GET", {"api", "slides", "*", "quality"}, Access::Session, &S::quality},
      {"GET", {"api", "slides", "*", "outlines"}, Access::Session, &S::slide_outlines},
      {"GET", {"api", "outlines"}, Access::Session, &S::outlines},
      {"GET", {"api", "columns"}, Access::Session, &S::columns},
      {"GET", {"api", "scatter"}, Access::Session, &S::scatter},
      {"GET", {"api", "events"}, Access::Quiet, &S::events},
      {"POST", {"api", "decisions"}, Access::Session, &S::decide},
      {"POST", {"api", "undo"}, Access::Session, &S::undo},
      {"POST", {"api", "locks"}, Access::Session, &S::lock},
      {"POST", {"api", "reopen"}, Access::Session, &S::reopen},
      {"POST", {"api", "signatures"}, Access::Session, &S::sign},
      {"POST", {"api", "plan"}, Access::Session, &S::set_plan},
      {"POST", {"api", "display"}, Access::Session, &S::set_display},
      {"GET", {"api", "users"}, Access::Session, &S::users},
      {"POST", {"api", "users"}, Access::Session, &S::add_user},
      {"POST", {"api", "users", "*"}, Access::Session, &S::change_user},
      {"GET", {"api", "audit"}, Access::Session, &S::audit},
      {"GET", {"api", "audit", "verify"}, Access::Session, &S::audit_verify},
  };
  return kRoutes;
}

Response ReviewService::answer(const Request& request) noexcept {
  Response response;
  try {
    response = routed(request);
  } catch (const Refused& refused) {
    response = refusal_response(refused);
  } catch (const Error& problem) {
    response = is_senders_mistake(problem) ? refusal_response(Refused(400, "bad_request", problem.what()))
                                           : failed(problem, name_of(problem.code()));
  } catch (const std::exception& problem) {
    response = failed(problem, "internal");
  }
  add_safety_headers(response);
  return response;
}

Response ReviewService::failed(const std::exception& problem, std::string_view code) const {
  if (parts_.on_problem) {
    parts_.on_problem(problem.what());
  }
  return refusal_response(
      Refused(500, std::string(code),
              "the server could not do this (" + std::string(code) + "); who runs it sees why"));
}

Response ReviewService::routed(const Request& request) {
  require_allowed(request, parts_.origins);
  const Target target = Target::parse(request.target);
  if (target.path.front() != "api") {
    return page(request, target);
  }
  bool path_known = false;
  for (const Route& route : routes()) {
    if (fits(route.path, target.path)) {
      path_known = true;
      if (route.method == request.method ||
          (request.method == "HEAD" && std::string_view(route.method) == "GET")) {
        return called(route, request, target);
      }
    }
  }
  throw path_known ? Refused(405, "method", "this path is not asked that way")
                   : Refused(404, "not_found", "there is no such path");
}

Response ReviewService::called(const Route& route, const Request& request, const Target& target) {
  if (route.access == Access::Open) {
    return (this->*route.handler)(ApiCall{request, target, User(), std::string(), false});
  }
  const std::string cookie = session_cookie(request);
  const bool picture = route.access == Access::Picture;
  // The page asks by itself too, when colleagues decide; that is nobody's work.
  const bool unattended = request.method != "POST" && request.header("X-Cytrial-Unattended") == "1";
  const bool keeps_awake = (route.access == Access::Session || picture) && !unattended;
  const FoundSession found = parts_.sessions.find(
      cookie, picture ? std::nullopt : std::optional(request.header("X-Cytrial-Token")), keeps_awake);
  if (found.standing == SessionStanding::None) {
    throw Refused(401, "no_session", "log in first");
  }
  const bool asleep = found.standing == SessionStanding::Locked;
  if (asleep && route.access != Access::Asleep) {
    throw Refused(423, "locked", "the session was locked after idling; give your password again");
  }
  if (const int wait = parts_.sessions.throttle(cookie); wait > 0) {
    throw Refused(429, "throttled", "too many requests", R"({"retry_after_s":)" + std::to_string(wait) + "}");
  }
  return (this->*route.handler)(ApiCall{request, target, active_user(found.user, cookie), cookie, asleep});
}

User ReviewService::active_user(const std::string& name, const std::string& cookie) {
  const std::lock_guard guard(desk_mutex_);
  const User* user = parts_.desk.state().user(name);
  if (user == nullptr || !user->active) {
    parts_.sessions.close(cookie);
    throw Refused(401, "no_session", "log in first");
  }
  return *user;
}

Response ReviewService::page(const Request& request, const Target& target) const {
  std::string path;
  for (const std::string& part : target.path) {
    path += (path.empty() ? "" : "/") + part;
  }
  const auto file = page_file(path);
  if (!file) {
    throw Refused(404, "not_found", "there is no such page");
  }
  if (request.method != "GET" && request.method != "HEAD") {
    throw Refused(405, "method", "this path is not asked that way");
  }
  Response response;
  response.type = file->type;
  response.body = file->bytes;
  if (file->lasting) {
    response.headers.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
  }
  return response;
}

}  // namespace cyto::review
