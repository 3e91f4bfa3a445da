// What is left after a run that was dropped, killed, refused or ran out of disk.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cstring>
#include <functional>

#include "cytrial/core/error.h"
#include "store_fixtures.h"

namespace cyto::store_test {
namespace {

namespace fs = std::filesystem;

/// The earlier result has 3 events, the later 5.
void expect_result(const fs::path& run, std::uint64_t events) {
  const auto store = RunStore::open_for_reading(run);
  EXPECT_EQ(store->result("S1")->counts->events, events);
  EXPECT_EQ(store->events("S1")->size(), events);
  EXPECT_EQ(store->crop("S1", 1, "composite"), kPng);
}

void expect_clean(const fs::path& run) {
  EXPECT_THAT(tree_of(run),
              testing::ElementsAre("cytrial.db", "samples", "samples/S1", "samples/S1/counts.json",
                                   "samples/S1/crops", "samples/S1/crops/1_DAPI.png",
                                   "samples/S1/crops/1_composite.png", "samples/S1/events.fcs"));
}

/// Runs `work` in a child process. @return its wait status.
int in_child(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

TEST(Interruption, ADroppedSinkLeavesTheEarlierResult) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  write_sample(*store, some_result("S1", 3));
  struct Stop {};
  EXPECT_THROW(write_sample(*store, some_result("S1", 5), [](SampleSink&) { throw Stop{}; }), Stop);
  EXPECT_EQ(store->result("S1")->counts->events, 3U);
  EXPECT_EQ(tree_of(run / "samples").size(), 6U);
  write_sample(*store, some_result("S1", 5));  // and the store goes on
  expect_result(run.path(), 5);
}

TEST(Interruption, ADroppedFirstSampleLeavesNothing) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  struct Stop {};
  EXPECT_THROW(write_sample(*store, some_result("S1"), [](SampleSink&) { throw Stop{}; }), Stop);
  EXPECT_THAT(tree_of(run / "samples"), testing::IsEmpty());
  EXPECT_THAT(store->sample_ids(), testing::IsEmpty());
}

TEST(Interruption, AKilledRunLeavesTheEarlierResultAndTheNextOpeningSweeps) {
  const TemporaryFolder run;
  write_sample(*RunStore::open_for_writing(run.path()), some_result("S1", 3));
  const int status = in_child([&] {
    const auto store = RunStore::open_for_writing(run.path());
    write_sample(*store, some_result("S1", 5), [](SampleSink&) { ::raise(SIGKILL); });
  });
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  EXPECT_TRUE(fs::exists(run / "samples/.S1.next/measured.f32"));  // the control: it was in the midst

  expect_result(run.path(), 3);
  RunStore::open_for_writing(run.path());
  expect_clean(run.path());
  expect_result(run.path(), 3);
}

/// A folder whose database has the 5-event result, with the folders of both results at hand.
class AfterTheDatabaseCommit : public testing::Test {
 protected:
  AfterTheDatabaseCommit() {
    const auto store = RunStore::open_for_writing(run_.path());
    write_sample(*store, some_result("S1", 3));
    fs::copy(place_, old_.path() / "S1", fs::copy_options::recursive);
    write_sample(*store, some_result("S1", 5));
  }
  void expect_new_result_before_and_after_settling() const {
    expect_result(run_.path(), 5);
    RunStore::open_for_writing(run_.path());
    expect_clean(run_.path());
    expect_result(run_.path(), 5);
  }

