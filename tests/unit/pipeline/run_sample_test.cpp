#include "cytrial/pipeline/run_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "candidate_crops.h"
#include "cytrial/core/error.h"
#include "cytrial/pipeline/classify_sample.h"
#include "cytrial/synth/simulate_scan.h"
#include "kept_surroundings.h"
#include "support/memory_sink.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

AnalysisConfig three_channels() {
  AnalysisConfig config;
  config.panel.name = "test";
  config.panel.digest = "panel";
  config.panel.channels = {{"DAPI", ChannelRole::Nuclear, {}, {}, {}},
                           {"CK", ChannelRole::Cytokeratin, {}, {}, {}},
                           {"CD45", ChannelRole::Leukocyte, {}, {}, {}}};
  config.gates = default_gate_file();
  return config;
}

/// One scan for all tests of this file: 700 x 500 pixels, uncompressed, so that a byte can be damaged.
class RunSample : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new test::TemporaryFolder();
    synth::ScanOptions options;
    options.width_px = 700;
    options.height_px = 500;
    options.seed = 11;
    options.ctc_count = 4;
    options.density_per_mm2 = 1500.0;
    options.tile_px = 128;
    options.compression = TiffCompression::Deflate;
    SilentLogger log;
    synth::simulate_scan(options, {scan(), folder_->path() / "truth.csv", {}, {}}, log);
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static fs::path scan() { return folder_->path() / "scan.ome.tif"; }

  static SampleRun run(const fs::path& file, SampleSink& sink,
                       const AnalysisConfig& config = three_channels(),
                       std::optional<fs::path> labels = std::nullopt, int threads = 2) {
    SampleInput input;
    input.sample_id = "S1";
    input.scan = {file};
    input.blood_volume_ml = 7.5;
    input.label_folder = std::move(labels);
    ResourceLimits limits;
    limits.threads = threads;
    SilentLogger log;
    return run_sample(input, digest_scan(input.scan), config, limits, {}, sink, log);
  }

  /// The scan with the pixels of cytokeratin in the channel of CD45 as well: a fault of the whole slide.
  static fs::path scan_with_a_channel_twice() {
    const fs::path copy = folder_->path() / "twice.ome.tif";
    const std::vector<cv::Mat> planes = test::read_whole({scan()}, three_channels().panel).planes;
    test::TiffVariant variant;
    variant.description = test::test_ome_xml({"DAPI", "CK", "CD45"}, planes[0], 0.65);
    test::write_test_tiff(copy, {planes[0], planes[1], planes[1]}, variant);
    return copy;
  }

  /// A copy of the scan whose compressed bytes are overwritten from `share` of the file on.
  static fs::path damaged_copy(const std::string& name, double share) {
    const fs::path copy = folder_->path() / name;
    fs::copy_file(scan(), copy);
    std::fstream file(copy, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(share * static_cast<double>(fs::file_size(copy))));
    file << std::string(200, '\xA5');
    return copy;
  }

 private:
  static test::TemporaryFolder* folder_;
};

test::TemporaryFolder* RunSample::folder_ = nullptr;

TEST_F(RunSample, CommitsAnEvaluableResultWithEventsCandidatesAndPictures) {
  test::MemorySink sink;
  const SampleRun done = run(scan(), sink);
  ASSERT_TRUE(sink.result);
  EXPECT_EQ(sink.result->status, SampleStatus::Evaluable);
  ASSERT_TRUE(sink.result->counts);
  EXPECT_EQ(sink.result->counts->events, sink.classified->size());
  EXPECT_GT(sink.classified->size(), 50U);
  EXPECT_EQ(done.summary.events, sink.classified->size());
  EXPECT_FALSE(sink.candidates.empty());
  // One picture per channel and the composite.
  EXPECT_EQ(sink.crops.size(), 4 * sink.candidates.size());
  EXPECT_EQ(sink.result->scan_digests.size(), 1U);
}

TEST_F(RunSample, DecodesEveryBlockOnce) {
  test::MemorySink sink;
  SampleInput input;
  input.sample_id = "S1";
  input.scan = {scan()};
  SilentLogger log;
  const SampleRun done = run_sample(input, digest_scan(input.scan), three_channels(), {}, {}, sink, log);
  EXPECT_EQ(done.summary.reading.blocks_decoded, done.summary.reading.blocks_in_slide);
}

