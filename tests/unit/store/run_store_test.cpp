#include "cytrial/store/run_store.h"

#include <gmock/gmock.h>

#include <cstring>
#include <thread>

#include "cytrial/core/error.h"
#include "store_fixtures.h"

namespace cyto::store_test {
namespace {

TEST(RunStore, GivesBackEverythingOfASample) {
  const TemporaryFolder run;
  write_sample(*RunStore::open_for_writing(run.path()), some_result("S1"));
  const auto store = RunStore::open_for_reading(run.path());

  EXPECT_THAT(store->sample_ids(), testing::ElementsAre("S1"));
  const SampleResult r = store->result("S1").value();
  EXPECT_EQ(r.status, SampleStatus::Evaluable);
  EXPECT_EQ(r.counts->of(Phenotype::Ctc), 1U);
  EXPECT_EQ(r.counts->events, 3U);
  EXPECT_EQ(r.counts->nucleated_events, 2U);
  EXPECT_EQ(r.flags, some_result("S1").flags);
  EXPECT_EQ(r.population[0].location, 12.5);
  EXPECT_TRUE(std::isnan(r.population[0].scale));
  EXPECT_EQ(r.blood_volume_ml, 7.5);
  EXPECT_EQ(r.width_px, 4096);
  EXPECT_EQ(r.pixel_size, (PixelSize{0.65, 0.65}));
  EXPECT_EQ(r.in_focus_share, 0.875);
  EXPECT_EQ(r.scan_digests, some_result("S1").scan_digests);
  EXPECT_EQ(store->provenance("S1")->config_json, some_provenance().config_json);
  EXPECT_EQ(store->provenance("S1")->calibration_digest, "");

  const auto events = store->events("S1");
  EXPECT_EQ(events->schema(), classified_schema());
  const std::vector<float> read = all_values(*events);
  const std::vector<float> written = events_of(classified_schema(), 0, 3).values;
  ASSERT_EQ(read.size(), written.size());
  EXPECT_EQ(std::memcmp(read.data(), written.data(), read.size() * sizeof(float)), 0);
}

TEST(RunStore, GivesBackCandidatesCropsAndKeywords) {
  const TemporaryFolder run;
  write_sample(*RunStore::open_for_writing(run.path()), some_result("S1"));
  const auto store = RunStore::open_for_reading(run.path());

  const Candidate c = store->candidates("S1").at(0);
  EXPECT_EQ(c.event_id, 1U);
  EXPECT_EQ(c.anchor, (SlidePoint{10.5, 20.25}));
  EXPECT_EQ(c.phenotype, Phenotype::Ctc);
  EXPECT_EQ(c.gate_path, some_candidate(1).gate_path);
  EXPECT_EQ(c.rank, 1U);
  EXPECT_EQ(c.notes, some_candidate(1).notes);
  EXPECT_EQ(c.definitions, some_candidate(1).definitions);
  EXPECT_EQ(c.attached_leukocytes, 3U);
  EXPECT_EQ(c.cluster_size, 2U);
  EXPECT_EQ(c.flags, bit(EventFlag::Saturated));
  EXPECT_EQ(c.cell_diameter_um, 12.25);
  EXPECT_EQ(c.measures[0], some_candidate(1).measures[0]);
  EXPECT_TRUE(std::isnan(c.measures[1].second));

  EXPECT_THAT(store->crop_names("S1", 1), testing::ElementsAre("DAPI", "composite"));
  EXPECT_THAT(store->crop_names("S1", 2), testing::IsEmpty());
  EXPECT_EQ(store->crop("S1", 1, "DAPI"), kPng + "dapi");
  EXPECT_EQ(store->crop("S1", 1, "CD45"), std::nullopt);
  EXPECT_TRUE(std::filesystem::exists(run / "samples/S1/crops/1_composite.png"));

  EXPECT_THAT(store->event_keywords("S1"),
              testing::ElementsAre(testing::Pair("CYTRIAL_GATE_NAMES", "nucleated|cd45 positive|ck positive"),
                                   testing::Pair("CYTRIAL_NOTE", "")));
  EXPECT_EQ(store->event_schema("S1"), classified_schema());
}

TEST(RunStore, KeepsNoNumberOfASampleThatIsNotEvaluable) {
  const TemporaryFolder run;
  write_sample(*RunStore::open_for_writing(run.path()), not_evaluable("S1"));
  const auto store = RunStore::open_for_reading(run.path());

  const SampleResult r = store->result("S1").value();
  EXPECT_EQ(r.status, SampleStatus::NotEvaluable);
  EXPECT_FALSE(r.counts.has_value());
  EXPECT_EQ(r.reasons, not_evaluable("S1").reasons);
  EXPECT_EQ(r.error_code, "bad_data");
  EXPECT_EQ(r.failures.at(0).rect, (SlideRect{512, 1024, 256, 256}));
  EXPECT_EQ(r.failures.at(0).remedy, "scan again");
  EXPECT_THAT(store->candidates("S1"), testing::IsEmpty());
  EXPECT_THAT(tree_of(run / "samples"), testing::ElementsAre("S1", "S1/counts.json"));
  EXPECT_THAT(read_text_file(run / "samples/S1/counts.json"), testing::HasSubstr("\"counts\": null"));
  try {
    (void)store->events("S1");
    FAIL() << "events of a sample that is not evaluable";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::NotEvaluable);
    EXPECT_THAT(error.what(), testing::HasSubstr("tile 3,4 of channel DAPI"));
  }
}

TEST(RunStore, NotEvaluableReplacesAnEarlierCountAltogether) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  write_sample(*store, some_result("S1"));
  write_sample(*store, not_evaluable("S1"));
  EXPECT_FALSE(store->result("S1")->counts.has_value());
  EXPECT_THAT(tree_of(run / "samples"), testing::ElementsAre("S1", "S1/counts.json"));
}