  TemporaryFolder run_;
  TemporaryFolder old_;
  fs::path place_ = run_ / "samples/S1";
  fs::path next_ = run_ / "samples/.S1.next";
  fs::path previous_ = run_ / "samples/.S1.previous";
};

TEST_F(AfterTheDatabaseCommit, KilledBeforeTheFoldersMoved) {
  fs::rename(place_, next_);
  fs::copy(old_ / "S1", place_, fs::copy_options::recursive);
  expect_new_result_before_and_after_settling();
}

TEST_F(AfterTheDatabaseCommit, KilledBetweenTheTwoMoves) {
  fs::rename(place_, next_);
  fs::copy(old_ / "S1", previous_, fs::copy_options::recursive);
  expect_new_result_before_and_after_settling();
}

TEST_F(AfterTheDatabaseCommit, KilledBeforeTheOldFolderWasRemoved) {
  fs::copy(old_ / "S1", previous_, fs::copy_options::recursive);
  expect_new_result_before_and_after_settling();
}

TEST_F(AfterTheDatabaseCommit, TheNextAttemptInTheSameProcessKeepsAResultThatCouldNotBeMoved) {
  const auto store = RunStore::open_for_writing(run_.path());
  fs::rename(place_, next_);
  { const auto dropped = store->begin_sample("S1"); }
  expect_result(run_.path(), 5);
}

TEST_F(AfterTheDatabaseCommit, AFolderOfAnotherResultIsAnErrorAndNeverRead) {
  fs::remove_all(place_);
  fs::copy(old_ / "S1", place_, fs::copy_options::recursive);
  const auto store = RunStore::open_for_reading(run_.path());
  EXPECT_THROW((void)store->events("S1"), Error);
  EXPECT_THROW((void)store->crop("S1", 1, "composite"), Error);
  RunStore::open_for_writing(run_.path());
  EXPECT_TRUE(fs::exists(place_ / "events.fcs"));  // evidence is not removed
}

TEST(Interruption, StaleFoldersOfUnknownSamplesAreSweptAndOthersAreNot) {
  const TemporaryFolder run;
  RunStore::open_for_writing(run.path());
  write_file_atomically(run / "samples/.S9.next/events.fcs", "half");
  write_file_atomically(run / "samples/.hidden/file", "not ours");
  write_file_atomically(run / "samples/visible/file", "not ours");
  RunStore::open_for_writing(run.path());
  EXPECT_THAT(tree_of(run / "samples"),
              testing::ElementsAre(".hidden", ".hidden/file", "visible", "visible/file"));
}

TEST(Interruption, ASecondWriterIsRefusedAndTheHolderNamed) {
  const TemporaryFolder run;
  const auto holder = RunStore::open_for_writing(run.path());
  try {
    RunStore::open_for_writing(run.path());
    FAIL() << "two writers";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::TryAgain);
    EXPECT_THAT(error.what(), testing::HasSubstr("process " + std::to_string(::getpid()) + " of boot "));
  }
  const int status = in_child([&] {
    try {
      RunStore::open_for_writing(run.path());
    } catch (const Error& error) {
      ::_exit(static_cast<int>(error.code()));
    }
  });
  EXPECT_EQ(WEXITSTATUS(status), static_cast<int>(ErrorCode::TryAgain));
  EXPECT_NO_THROW(RunStore::open_for_reading((write_sample(*holder, some_result("S1")), run.path())));
}

TEST(Interruption, TheLockOfAKilledProcessDoesNotHold) {
  const TemporaryFolder run;
  in_child([&] {
    const auto store = RunStore::open_for_writing(run.path());
    ::raise(SIGKILL);
  });
  EXPECT_TRUE(fs::exists(run / "cytrial.lock"));
  EXPECT_NO_THROW(RunStore::open_for_writing(run.path()));
  EXPECT_FALSE(fs::exists(run / "cytrial.lock"));
}

TEST(Interruption, AFileSizeLimitFailsTheSampleAndKeepsTheEarlierOne) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  write_sample(*store, some_result("S1", 3));
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{1U << 20U, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THROW(write_sample(*store, some_result("S1", 40'000)), Error);
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(store->result("S1")->counts->events, 3U);
  EXPECT_EQ(tree_of(run / "samples").size(), 6U);
  write_sample(*store, some_result("S1", 40'000));  // the control: without the limit it fits
  expect_result(run.path(), 40'000);
}

/// A file system of its own with little room. Needs the right to mount.
class SmallDisk {
 public:
  SmallDisk() { mounted_ = ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=16m") == 0; }
  ~SmallDisk() {
    if (mounted_) {
      ::umount2(folder_.path().c_str(), MNT_DETACH);
    }
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }
  void shrink_to(int kib) {
    const std::string size = "size=" + std::to_string(kib) + "k";
    EXPECT_EQ(::mount("tmpfs", path().c_str(), "tmpfs", MS_REMOUNT, size.c_str()), 0) << std::strerror(errno);
  }

 private:
  TemporaryFolder folder_;
  bool mounted_ = false;
};

TEST(Interruption, AFullDiskAtAnyMomentIsTryAgainAndKeepsTheEarlierResult) {
  SmallDisk disk;
  if (!disk.mounted()) {
    GTEST_SKIP() << "this user may not mount a small file system";
  }
  const fs::path run = disk.path() / "run";
  write_sample(*RunStore::open_for_writing(run), some_result("S1", 3));
  int refused = 0;
  int stored = 0;
  for (int kib = 256; kib <= 1280 && stored == 0; kib += 32) {
    disk.shrink_to(kib);
    try {
      write_sample(*RunStore::open_for_writing(run), some_result("S1", 5'000));
      ++stored;
    } catch (const Error& error) {
      ++refused;
      EXPECT_EQ(error.code(), ErrorCode::TryAgain) << kib << " KiB: " << error.what();
    }
    disk.shrink_to(16 << 10);
    expect_result(run, stored == 0 ? 3 : 5'000);
    RunStore::open_for_writing(run);
    expect_clean(run);
  }
  EXPECT_GE(refused, 5);
  EXPECT_EQ(stored, 1);
}

}  // namespace
}  // namespace cyto::store_test
