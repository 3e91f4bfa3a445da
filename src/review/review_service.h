#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "gate_keeper.h"
#include "http_message.h"
#include "outline_shelf.h"
#include "review_desk.h"
#include "secrets.h"
#include "sessions.h"
#include "slide_shelf.h"
#include "views.h"

namespace cyto {
class JsonReader;
}

namespace cyto::review {

/// Who asks, and for what: a request that passed the gate and has a session.
struct ApiCall {
  const Request& request;
  const Target& target;
  User user;            ///< as of now
  std::string cookie;   ///< of the session
  bool asleep = false;  ///< locked after idling

  [[nodiscard]] const std::string& part(std::size_t index) const { return target.path.at(index); }
  /// The parameter, or empty.
  [[nodiscard]] std::string parameter(const std::string& name) const;
  /// @throws Refused outside [low, high].
  [[nodiscard]] std::int64_t integer(const std::string& name, std::int64_t fallback, std::int64_t low,
                                     std::int64_t high) const;
  /// @throws Refused naming the first parameter that is not among `names`.
  void allow(std::initializer_list<std::string_view> names) const;
};

/// What the service is made of. References outlive it.
struct ServiceParts {
  ReviewDesk& desk;
  EventShelf& events;
  SlideShelf& slides;
  OutlineShelf& outlines;
  const RunStore& store;
  SessionTable& sessions;
  PasswordThrottle& throttle;
  Origins origins;
  std::string title;
  int idle_lock_s = 900;
  PasswordCost password_cost = PasswordCost::Interactive;
  /// Told what the server could not do, in words that readers must not see: they may name samples and paths.
  std::function<void(std::string_view problem)> on_problem;
};

/// Turns a request into an answer (docs/formats/review-api.md). Thread-safe: the desk is worked at by one
/// request at a time, pictures are rendered beside it.
class ReviewService {
 public:
  explicit ReviewService(ServiceParts parts);
  /// Never throws: what goes wrong is an answer too.
  [[nodiscard]] Response answer(const Request& request) noexcept;

 private:
  enum class Access {
    Open,     ///< no session needed
    Session,  ///< session and token, awake
    Quiet,    ///< the same, does not keep the session awake
    Asleep,   ///< also for a locked session
    Picture,  ///< the cookie is enough: what <img> can send
  };
  using Handler = Response (ReviewService::*)(const ApiCall&);
  struct Route {
    const char* method;
    std::vector<const char*> path;  ///< "*" takes any part
    Access access;
    Handler handler;
  };
  [[nodiscard]] static const std::vector<Route>& routes();

  Response routed(const Request& request);
  [[nodiscard]] Response failed(const std::exception& problem, std::string_view code) const;
  Response called(const Route& route, const Request& request, const Target& target);
  Response page(const Request& request, const Target& target) const;
  /// As of now. @throws Refused when the user was disabled meanwhile; the session ends then.
  [[nodiscard]] User active_user(const std::string& name, const std::string& cookie);

  // Session
  Response login(const ApiCall& call);
  Response session(const ApiCall& call);
  Response unlock(const ApiCall& call);
  Response logout(const ApiCall& call);
  Response change_password(const ApiCall& call);
  // What is there
  Response study(const ApiCall& call);
  Response sample(const ApiCall& call);
  Response agreement(const ApiCall& call);
  Response candidates(const ApiCall& call);
  Response candidate(const ApiCall& call);
  Response columns(const ApiCall& call);
  Response scatter(const ApiCall& call);
  Response events(const ApiCall& call);
  Response record(const ApiCall& call);
  // Pictures
  Response picture(const ApiCall& call);
  Response slide(const ApiCall& call);
  Response tile(const ApiCall& call);
  Response quality(const ApiCall& call);
  Response outlines(const ApiCall& call);
  Response slide_outlines(const ApiCall& call);
  // Writes
  Response decide(const ApiCall& call);
  Response undo(const ApiCall& call);
  Response lock(const ApiCall& call);
  Response reopen(const ApiCall& call);
  Response sign(const ApiCall& call);
  Response set_plan(const ApiCall& call);
  Response set_display(const ApiCall& call);
  // Users and trail
  Response users(const ApiCall& call);
  Response add_user(const ApiCall& call);
  Response change_user(const ApiCall& call);
  Response audit(const ApiCall& call);
  Response audit_verify(const ApiCall& call);

  /// Waits for the one turn that password hashing has, checks the throttle and the password, and notes a
  /// failure in the trail. @throws Refused throttled, wrong_password.
  void require_password(const std::string& user, const std::string& password, const char* during);
  [[nodiscard]] std::string hashed(const std::string& password);
  [[nodiscard]] std::vector<DisplayRange> ranges() const;

  ServiceParts parts_;
  std::mutex desk_mutex_;           ///< guards parts_.desk
  std::timed_mutex password_turn_;  ///< hashing takes 64 MiB: one at a time
};

[[nodiscard]] Response json_response(std::string body);
/// The body's JSON object. Whatever is wrong with it, also while it is read, becomes `bad_request` at the
/// router.
[[nodiscard]] JsonReader body_of(const Request& request);

/// Password rule: 12 to 200 bytes. @throws Refused.
void require_good_password(const std::string& password);
/// Name rule: 1 to 64 of [A-Za-z0-9._-], not "system" or "unknown". @throws Refused.
void require_user_name(const std::string& name);

}  // namespace cyto::review
