#include "granted_threads.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "../classify/event_table.h"
#include "cytrial/pipeline/classify_sample.h"
#include "support/memory_sink.h"

namespace cyto {
namespace {

using test::Cell;
using test::EventTable;

/// Everything that a classification gives the sink and says itself.
std::string classified(EventTable& events, const Workers& workers) {
  const Panel panel = test::three_colour_panel();
  test::MemorySink sink;
  const ClassifiedSample said = classify_sample(events, {panel, default_gate_file()}, 100, sink, workers);
  const std::vector<float>& values = sink.classified->values();
  std::string all(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
  for (const auto& [name, value] : sink.keywords) {
    all += name + "=" + value + "\n";
  }
  for (const Candidate& candidate : sink.candidates) {
    all += std::to_string(candidate.event_id) + ":" + std::to_string(candidate.rank) + ":" +
           std::to_string(candidate.attached_leukocytes) + ":" + text_of(candidate.notes) + "\n";
  }
  for (const auto count : said.counts.by_phenotype) {
    all += std::to_string(count) + " ";
  }
  for (const DisplayRange& range : said.display_ranges) {
    all += std::to_string(range.low_adu) + " " + std::to_string(range.high_adu) + " ";
  }
  return all + std::to_string(said.in_focus_share) + " " + std::to_string(said.counts.nucleated_events);
}

/// Blood with tumor cells, some of which touch, and lint beside one of them.
EventTable blood_with_tumor_cells(std::size_t batch_rows) {
  const EventTable blood = test::blood(30'000, 71, batch_rows);
  std::vector<FeatureColumn> columns = blood.schema().columns();
  for (const PanelChannel& channel : test::three_colour_panel().channels) {
    for (const char* measure : {"_background_adu", "_cell_max_adu"}) {
      const std::string name = column_prefix(channel.name) + measure;
      if (!blood.schema().index_of(name)) {
        columns.push_back({name, ""});
      }
    }
  }
  EventTable table(FeatureSchema(columns), batch_rows);
  test::Dice dice(72);
  for (int i = 0; i < 30'000; ++i) {
    Cell cell = test::random_leukocyte(dice);
    cell.x_um = 10.0 * (i % 200);
    cell.y_um = 10.0 * (i / 200);
    if (i % 601 == 0) {
      cell.ck = 900.0;
      cell.cd45 = 2.0;
      cell.x_um += i % 1202 == 0 ? 6.0 : 0.0;
    }
    cell.flags = i % 7 == 0 ? bit(EventFlag::OutOfFocus) : 0;
    table.add(cell);
    for (const std::string prefix : {"dapi", "ck_pe", "cd45"}) {
      if (table.schema().index_of(prefix + "_background_adu")) {
        table.at(static_cast<std::size_t>(i), prefix + "_background_adu") =
            200.0F + static_cast<float>(i % 31);
      }
    }
  }
  return table;
}

TEST(GrantedThreads, GiveTheSameClassificationAsOneForAnySizeOfBatches) {
  EventTable whole = blood_with_tumor_cells(100'000);
  const std::string expected = classified(whole, calling_thread());
  EXPECT_GT(std::count(expected.begin(), expected.end(), '\n'), 30) << "there are candidates to compare";
  for (const std::size_t batch_rows : {37U, 4096U}) {
    EventTable events = blood_with_tumor_cells(batch_rows);
    for (const int threads : {1, 2, 5}) {
      EXPECT_TRUE(classified(events, GrantedThreads(threads)) == expected)
          << threads << " threads, " << batch_rows << " rows";
    }
  }
}

TEST(GrantedThreads, TakeWhatWasSeenInTheOrderOfTheEvents) {
  EventTable events = test::blood(5000, 3, 11);
  const GrantedThreads threads(4);
  for (int round = 0; round < 2; ++round) {  // the second reads from the front again
    std::vector<float> seen;
    threads.go_through(events, [&](const EventBatch& batch) -> InOrder {
      return [&seen, &batch] { seen.insert(seen.end(), batch.values.begin(), batch.values.end()); };
    });
    ASSERT_EQ(seen.size(), events.size() * events.schema().size());
    EXPECT_EQ(std::memcmp(seen.data(), events.row(0), seen.size() * sizeof(float)), 0);
  }
}

TEST(GrantedThreads, DoEveryJobOnce) {
  std::vector<std::atomic<int>> done(1000);
  GrantedThreads(3).each(done.size(), [&](std::size_t job) { ++done[job]; });
  for (const auto& times : done) {
    EXPECT_EQ(times, 1);
  }
}

TEST(GrantedThreads, DoTwoThingsWhateverTheirNumber) {
  for (const int threads : {1, 2, 4}) {
    const GrantedThreads granted(threads);
    std::atomic<int> done{0};
    const auto caller = std::this_thread::get_id();
    granted.both([&] { done += 1; },
                 [&] {
                   EXPECT_EQ(std::this_thread::get_id(), caller);
                   granted.each(100, [&](std::size_t) { done += 10; });
                 });
    EXPECT_EQ(done, 1001);
    const auto fail = [] { throw std::runtime_error("lost"); };
    EXPECT_THROW(granted.both(fail, [] {}), std::runtime_error);
    EXPECT_THROW(granted.both([] {}, fail), std::runtime_error);
  }
}

TEST(GrantedThreads, WorkWhileSomebodyWaits) {
  for (const int count : {1, 3}) {
    const GrantedThreads threads(count);
    const auto caller = std::this_thread::get_id();
    std::atomic<bool> worked{false};
    std::atomic<bool> waited{false};
    threads.while_waiting(
        [&] {
          while (!worked) {  // for ever, if the work waited for this
            std::this_thread::yield();
          }
          waited = true;
        },
        [&] {
          EXPECT_EQ(std::this_thread::get_id(), caller);
          worked = true;
        });
    EXPECT_TRUE(waited);
    const auto fail = [] { throw std::runtime_error("lost"); };
    EXPECT_THROW(threads.while_waiting(fail, [] {}), std::runtime_error);
    EXPECT_THROW(threads.while_waiting([] {}, fail), std::runtime_error);
  }
}

TEST(GrantedThreads, HandOnWhatAJobOrABatchThrows) {
  const GrantedThreads threads(2);
  EventTable events = test::blood(500, 3, 10);
  EXPECT_THROW(
      threads.each(50, [](std::size_t job) { job == 33 ? throw std::runtime_error("lost") : void(); }),
      std::runtime_error);
  EXPECT_THROW(threads.go_through(events,
                                  [](const EventBatch& batch) -> InOrder {
                                    if (batch.first_event == 200) {
                                      throw std::runtime_error("lost");
                                    }
                                    return [] {};
                                  }),
               std::runtime_error);
}

/// Events that note when they were told that they are read for the last time.
class ToldOfTheLastTime final : public EventSource {
 public:
  explicit ToldOfTheLastTime(EventSource& events) : events_(events) {}
  [[nodiscard]] const FeatureSchema& schema() const override { return events_.schema(); }
  [[nodiscard]] std::uint64_t size() const override { return events_.size(); }
  void rewind() override {
    ++(told_ ? readings_after : readings_before);
    events_.rewind();
  }
  bool next(EventBatch& batch) override { return events_.next(batch); }
  void drop_rows_once_read() override { told_ = true; }

  int readings_before = 0;
  int readings_after = 0;

 private:
  EventSource& events_;
  bool told_ = false;
};

TEST(GrantedThreads, TheFinalTableIsWrittenByTheLastReadingAndNoOther) {
  EventTable blood = blood_with_tumor_cells(4096);
  ToldOfTheLastTime events(blood);
  const Panel panel = test::three_colour_panel();
  test::MemorySink sink;
  static_cast<void>(classify_sample(events, {panel, default_gate_file()}, 100, sink, GrantedThreads(2)));
  EXPECT_GT(events.readings_before, 1);
  EXPECT_EQ(events.readings_after, 1);
  EXPECT_EQ(sink.classified->size(), blood.size());
}

}  // namespace
}  // namespace cyto