TEST_F(RunSample, DrawsTheSamePicturesFromPixelsKeptInThePassAndFromPixelsReadAgain) {
  test::MemorySink in_pass;
  const SampleRun done = run(scan(), in_pass);
  EXPECT_EQ(done.summary.blocks_for_crops, 0U);
  ASSERT_GT(in_pass.candidates.size(), 1U);

  const Panel panel = three_channels().panel;
  MeasuredColumns measured(*in_pass.classified);
  test::MemorySink none_kept;
  const ClassifiedSample classes = classify_sample(measured, {panel, default_gate_file()}, 300, none_kept);
  const std::unique_ptr<SlideReader> reader = open_slide({scan()}, panel);
  write_candidate_crops(*reader, panel, classes.to_picture, classes.display_ranges, {}, GrantedThreads(2),
                        none_kept);
  EXPECT_GT(reader->statistics().blocks_decoded, 0U);
  EXPECT_EQ(none_kept.crops, in_pass.crops);

  const std::vector<RawTile> one_kept{
      reader->read_tile(surroundings_of(classes.to_picture[1].anchor, reader->description()))};
  test::MemorySink some_kept;
  write_candidate_crops(*reader, panel, classes.to_picture, classes.display_ranges, one_kept,
                        GrantedThreads(2), some_kept);
  EXPECT_EQ(some_kept.crops, in_pass.crops);
}

TEST_F(RunSample, KeepsAndReadsNothingForNoPictures) {
  SampleInput input;
  input.sample_id = "S1";
  input.scan = {scan()};
  input.max_crops = 0;
  test::MemorySink sink;
  SilentLogger log;
  const SampleRun done = run_sample(input, digest_scan(input.scan), three_channels(), {}, {}, sink, log);
  EXPECT_FALSE(sink.candidates.empty());
  EXPECT_TRUE(sink.crops.empty());
  EXPECT_EQ(done.summary.blocks_for_crops, 0U);
}

TEST(ScanDigests, CoverEveryFileOfAnOmeSet) {
  const test::TemporaryFolder folder;
  const cv::Mat plane = test::test_plane(32, 32, CV_16U, 1);
  const std::string both =
      "<TiffData FirstC=\"0\"  IFD=\"0\"><UUID FileName=\"one.ome.tif\">urn:1</UUID></TiffData>"
      "<TiffData FirstC=\"1\"  IFD=\"0\"><UUID FileName=\"two.ome.tif\">urn:2</UUID></TiffData>";
  test::TiffVariant variant;
  variant.description = test::test_ome_xml({"DAPI", "CK"}, plane, 0.5, both);
  const fs::path one = folder.path() / "one.ome.tif";
  const fs::path two = folder.path() / "two.ome.tif";
  test::write_test_tiff(one, {plane}, variant);
  test::write_test_tiff(two, {test::test_plane(32, 32, CV_16U, 2)}, variant);
  const ScanDigests before = digest_scan({one});
  EXPECT_THAT(before.files, testing::ElementsAre("one.ome.tif", "two.ome.tif"));
  test::write_test_tiff(two, {test::test_plane(32, 32, CV_16U, 3)}, variant);
  const ScanDigests after = digest_scan({one});
  EXPECT_EQ(after.digests[0], before.digests[0]);
  EXPECT_NE(after.digests[1], before.digests[1]);
  EXPECT_NE(scan_stamp({one}), before.stamp);
}

TEST_F(RunSample, SaysSoWhenItRanWithoutCalibration) {
  test::MemorySink sink;
  run(scan(), sink);
  ASSERT_FALSE(sink.result->flags.empty());
  EXPECT_EQ(sink.result->flags.front().code, "no_calibration");
}

TEST_F(RunSample, GivesNoCountWhenOneTileCannotBeDecoded) {
  test::MemorySink sink;
  run(damaged_copy("damaged.tif", 0.5), sink);
  ASSERT_TRUE(sink.result);
  EXPECT_EQ(sink.result->status, SampleStatus::NotEvaluable);
  EXPECT_FALSE(sink.result->counts) << "a lost tile must not give a lower count";
  ASSERT_FALSE(sink.result->failures.empty());
  EXPECT_THAT(sink.result->failures.front().file, HasSubstr("damaged.tif"));
  EXPECT_FALSE(sink.result->failures.front().problem.empty());
  EXPECT_FALSE(sink.result->reasons.empty());
  EXPECT_EQ(sink.result->error_code, "bad_data");
}