TEST(RunStore, SameInputGivesTheSameBytesInEveryFile) {
  const TemporaryFolder first;
  const TemporaryFolder second;
  for (const TemporaryFolder* run : {&first, &second}) {
    const auto store = RunStore::open_for_writing(run->path());
    store->put_document("study.json", "{}");
    write_sample(*store, some_result("S2"));
    write_sample(*store, not_evaluable("S1"));
    store->put_document("study.json", "{}");
  }
  EXPECT_EQ(tree_of(first.path(), true), tree_of(second.path(), true));
  EXPECT_THAT(
      tree_of(first.path()),
      testing::ElementsAre("cytrial.db", "samples", "samples/S1", "samples/S1/counts.json", "samples/S2",
                           "samples/S2/counts.json", "samples/S2/crops", "samples/S2/crops/1_DAPI.png",
                           "samples/S2/crops/1_composite.png", "samples/S2/events.fcs"));
}

TEST(RunStore, EventsThatWereFinishedBeforeTheCommitAreTheSame) {
  const TemporaryFolder first;
  const TemporaryFolder second;
  write_sample(*RunStore::open_for_writing(first.path()), some_result("S1"));
  write_sample(*RunStore::open_for_writing(second.path()), some_result("S1"), [](SampleSink& sink) {
    std::thread other([&sink] { sink.finish_classified_events(some_provenance(), calling_thread()); });
    sink.add_crop(1, "CD45", kPng);
    other.join();
  });
  write_sample(*RunStore::open_for_writing(first.path()), some_result("S1"),
               [](SampleSink& sink) { sink.add_crop(1, "CD45", kPng); });
  EXPECT_EQ(tree_of(first.path() / "samples", true), tree_of(second.path() / "samples", true));
}

/// The calling thread, and a disk that does as told.
class ToldDisk final : public Workers {
 public:
  explicit ToldDisk(std::function<void(const std::function<void()>&)> disk) : disk_(std::move(disk)) {}
  [[nodiscard]] std::size_t threads() const noexcept override { return 1; }
  void each(std::size_t count, const std::function<void(std::size_t)>& job) const override {
    calling_thread().each(count, job);
  }
  void while_waiting(const std::function<void()>& wait, const std::function<void()>& work) const override {
    disk_(wait);
    work();
  }
  void go_through(EventSource& events, const LookAtBatch& look) const override {
    calling_thread().go_through(events, look);
  }

 private:
  std::function<void(const std::function<void()>&)> disk_;
};

