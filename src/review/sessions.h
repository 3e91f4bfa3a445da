#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace cyto::review {

/// Time for sessions and limits: never goes back, says nothing about the day.
using SteadyClock = std::function<std::chrono::milliseconds()>;

/// One browser that is logged in.
struct Session {
  std::string user;
  std::string token;  ///< what the page sends with every request
  std::chrono::milliseconds begun{};
  std::chrono::milliseconds last_active{};
  double allowance = 0.0;  ///< requests it may send at once
  std::chrono::milliseconds allowance_at{};
};

enum class SessionStanding { None, Active, Locked };

struct FoundSession {
  SessionStanding standing = SessionStanding::None;
  std::string user;
};

/// Who is logged in. In memory only: a restarted server asks everybody to log in again. Thread-safe.
class SessionTable {
 public:
  SessionTable(SteadyClock clock, std::chrono::seconds idle_lock);

  struct Opened {
    std::string cookie;
    std::string token;
  };
  [[nodiscard]] Opened open(const std::string& user);
  /// @param token empty: not asked for (pictures). @param activity the request keeps the session awake.
  [[nodiscard]] FoundSession find(std::string_view cookie, const std::optional<std::string>& token,
                                  bool activity);
  /// Wakes a locked session; the password has been checked.
  void wake(std::string_view cookie);
  void close(std::string_view cookie);
  void close_all_of(std::string_view user);
  /// All but the one with this cookie.
  void close_others_of(std::string_view user, std::string_view cookie);
  /// Takes one request off the session's allowance. @return seconds to wait; 0: go on.
  [[nodiscard]] int throttle(std::string_view cookie);

 private:
  [[nodiscard]] std::map<std::string, Session>::iterator at(std::string_view cookie);

  SteadyClock clock_;
  std::chrono::milliseconds idle_lock_;
  std::mutex mutex_;
  std::map<std::string, Session> sessions_;  ///< by digest of the cookie
};

/// Wrong passwords make the next try wait. Thread-safe.
class PasswordThrottle {
 public:
  explicit PasswordThrottle(SteadyClock clock) : clock_(std::move(clock)) {}
  /// Seconds until `name` may try again; 0: now.
  [[nodiscard]] int wait_s(const std::string& name);
  void failed(const std::string& name);
  void succeeded(const std::string& name);

 private:
  struct Failures {
    int count = 0;
    std::chrono::milliseconds until{};
  };
  SteadyClock clock_;
  std::mutex mutex_;
  std::map<std::string, Failures> failures_;
};

}  // namespace cyto::review