TEST_F(RunSample, GivesNoCountWhenAChannelThatIsOnlyMeasuredIsLostInOnePlace) {
  const fs::path file = scan().parent_path() / "cd45.tif";
  const std::vector<cv::Mat> planes = test::read_whole({scan()}, three_channels().panel).planes;
  test::TiffVariant variant;
  variant.description = test::test_ome_xml({"DAPI", "CK", "CD45"}, planes[0], 0.65);
  variant.compression = 8;  // Deflate
  variant.tile_width = variant.tile_height = 128;
  test::write_test_tiff(file, planes, variant);
  std::string bytes = test::bytes_of(file);
  const std::uint32_t fourth = test::get_u32(bytes, test::tag_value(bytes, 2, 324) + 3 * 4);
  std::fill_n(bytes.begin() + fourth, 40, '\xFF');
  test::write_bytes(file, bytes);
  for (const int threads : {1, 2}) {
    test::MemorySink sink;
    run(file, sink, three_channels(), std::nullopt, threads);
    ASSERT_TRUE(sink.result);
    EXPECT_EQ(sink.result->status, SampleStatus::NotEvaluable);
    EXPECT_FALSE(sink.result->counts);
    ASSERT_EQ(sink.result->failures.size(), 1U);
    EXPECT_EQ(sink.result->failures.front().channel, "CD45");
    EXPECT_EQ(sink.result->failures.front().rect, (SlideRect{384, 0, 128, 128}));
  }
}

/// Measured events that cannot be read again, as when the disk fails.
class UnreadableEvents final : public EventSource {
 public:
  explicit UnreadableEvents(const EventSource& events) : events_(events) {}
  [[nodiscard]] const FeatureSchema& schema() const override { return events_.schema(); }
  [[nodiscard]] std::uint64_t size() const override { return events_.size(); }
  void rewind() override {}
  bool next(EventBatch& /*batch*/) override { throw Error(ErrorCode::Io, "events", "cannot be read", ""); }

 private:
  const EventSource& events_;
};

/// Keeps everything, and gives no event back.
class ForgetfulSink final : public SampleSink {
 public:
  EventWriter& measured_events(const FeatureSchema& schema) override { return kept.measured_events(schema); }
  EventSource& finished_measured_events() override {
    unreadable_.emplace(kept.finished_measured_events());
    return *unreadable_;
  }
  EventWriter& classified_events(const FeatureSchema& schema,
                                 const std::vector<std::pair<std::string, std::string>>& named) override {
    return kept.classified_events(schema, named);
  }
  void finish_classified_events(const Provenance& made_with, const Workers& workers) override {
    kept.finish_classified_events(made_with, workers);
  }
  void add_candidate(const Candidate& candidate) override { kept.add_candidate(candidate); }
  void add_crop(std::uint64_t event_id, const std::string& name, const std::string& png) override {
    kept.add_crop(event_id, name, png);
  }
  void commit(const SampleResult& result, const Provenance& made_with) override {
    kept.commit(result, made_with);
  }

  test::MemorySink kept;

 private:
  std::optional<UnreadableEvents> unreadable_;
};

TEST_F(RunSample, KeepsNothingOfTheCallsWhereTheSlideHasAFault) {
  const fs::path faulty = scan_with_a_channel_twice();
  for (const int threads : {1, 2, 4}) {
    test::MemorySink sink;
    run(faulty, sink, three_channels(), std::nullopt, threads);
    ASSERT_TRUE(sink.result);
    EXPECT_EQ(sink.result->status, SampleStatus::NotEvaluable);
    ASSERT_FALSE(sink.result->failures.empty());
    EXPECT_THAT(sink.result->failures.front().problem, HasSubstr("holds the same pixels"));
    EXPECT_FALSE(sink.result->counts);
    EXPECT_TRUE(sink.result->population.empty());
    EXPECT_FALSE(sink.classified);
    EXPECT_TRUE(sink.candidates.empty());
    EXPECT_TRUE(sink.crops.empty());
    for (const QualityFlag& flag : sink.result->flags) {
      EXPECT_FALSE(is_classification_flag(flag.code)) << flag.code;
    }
  }
}

