#include <gmock/gmock.h>

#include <mutex>
#include <random>
#include <thread>

#include "cytrial/core/strict_json.h"
#include "review_office.h"

namespace cyto::review::test {
namespace {

constexpr std::size_t kReviewers = 8;
constexpr std::size_t kDecisions = 250;

/// What the reviewers were told was accepted.
struct Accepted {
  std::mutex mutex;
  std::size_t count = 0;
  std::size_t stale = 0;
  std::map<std::string, std::pair<std::uint64_t, std::string>> last;  ///< by candidate: version, call
};

/// Decides `kDecisions` times: half on candidates of one's own, half on candidates that all want. Takes a
/// stale answer as told and tries once more with the new version. Every request is sent twice, as by an
/// impatient client.
void review(const Browser& browser, Office& office, std::size_t reviewer, Accepted& accepted) {
  std::mt19937 random(static_cast<std::uint32_t>(7 + reviewer));
  const std::vector<std::string> calls{"ctc", "not_ctc", "unsure"};
  std::map<std::string, std::uint64_t> seen;
  for (std::size_t i = 0; i < kDecisions; ++i) {
    const bool shared = i % 2 == 0;
    const std::size_t number = shared ? i / 2 : kDecisions / 2 + reviewer * (kDecisions / 2) + i / 2;
    const std::string candidate = office.candidate(0, number);
    for (int attempt = 0; attempt < 2; ++attempt) {
      const std::string call = calls[random() % 3];
      const std::string id = Browser::next_id();
      const std::uint64_t version = seen[candidate];
      const Response first = browser.decide(candidate, call, version, id);
      const Response again = browser.decide(candidate, call, version, id);
      ASSERT_EQ(again.status, first.status) << again.body;
      const JsonReader answer = JsonReader::from_text(first.body, "answer");
      if (first.status == 200) {
        const auto now = static_cast<std::uint64_t>(answer.integer("version", 1, 1 << 20));
        const std::lock_guard guard(accepted.mutex);
        ++accepted.count;
        auto& last = accepted.last[candidate];
        last = std::max(last, std::pair(now, call));
        break;
      }
      ASSERT_EQ(first.status, 412) << first.body;
      const JsonReader current = answer.member("error").member("details").member("current");
      ASSERT_FALSE(current.text("by").empty());
      seen[candidate] = static_cast<std::uint64_t>(current.integer("version", 1, 1 << 20));
      const std::lock_guard guard(accepted.mutex);
      ++accepted.stale;
    }
  }
}

TEST(EightReviewers, AcceptedDecisionsAreTheAuditRowsAndTheFinalState) {
  Office office({1, kDecisions / 2 * (kReviewers + 1), false, 4096});
  std::vector<Browser> browsers;
  for (std::size_t i = 0; i < kReviewers; ++i) {
    office.hire("reader" + std::to_string(i), Role::Reader);
    browsers.push_back(office.login("reader" + std::to_string(i)));
  }
  Accepted accepted;
  std::vector<std::thread> crowd;
  for (std::size_t i = 0; i < kReviewers; ++i) {
    crowd.emplace_back([&, i] { review(browsers[i], office, i, accepted); });
  }
  for (std::thread& one : crowd) {
    one.join();
  }
  office.restart();

  const auto& rows = office.desk().state().rows();
  const auto written =
      std::count_if(rows.begin(), rows.end(), [](const LogEntry& r) { return r.action == "decide"; });
  EXPECT_EQ(static_cast<std::size_t>(written), accepted.count);
  std::size_t standing = 0;
  for (const ReviewCandidate& candidate : office.content().candidates()) {
    const DecisionHistory& history = office.desk().state().history(candidate.key, Reading::First);
    if (history.version() == 0) {
      continue;
    }
    ++standing;
    const auto& [version, call] = accepted.last.at(candidate.id);
    EXPECT_EQ(history.version(), version);
    EXPECT_EQ(name_of(history.current()->call), call);
  }
  EXPECT_EQ(standing, accepted.last.size());
  // The collisions were real, and nobody lost a candidate of one's own.
  EXPECT_GT(accepted.stale, kReviewers * 10);
  EXPECT_GE(accepted.count, kReviewers * kDecisions / 2 + kDecisions / 2);
  EXPECT_FALSE(office.desk().stored_fault());
}

}  // namespace
}  // namespace cyto::review::test
