#include <gtest/gtest.h>

#include <clocale>
#include <cstring>
#include <sstream>
#include <string>

#include "cytrial/core/digest.h"
#include "cytrial/pipeline/run_sample.h"
#include "cytrial/synth/simulate_scan.h"
#include "support/memory_sink.h"
#include "support/temporary_folder.h"

namespace cyto {
namespace {

/// One scan of 3 x 2 analysis windows with cells on every seam: one has neighbours on both sides.
class Determinism : public testing::Test {
 protected:
  static constexpr std::int64_t kWidthPx = 4400;
  static constexpr std::int64_t kHeightPx = 1300;

  static void SetUpTestSuite() {
    folder_ = new test::TemporaryFolder();
    synth::ScanOptions options;
    options.width_px = kWidthPx;
    options.height_px = kHeightPx;
    options.seed = 5;
    options.ctc_count = 12;
    options.density_per_mm2 = 1500.0;
    options.tile_px = 240;
    options.compression = TiffCompression::None;
    SilentLogger log;
    synth::simulate_scan(options, {*folder_ / "scan.ome.tif", *folder_ / "truth.csv", {}, {}}, log);
    reference_ = new std::string(fingerprint(1, 1024));
  }
  static void TearDownTestSuite() {
    delete folder_;
    delete reference_;
  }

  /// Counts, flags and coverage as text.
  static std::string text_of_result(const SampleResult& result) {
    std::ostringstream text;
    text << std::hexfloat;
    for (const std::uint64_t count : result.counts->by_phenotype) {
      text << count << ' ';
    }
    text << result.counts->events << ' ' << result.counts->nucleated_events << ' '
         << result.counts->ctc_clusters << '\n';
    for (const QualityFlag& flag : result.flags) {
      text << flag.code << ": " << flag.text << '\n';
    }
    text << result.coverage.analysed_share << ' ' << result.coverage.in_focus_area_share << ' '
         << result.coverage.unobstructed_share << '\n';
    return text.str();
  }

  /// Digest of everything a run gives: events, candidates, pictures, counts, flags, coverage, provenance.
  static std::string fingerprint(int threads, std::int64_t tile_px, std::uint64_t memory_mib = 4096) {
    AnalysisConfig config;
    config.panel.name = "test";
    config.panel.channels = {{"DAPI", ChannelRole::Nuclear, {}, {}, {}},
                             {"CK", ChannelRole::Cytokeratin, {}, {}, {}},
                             {"CD45", ChannelRole::Leukocyte, {}, {}, {}}};
    config.gates = default_gate_file();
    SampleInput input;
    input.sample_id = "S1";
    input.scan = {*folder_ / "scan.ome.tif"};
    ResourceLimits limits;
    limits.threads = threads;
    limits.tile_px = tile_px;
    limits.memory_bytes = memory_mib << 20U;
    test::MemorySink sink;
    SilentLogger log;
    const SampleRun done = run_sample(input, digest_scan(input.scan), config, limits, {}, sink, log);
    const std::vector<float>& values = sink.classified->values();
    std::string all(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    for (const auto& [name, value] : sink.keywords) {
      all += name + "=" + value + "\n";
    }
    for (const Candidate& candidate : sink.candidates) {
      all += std::to_string(candidate.event_id) + "," + std::to_string(candidate.rank) + "," +
             text_of(candidate.notes) + "," + std::to_string(candidate.attached_leukocytes) + ",";
    }
    for (const auto& [key, png] : sink.crops) {
      all += std::to_string(key.first) + key.second + png;
    }
    all += sink.provenance->config_json;
    EXPECT_GT(sink.classified->size(), 1000U);
    EXPECT_EQ(done.summary.windows, 6U);
    EXPECT_TRUE(done.result.counts);
    if (done.result.counts) {
      all += text_of_result(done.result);
    }
    return sha256_of(all);
  }

  static test::TemporaryFolder* folder_;
  static std::string* reference_;
};

test::TemporaryFolder* Determinism::folder_ = nullptr;
std::string* Determinism::reference_ = nullptr;

TEST_F(Determinism, HoldsForAnyNumberOfThreads) {
  EXPECT_EQ(fingerprint(2, 1024), *reference_);
  EXPECT_EQ(fingerprint(4, 1024), *reference_);
}

TEST_F(Determinism, HoldsForAnyTileSize) {
  for (const std::int64_t tile_px : {256, 512, 1000, 2048, 3000, 5000}) {
    EXPECT_EQ(fingerprint(2, tile_px), *reference_) << "tile " << tile_px;
  }
}

TEST_F(Determinism, HoldsForReruns) {
  EXPECT_EQ(fingerprint(4, 512), *reference_);
  EXPECT_EQ(fingerprint(4, 512), *reference_);
  EXPECT_EQ(fingerprint(4, 512), *reference_);
}

TEST_F(Determinism, HoldsForTheLeastMemoryThatWillDo) {
  EXPECT_EQ(fingerprint(2, 512, 512), *reference_);
}

TEST_F(Determinism, WouldSeeOneDifferentValue) {
  // The positive control: the fingerprint is of the values, so another scan gives another one.
  synth::ScanOptions options;
  options.width_px = kWidthPx;
  options.height_px = kHeightPx;
  options.seed = 6;
  options.ctc_count = 12;
  options.density_per_mm2 = 1500.0;
  SilentLogger log;
  const std::string before = *reference_;
  synth::simulate_scan(options, {*folder_ / "scan.ome.tif", *folder_ / "truth.csv", {}, {}}, log);
  EXPECT_NE(fingerprint(2, 1024), before);
}

}  // namespace
}  // namespace cyto