TEST(RunStore, EventsAreHandedToTheDiskOnceWhileTheyGetTheirDigests) {
  const TemporaryFolder first;
  const TemporaryFolder second;
  int waits = 0;
  const ToldDisk disk([&](const std::function<void()>& wait) {
    ++waits;
    wait();
    EXPECT_THROW(wait(), Error) << "it made durable what was open and closed it";
  });
  write_sample(*RunStore::open_for_writing(first.path()), some_result("S1"));
  write_sample(*RunStore::open_for_writing(second.path()), some_result("S1"),
               [&](SampleSink& sink) { sink.finish_classified_events(some_provenance(), disk); });
  EXPECT_EQ(waits, 1);
  EXPECT_EQ(tree_of(first.path() / "samples", true), tree_of(second.path() / "samples", true));
}

TEST(RunStore, EventsThatTheDiskDoesNotTakeAreNoResult) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  const ToldDisk full([](const std::function<void()>& /*wait*/) {
    throw Error(ErrorCode::TryAgain, "events.fcs", "cannot be made durable: no space left", "");
  });
  try {
    write_sample(*store, some_result("S1"),
                 [&](SampleSink& sink) { sink.finish_classified_events(some_provenance(), full); });
    FAIL() << "the disk's refusal was lost";
  } catch (const Error& problem) {
    EXPECT_EQ(problem.code(), ErrorCode::TryAgain);
  }
  EXPECT_TRUE(store->sample_ids().empty());
  EXPECT_THAT(tree_of(run / "samples"), testing::IsEmpty());
  write_sample(*store, some_result("S1"));
  EXPECT_EQ(store->sample_ids().size(), 1U);
}

TEST(RunStore, EventsThatWereFinishedLeaveNothingOfASampleThatIsNotEvaluable) {
  const TemporaryFolder run;
  write_sample(*RunStore::open_for_writing(run.path()), not_evaluable("S1"),
               [](SampleSink& sink) { sink.finish_classified_events(some_provenance(), calling_thread()); });
  EXPECT_THAT(tree_of(run / "samples"), testing::ElementsAre("S1", "S1/counts.json"));
}

TEST(RunStore, RefusesEventsThatWereFinishedTwiceOrWithAnotherProvenance) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  Provenance other = some_provenance();
  other.gates_digest = std::string(64, 'e');
  EXPECT_THROW(write_sample(*store, some_result("S1"),
                            [&](SampleSink& s) { s.finish_classified_events(other, calling_thread()); }),
               Error);
  EXPECT_THROW(write_sample(*store, some_result("S1"),
                            [](SampleSink& s) {
                              s.finish_classified_events(some_provenance(), calling_thread());
                              s.finish_classified_events(some_provenance(), calling_thread());
                            }),
               Error);
  EXPECT_TRUE(store->sample_ids().empty());
}

TEST(RunStore, ListsSamplesByBytesWhateverTheOrderOfWriting) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  for (const char* id : {"b", "a10", "B", "a9"}) {
    write_sample(*store, some_result(id));
  }
  EXPECT_THAT(store->sample_ids(), testing::ElementsAre("B", "a10", "a9", "b"));
}

TEST(RunStore, KeepsDocumentsAndTheirLatestText) {
  const TemporaryFolder run;
  const std::string text("line 1\r\n\0with a NUL", 19);
  {
    const auto store = RunStore::open_for_writing(run.path());
    store->put_document("samples.csv", "old");
    store->put_document("samples.csv", text);
  }
  const auto store = RunStore::open_for_reading(run.path());
  EXPECT_EQ(store->document("samples.csv"), text);
  EXPECT_EQ(store->document("other"), std::nullopt);
}

TEST(RunStore, CropNamesThatClashAsFileNamesGetTheirOwnFiles) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  write_sample(*store, some_result("S1"), [](SampleSink& sink) {
    sink.add_crop(1, "CK/EP", "slash");
    sink.add_crop(1, "CK EP", "blank");
    sink.add_crop(1, "ck-ep", "lower case");
    sink.add_crop(1, "../../escape", "dots");
  });
  EXPECT_EQ(store->crop("S1", 1, "CK/EP"), "slash");
  EXPECT_EQ(store->crop("S1", 1, "CK EP"), "blank");
  EXPECT_EQ(store->crop("S1", 1, "ck-ep"), "lower case");
  EXPECT_EQ(store->crop("S1", 1, "../../escape"), "dots");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(run / "samples/S1/crops"), {}), 6);
}

