#include "spare_time_work.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

namespace cyto {
namespace {

using Part = SpareTimeWork::Part;

/// So many pieces in each of two parts, which note their order and whether two were done at once.
class NotedPieces {
 public:
  NotedPieces(int first, int last) : first_(first), all_(first + last) {}

  bool operator()(Part up_to) {
    if (busy_.exchange(true)) {
      at_once_ = true;
    }
    const bool more = done < (up_to == Part::Last ? all_ : first_);
    if (more) {
      ++done;
    }
    busy_ = false;
    return more;
  }

  std::atomic<int> done{0};
  [[nodiscard]] bool two_at_once() const { return at_once_; }

 private:
  int first_;
  int all_;
  std::atomic<bool> busy_{false};
  std::atomic<bool> at_once_{false};
};

/// Until `done` is reached, or a minute is over.
bool reaches(const std::atomic<int>& done, int wanted) {
  for (int i = 0; i < 60'000 && done < wanted; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return done >= wanted;
}

TEST(SpareTimeWork, DoesEveryPieceOnceForAnyNumberOfThreads) {
  for (const int threads : {1, 2, 4}) {
    const GrantedThreads granted(threads);
    NotedPieces pieces(40, 30);
    SpareTimeWork spare(granted, [&](Part up_to) { return pieces(up_to); });
    granted.run([&] {
      spare.begin(Part::First);
      granted.each(200, [](std::size_t) { std::this_thread::yield(); });
      spare.begin(Part::Last);
    });
    spare.finish();
    EXPECT_EQ(pieces.done, 70) << threads;
    EXPECT_FALSE(pieces.two_at_once()) << threads;
  }
}

TEST(SpareTimeWork, KeepsTheLastPartUntilItIsBegun) {
  const GrantedThreads granted(2);
  NotedPieces pieces(5, 5);
  SpareTimeWork spare(granted, [&](Part up_to) { return pieces(up_to); });
  spare.begin(Part::First);
  EXPECT_TRUE(reaches(pieces.done, 5)) << "another thread was free";
  granted.each(1000, [](std::size_t) { std::this_thread::yield(); });
  EXPECT_EQ(pieces.done, 5);
  spare.begin(Part::Last);
  EXPECT_TRUE(reaches(pieces.done, 10));
  spare.finish();
  EXPECT_EQ(pieces.done, 10);
}

TEST(SpareTimeWork, PartsThatFollowEachOtherCloselyNeverRunBesideEachOther) {
  const GrantedThreads granted(4);
  for (int time = 0; time < 300; ++time) {
    NotedPieces pieces(time % 7, 20);
    SpareTimeWork spare(granted, [&](Part up_to) { return pieces(up_to); });
    granted.run([&] { spare.begin(Part::First); });
    granted.each(4, [&](std::size_t) { spare.begin(Part::Last); });
    spare.finish();
    ASSERT_EQ(pieces.done, time % 7 + 20);
    ASSERT_FALSE(pieces.two_at_once());
  }
}

TEST(SpareTimeWork, WhatAPieceThrowsIsThrownAtTheEndAndByNobodyElse) {
  for (const int threads : {1, 2}) {
    const GrantedThreads granted(threads);
    std::atomic<int> tried{0};
    SpareTimeWork spare(granted, [&](Part) -> bool {
      if (++tried == 3) {
        throw std::runtime_error("the disk is gone");
      }
      return true;
    });
    granted.run([&] {
      spare.begin(Part::First);
      EXPECT_NO_THROW(granted.each(100, [](std::size_t) {}));
    });
    EXPECT_THROW(spare.finish(), std::runtime_error) << threads;
    EXPECT_EQ(tried, 3) << threads;
  }
}

TEST(SpareTimeWork, WhatIsGivenUpTouchesNothingAnyMore) {
  const GrantedThreads granted(2);
  std::atomic<int> done{0};
  {
    SpareTimeWork spare(granted, [&](Part) {
      ++done;
      return true;  // for ever
    });
    spare.begin(Part::Last);
    EXPECT_TRUE(reaches(done, 3));
  }
  const int at_the_end = done;
  granted.each(1000, [](std::size_t) { std::this_thread::yield(); });
  EXPECT_EQ(done, at_the_end);
}

TEST(SpareTimeWork, WhatWasNeverBegunIsDoneAtTheEndOrNotAtAll) {
  const GrantedThreads granted(2);
  NotedPieces finished(3, 4);
  SpareTimeWork(granted, [&](Part up_to) { return finished(up_to); }).finish();
  EXPECT_EQ(finished.done, 7);
  NotedPieces left(3, 4);
  {
    const SpareTimeWork spare(granted, [&](Part up_to) { return left(up_to); });
  }
  EXPECT_EQ(left.done, 0);
}

}  // namespace
}  // namespace cyto