TEST_F(RunSample, TellsAFaultOfTheSlideWhateverBecomesOfTheCalls) {
  const fs::path faulty = scan_with_a_channel_twice();
  for (const int threads : {1, 2, 4}) {
    ForgetfulSink of_faulty;
    run(faulty, of_faulty, three_channels(), std::nullopt, threads);
    ASSERT_TRUE(of_faulty.kept.result);
    EXPECT_FALSE(of_faulty.kept.result->failures.empty());

    ForgetfulSink of_sound;
    EXPECT_THROW(run(scan(), of_sound, three_channels(), std::nullopt, threads), Error);
    EXPECT_FALSE(of_sound.kept.result);
  }
}

TEST_F(RunSample, CommitsNothingWhenAChannelOfThePanelIsAbsent) {
  AnalysisConfig config = three_channels();
  config.panel.channels[1].name = "EpCAM";
  test::MemorySink sink;
  try {
    run(scan(), sink, config);
    FAIL() << "a panel whose channel is absent was accepted";
  } catch (const Error& problem) {
    EXPECT_EQ(problem.code(), ErrorCode::BadConfig);
    EXPECT_THAT(problem.what(), HasSubstr("EpCAM"));
  }
  EXPECT_FALSE(sink.result);
}

TEST_F(RunSample, DigestsAListedScan) {
  SampleInput input;
  input.sample_id = "S1";
  input.scan = {scan()};
  for (const int threads : {1, 2}) {
    ResourceLimits limits;
    limits.threads = threads;
    test::MemorySink sink;
    SilentLogger log;
    const SampleRun done = run_sample(input, list_scan(input.scan), three_channels(), limits, {}, sink, log);
    EXPECT_EQ(done.result.scan_digests, digest_scan(input.scan).digests);
    EXPECT_EQ(done.result.scan_files, digest_scan(input.scan).files);
  }
}

TEST_F(RunSample, AScanThatCannotBeDigestedLeavesNoResult) {
  SampleInput input;
  input.sample_id = "S1";
  input.scan = {scan()};
  ScanDigests digests = list_scan(input.scan);
  digests.paths.emplace_back("gone.tif");
  for (const int threads : {1, 2}) {
    ResourceLimits limits;
    limits.threads = threads;
    test::MemorySink sink;
    SilentLogger log;
    try {
      static_cast<void>(run_sample(input, digests, three_channels(), limits, {}, sink, log));
      FAIL() << "a sample without the digest of a file";
    } catch (const Error& problem) {
      EXPECT_EQ(problem.code(), ErrorCode::NoInput);
      EXPECT_THAT(problem.what(), HasSubstr("gone.tif"));
    }
    EXPECT_FALSE(sink.result);
  }
}

TEST_F(RunSample, RefusesAScanThatChangedWhileItWasRead) {
  SampleInput input;
  input.sample_id = "S1";
  input.scan = {scan()};
  ScanDigests digests = digest_scan(input.scan);
  digests.stamp += "later";
  test::MemorySink sink;
  SilentLogger log;
  EXPECT_THROW(run_sample(input, digests, three_channels(), {}, {}, sink, log), Error);
  EXPECT_FALSE(sink.result);
}

TEST_F(RunSample, ClassifyingStoredEventsAgainChangesNothing) {
  test::MemorySink first;
  run(scan(), first);
  MeasuredColumns measured(*first.classified);
  test::MemorySink second;
  const Panel panel = three_channels().panel;
  const ClassifiedSample again = classify_sample(measured, {panel, default_gate_file()}, 0, second);
  EXPECT_EQ(again.counts.by_phenotype, first.result->counts->by_phenotype);
  ASSERT_EQ(second.classified->values().size(), first.classified->values().size());
  // Bit by bit: NaN is not equal to itself.
  EXPECT_EQ(std::memcmp(second.classified->values().data(), first.classified->values().data(),
                        first.classified->values().size() * sizeof(float)),
            0);
}

TEST_F(RunSample, WritesLabelImagesOfTheScansSize) {
  const test::TemporaryFolder labels;
  test::MemorySink sink;
  run(scan(), sink, three_channels(), labels.path());
  Panel grey;
  grey.channels = {{"labels", ChannelRole::Nuclear, {}, {}, {}}};
  for (const char* name : {"nuclei.tif", "cells.tif"}) {
    EXPECT_GT(fs::file_size(labels.path() / name), 1000U) << name;
  }
}

}  // namespace
}  // namespace cyto