TEST(RunStore, SideFilesAppearWithTheirSampleAndOnlyThen) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  write_sample(*store, some_result("S1"), [&](SampleSink&) {
    write_file_atomically(store->side_folder("S1") / "nuclei.tif", "labels");
    EXPECT_FALSE(std::filesystem::exists(store->sample_folder("S1")));
  });
  EXPECT_EQ(read_text_file(store->sample_folder("S1") / "nuclei.tif"), "labels");
  write_sample(*store, not_evaluable("S1"), [&](SampleSink&) {
    write_file_atomically(store->side_folder("S1") / "nuclei.tif", "part of the labels");
  });
  EXPECT_FALSE(std::filesystem::exists(store->sample_folder("S1") / "nuclei.tif"));
}

/// What a commit of `result` is refused with.
std::string refusal(const SampleResult& result) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  try {
    write_sample(*store, result);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Internal);
    EXPECT_THAT(tree_of(run / "samples"), testing::IsEmpty());
    return error.what();
  }
  return "accepted";
}

TEST(RunStore, RefusesResultsThatContradictThemselves) {
  EXPECT_EQ(refusal(some_result("S1")), "accepted");  // the control

  SampleResult counted = not_evaluable("S1");
  counted.counts = some_result("S1").counts;
  EXPECT_THAT(refusal(counted), testing::HasSubstr("only an evaluable sample has counts"));

  SampleResult uncounted = some_result("S1");
  uncounted.counts.reset();
  EXPECT_THAT(refusal(uncounted), testing::HasSubstr("only an evaluable sample has counts"));

  SampleResult lower = some_result("S1");
  lower.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Ctc)] = 0;
  EXPECT_THAT(refusal(lower), testing::HasSubstr("do not add up"));

  SampleResult unexplained = not_evaluable("S1");
  unexplained.reasons.clear();
  EXPECT_THAT(refusal(unexplained), testing::HasSubstr("needs a reason"));

  SampleResult odd_share = some_result("S1");
  odd_share.coverage.analysed_share = 1.5;
  EXPECT_THAT(refusal(odd_share), testing::HasSubstr("analysed_share"));
}

TEST(RunStore, RefusesACropOfNoCandidateAndACandidateOfNoEvent) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  EXPECT_THROW(write_sample(*store, some_result("S1"), [](SampleSink& s) { s.add_crop(2, "DAPI", kPng); }),
               Error);
  EXPECT_THROW(
      write_sample(*store, some_result("S1"), [](SampleSink& s) { s.add_candidate(some_candidate(4)); }),
      Error);
  EXPECT_THAT(store->sample_ids(), testing::IsEmpty());
  write_sample(*store, some_result("S1"), [](SampleSink& s) { s.add_candidate(some_candidate(3)); });
  EXPECT_EQ(store->candidates("S1").size(), 2U);
}

TEST(RunStore, LeavesAFolderOfTheSameNameThatIsNotItsOwn) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  write_file_atomically(run / "samples/S1/notes.txt", "mine");
  EXPECT_THROW((void)store->begin_sample("S1"), Error);
  std::filesystem::remove_all(run / "samples/S1");
  EXPECT_THROW(
      write_sample(*store, some_result("S1"),
                   [&](SampleSink&) { write_file_atomically(run / "samples/S1/notes.txt", "mine"); }),
      Error);
  EXPECT_EQ(read_text_file(run / "samples/S1/notes.txt"), "mine");
  EXPECT_FALSE(store->result("S1").has_value());
}

TEST(RunStore, WritesNoFileOutsideForAnIdentifierWithAPath) {
  const TemporaryFolder run;
  const auto store = RunStore::open_for_writing(run.path());
  for (const char* id : {"../evil", "a/b", "", ".hidden"}) {
    EXPECT_THROW((void)store->begin_sample(id), Error) << id;
  }
}

}  // namespace
}  // namespace cyto::store_test
