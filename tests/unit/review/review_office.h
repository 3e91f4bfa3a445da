#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../../../src/review/opened_trail.h"
#include "../../../src/review/review_service.h"
#include "support/temporary_folder.h"

namespace cyto::review::test {

/// What a made-up study holds.
struct StudyPlan {
  std::size_t samples = 2;
  std::size_t candidates = 12;  ///< of each sample
  bool scans = false;           ///< write a scan of each sample, uncompressed
  std::int64_t edge_px = 1024;
  bool labels = false;  ///< keep label images: cells 12 x 8, nuclei 4 x 4, and one event that is no candidate
};

/// Writes a result folder with that content: every third candidate is called CTC, the others double positive.
void write_study(const std::filesystem::path& run, const StudyPlan& plan);

/// A browser of one user, logged in.
class Browser;

/// A whole review on made-up data, without sockets: a folder, its desk and its service. Time stands still
/// until moved.
class Office {
 public:
  static constexpr const char* kHost = "127.0.0.1:8640";
  static constexpr const char* kOrigin = "http://127.0.0.1:8640";
  static constexpr const char* kPassword = "a long test password";

  /// Kept in memory where the system can: thousands of durable commits would make the tests wait for the
  /// disk.
  explicit Office(const StudyPlan& plan = {});
  ~Office();

  /// Adds one user with kPassword.
  void hire(const std::string& name, Role role);
  /// Starts anew from the folder, as after a crash.
  void restart();
  [[nodiscard]] Browser login(const std::string& name);
  [[nodiscard]] Response send(const Request& request) { return service_->answer(request); }

  [[nodiscard]] ReviewDesk& desk() { return *desk_; }
  [[nodiscard]] const StudyContent& content() const { return *content_; }
  [[nodiscard]] const std::filesystem::path& run() const { return run_; }
  void pass(std::chrono::milliseconds time) { now_ += time.count(); }
  /// Opaque ids.
  [[nodiscard]] std::string sample(std::size_t index) const { return content_->samples().at(index).id; }
  [[nodiscard]] std::string candidate(std::size_t sample, std::size_t number) const {
    const ReviewSample& of = content_->samples().at(sample);
    return content_->candidates().at(of.candidates.at(number)).id;
  }

 private:
  void open();

  std::unique_ptr<cyto::test::TemporaryFolder> folder_;
  std::filesystem::path run_;
  std::filesystem::path scans_;
  std::atomic<std::int64_t> now_{1000};
  std::atomic<int> written_{0};
  std::unique_ptr<ReviewLog> log_;
  std::unique_ptr<RunStore> store_;
  std::unique_ptr<StudyContent> content_;
  std::unique_ptr<ReviewDesk> desk_;
  std::unique_ptr<EventShelf> events_;
  std::unique_ptr<ScanChecks> scan_checks_;
  std::unique_ptr<SlideShelf> slides_;
  std::unique_ptr<OutlineShelf> outlines_;
  std::unique_ptr<SessionTable> sessions_;
  std::unique_ptr<PasswordThrottle> throttle_;
  std::unique_ptr<ReviewService> service_;
};

class Browser {
 public:
  Browser(Office& office, std::string cookie, std::string token)
      : office_(office), cookie_(std::move(cookie)), token_(std::move(token)) {}

  [[nodiscard]] Request get_request(const std::string& target) const;
  [[nodiscard]] Request post_request(const std::string& target, const std::string& body) const;
  [[nodiscard]] Response get(const std::string& target) const { return office_.send(get_request(target)); }
  [[nodiscard]] Response post(const std::string& target, const std::string& body) const {
    return office_.send(post_request(target, body));
  }
  [[nodiscard]] Response decide(const std::string& candidate, const std::string& call, std::uint64_t version,
                                const std::string& request_id) const;
  /// Decides on every candidate of a sample, `call_of(number)`, and locks the reading.
  template <typename CallOf>
  void read_sample(std::size_t sample, const CallOf& call_of) const {
    for (std::size_t i = 0; i < office_.content().samples()[sample].candidates.size(); ++i) {
      const Response decided = decide(office_.candidate(sample, i), call_of(i), 0, next_id());
      ASSERT_EQ(decided.status, 200) << decided.body;
    }
    const Response locked = post(
        "/api/locks", R"({"sample":")" + office_.sample(sample) + R"(","request_id":")" + next_id() + "\"}");
    ASSERT_EQ(locked.status, 200) << locked.body;
  }
  [[nodiscard]] static std::string next_id();
  [[nodiscard]] const std::string& cookie() const { return cookie_; }
  [[nodiscard]] const std::string& token() const { return token_; }

 private:
  Office& office_;
  std::string cookie_;
  std::string token_;
};

}  // namespace cyto::review::test
