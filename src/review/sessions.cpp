#include "sessions.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/digest.h"
#include "secrets.h"

namespace cyto::review {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::hours kLongestSession{12};
constexpr std::size_t kMaxSessions = 1000;
// Scrolling and panning load pictures in bursts.
constexpr double kBurst = 2000.0;
constexpr double kRequestsPerSecond = 200.0;
constexpr int kFreeTries = 5;
constexpr int kLongestWaitS = 900;
constexpr std::size_t kMaxNames = 10000;

}  // namespace

SessionTable::SessionTable(SteadyClock clock, std::chrono::seconds idle_lock)
    : clock_(std::move(clock)), idle_lock_(idle_lock) {}

SessionTable::Opened SessionTable::open(const std::string& user) {
  const std::lock_guard guard(mutex_);
  const milliseconds now = clock_();
  if (sessions_.size() >= kMaxSessions) {
    sessions_.erase(std::min_element(sessions_.begin(), sessions_.end(), [](const auto& a, const auto& b) {
      return a.second.last_active < b.second.last_active;
    }));
  }
  Opened opened{random_token(), random_token()};
  sessions_[sha256_of(opened.cookie)] = {user, opened.token, now, now, kBurst, now};
  return opened;
}

std::map<std::string, Session>::iterator SessionTable::at(std::string_view cookie) {
  const auto found = sessions_.find(sha256_of(cookie));
  if (found != sessions_.end() && clock_() - found->second.begun > kLongestSession) {
    sessions_.erase(found);
    return sessions_.end();
  }
  return found;
}

FoundSession SessionTable::find(std::string_view cookie, const std::optional<std::string>& token,
                                bool activity) {
  const std::lock_guard guard(mutex_);
  const auto found = at(cookie);
  if (found == sessions_.end() || (token && !same_secret(*token, found->second.token))) {
    return {};
  }
  Session& session = found->second;
  const milliseconds now = clock_();
  if (now - session.last_active > idle_lock_) {
    return {SessionStanding::Locked, session.user};
  }
  if (activity) {
    session.last_active = now;
  }
  return {SessionStanding::Active, session.user};
}

void SessionTable::wake(std::string_view cookie) {
  const std::lock_guard guard(mutex_);
  if (const auto found = at(cookie); found != sessions_.end()) {
    found->second.last_active = clock_();
  }
}

void SessionTable::close(std::string_view cookie) {
  const std::lock_guard guard(mutex_);
  sessions_.erase(sha256_of(cookie));
}

void SessionTable::close_all_of(std::string_view user) {
  const std::lock_guard guard(mutex_);
  std::erase_if(sessions_, [&](const auto& entry) { return entry.second.user == user; });
}

void SessionTable::close_others_of(std::string_view user, std::string_view cookie) {
  const std::string kept = sha256_of(cookie);
  const std::lock_guard guard(mutex_);
  std::erase_if(sessions_,
                [&](const auto& entry) { return entry.second.user == user && entry.first != kept; });
}

int SessionTable::throttle(std::string_view cookie) {
  const std::lock_guard guard(mutex_);
  const auto found = at(cookie);
  if (found == sessions_.end()) {
    return 0;
  }
  Session& session = found->second;
  const milliseconds now = clock_();
  const double seconds = static_cast<double>((now - session.allowance_at).count()) / 1000.0;
  session.allowance = std::min(kBurst, session.allowance + seconds * kRequestsPerSecond);
  session.allowance_at = now;
  if (session.allowance < 1.0) {
    return 1;
  }
  session.allowance -= 1.0;
  return 0;
}

int PasswordThrottle::wait_s(const std::string& name) {
  const std::lock_guard guard(mutex_);
  const auto found = failures_.find(name);
  if (found == failures_.end()) {
    return 0;
  }
  const milliseconds left = found->second.until - clock_();
  return left.count() <= 0 ? 0 : static_cast<int>((left.count() + 999) / 1000);
}

void PasswordThrottle::failed(const std::string& name) {
  const std::lock_guard guard(mutex_);
  if (failures_.size() >= kMaxNames && !failures_.contains(name)) {
    std::erase_if(failures_, [now = clock_()](const auto& entry) { return entry.second.until < now; });
  }
  Failures& failures = failures_[name];
  ++failures.count;
  if (failures.count >= kFreeTries) {
    const int doublings = std::min(failures.count - kFreeTries, 10);
    failures.until = clock_() + std::chrono::seconds(std::min(kLongestWaitS, 2 << doublings));
  }
}

void PasswordThrottle::succeeded(const std::string& name) {
  const std::lock_guard guard(mutex_);
  failures_.erase(name);
}

}  // namespace cyto::review
