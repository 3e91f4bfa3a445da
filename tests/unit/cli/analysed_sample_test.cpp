#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "commands.h"
#include "cytrial/core/error.h"
#include "cytrial/synth/simulate_scan.h"
#include "run_setup.h"
#include "sample_versions.h"
#include "support/temporary_folder.h"

namespace cyto::cli {
namespace {

/// A result folder with one evaluable sample.
class AnalysedSample : public testing::Test {
 protected:
  void SetUp() override {
    synth::ScanOptions options;
    options.width_px = 600;
    options.height_px = 600;
    options.seed = 5;
    options.density_per_mm2 = 1500.0;
    const Path scan = folder_.path() / "scan.ome.tif";
    synth::simulate_scan(options, {scan, folder_.path() / "truth.csv", {}, {}}, log_);
    input_.sample_id = "S1";
    input_.scan = {scan};
    limits_.threads = 1;
    store_ = RunStore::open_for_writing(results());
    ASSERT_EQ(analyze().result.status, SampleStatus::Evaluable);
  }
  [[nodiscard]] Path results() const { return folder_.path() / "results"; }
  static LoadedConfig config() {
    return load_config({Path(CYTRIAL_SOURCE_DIR) / "calibration/panels/dapi_ck_cd45.json", {}, {}, {}, {}});
  }
  StoredSample analyze() {
    return analyze_into(results(), *store_, input_, false, config(), limits_, digest_scan(input_.scan), {},
                        log_);
  }

  /// A later run that is refused.
  StoredSample refuse(ErrorCode code, const std::vector<std::string>& scan_digests) {
    SampleResult result;
    result.sample_id = "S1";
    result.status = SampleStatus::NotEvaluable;
    result.error_code = name_of(code);
    result.reasons = {"cannot be read"};
    result.scan_digests = scan_digests;
    result.scan_files.assign(scan_digests.size(), "scan.ome.tif");
    return store_refused(results(), *store_, std::move(result), Error(code, "scan.ome.tif", "cannot be read"),
                         config().config);
  }
  /// Code of the last flag that the sample is shown with.
  std::string shown_flag() {
    std::vector<SampleResult> shown{*store_->result("S1")};
    flag_versions(*store_, shown);
    return shown.front().flags.empty() ? "" : shown.front().flags.back().code;
  }

  test::TemporaryFolder folder_;
  SilentLogger log_;
  SampleInput input_;
  ResourceLimits limits_;
  std::unique_ptr<RunStore> store_;
};

TEST_F(AnalysedSample, StaysWhenAnOptionIsWrongLater) {
  limits_.memory_bytes = 50ULL << 20U;
  limits_.tile_px = 8192;
  EXPECT_THROW(analyze(), Error);
  EXPECT_EQ(store_->result("S1")->status, SampleStatus::Evaluable);
}

TEST_F(AnalysedSample, StaysAndIsFlaggedWhenTheDiskFailsLater) {
  const StoredSample again = refuse(ErrorCode::Io, store_->result("S1")->scan_digests);
  EXPECT_TRUE(again.earlier_kept);
  EXPECT_EQ(again.result.status, SampleStatus::NotEvaluable);
  EXPECT_EQ(store_->result("S1")->status, SampleStatus::Evaluable);
  EXPECT_EQ(shown_flag(), "rerun_failed");
  EXPECT_TRUE(refuse(ErrorCode::NoPermission, {}).earlier_kept) << "without digests it may be the same scan";
  ASSERT_EQ(analyze().result.status, SampleStatus::Evaluable);
  EXPECT_EQ(failed_rerun(*store_, "S1"), "");
}

TEST_F(AnalysedSample, DoesNotStayForAnotherScanNorForADamagedOne) {
  EXPECT_FALSE(refuse(ErrorCode::Io, {std::string(64, '0')}).earlier_kept);
  EXPECT_EQ(store_->result("S1")->status, SampleStatus::NotEvaluable);
  ASSERT_EQ(analyze().result.status, SampleStatus::Evaluable);
  EXPECT_FALSE(refuse(ErrorCode::BadData, store_->result("S1")->scan_digests).earlier_kept);
  EXPECT_EQ(store_->result("S1")->status, SampleStatus::NotEvaluable);
  EXPECT_EQ(failed_rerun(*store_, "S1"), "");
}

TEST_F(AnalysedSample, ExportThatDoesNotFitOnTheDiskNamesItsFileAndLeavesNone) {
  store_.reset();
  ExportArgs args;
  args.run = results();
  args.table = "events";
  args.format = "csv";
  args.output = folder_.path() / "events.csv";
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  ErrorCode code = ErrorCode::Ok;
  std::string message;
  try {
    run(args);
  } catch (const Error& problem) {
    code = problem.code();
    message = problem.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(code, ErrorCode::TryAgain);
  EXPECT_THAT(message, testing::HasSubstr("events.csv"));
  EXPECT_FALSE(std::filesystem::exists(*args.output));
}

}  // namespace
}  // namespace cyto::cli
