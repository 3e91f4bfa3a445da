#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "cytrial/core/error.h"
#include "cytrial/store/fcs_reader.h"
#include "store_fixtures.h"

namespace cyto::store_test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kEvents = 300'000;  // some 10 MB

std::uint64_t bytes_on_disk(const fs::path& file) {
  struct stat status {};
  EXPECT_EQ(::stat(file.c_str(), &status), 0) << file;
  return static_cast<std::uint64_t>(status.st_blocks) * 512U;
}

bool gives_space_back(const fs::path& folder) {
  const int fd = ::open((folder / "probe").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const bool can = fd >= 0 && ::ftruncate(fd, 1 << 20) == 0 &&
                   ::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 1 << 20) == 0;
  ::close(fd);
  fs::remove(folder / "probe");
  return can;
}

/// A sample whose events are measured and not yet called.
class MeasuredEvents : public testing::Test {
 protected:
  MeasuredEvents() : store_(RunStore::open_for_writing(run_.path())), sink_(store_->begin_sample("S1")) {
    EventWriter& writer = sink_->measured_events(measured_schema());
    for (std::uint64_t first = 0; first < kEvents; first += kEvents / 10) {
      writer.append(events_of(measured_schema(), first, kEvents / 10));
    }
    written_ = events_of(measured_schema(), 0, kEvents).values;
  }

  [[nodiscard]] fs::path spool() const { return run_ / "samples/.S1.next/measured.f32"; }

  TemporaryFolder run_;
  std::unique_ptr<RunStore> store_;
  std::unique_ptr<SampleSink> sink_;
  std::vector<float> written_;
};

void expect_same_rows(const std::vector<float>& a, const std::vector<float>& b) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(float)), 0);
}

TEST_F(MeasuredEvents, AreReadAnyNumberOfTimes) {
  EventSource& events = sink_->finished_measured_events();
  for (int time = 0; time < 2; ++time) {
    expect_same_rows(all_values(events), written_);
  }
}

TEST_F(MeasuredEvents, GiveTheirSpaceBackWhileTheyAreReadForTheLastTime) {
  EventSource& events = sink_->finished_measured_events();
  const std::uint64_t whole = kEvents * measured_schema().size() * sizeof(float);
  if (!gives_space_back(run_.path()) || bytes_on_disk(spool()) < whole) {
    GTEST_SKIP() << "the file system of " << run_.path() << " gives no space back, or does not tell it";
  }
  expect_same_rows(all_values(events), written_);
  events.drop_rows_once_read();
  expect_same_rows(all_values(events), written_);
  // Of a disk that takes long for it only the first two megabytes are asked for.
  constexpr std::uint64_t kFirstStep = 2U << 20U;
  EXPECT_LE(bytes_on_disk(spool()), whole - kFirstStep + (64U << 10U));
}

TEST_F(MeasuredEvents, AreRefusedRatherThanReadAsZerosAfterTheLastTime) {
  EventSource& events = sink_->finished_measured_events();
  events.drop_rows_once_read();
  events.rewind();
  EventBatch batch;
  ASSERT_TRUE(events.next(batch));
  try {
    events.rewind();
    FAIL() << "rows that may be gone would be read again";
  } catch (const Error& problem) {
    EXPECT_EQ(problem.code(), ErrorCode::Internal);
    EXPECT_THAT(problem.what(), testing::HasSubstr("measured.f32"));
  }
}

TEST_F(MeasuredEvents, OfAStoredResultStay) {
  sink_.reset();
  write_sample(*store_, some_result("S1", 3));
  const fs::path file = run_ / "samples/S1/events.fcs";
  const std::string before = read_text_file(file);
  FcsReader stored(file);
  const std::vector<float> rows = all_values(stored);
  stored.drop_rows_once_read();
  expect_same_rows(all_values(stored), rows);
  expect_same_rows(all_values(stored), rows);
  EXPECT_EQ(read_text_file(file), before);
}

}  // namespace
}  // namespace cyto::store_test
