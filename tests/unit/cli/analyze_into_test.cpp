#include <gtest/gtest.h>

#include "cytrial/core/error.h"
#include "cytrial/synth/simulate_scan.h"
#include "run_setup.h"
#include "support/temporary_folder.h"

namespace cyto::cli {
namespace {

TEST(AnalyzeInto, LeavesAnEarlierResultWhenAnOptionIsWrong) {
  const test::TemporaryFolder folder;
  SilentLogger log;
  synth::ScanOptions options;
  options.width_px = 600;
  options.height_px = 600;
  options.seed = 5;
  options.density_per_mm2 = 1500.0;
  const Path scan = folder.path() / "scan.ome.tif";
  synth::simulate_scan(options, {scan, folder.path() / "truth.csv", {}, {}}, log);
  const LoadedConfig config =
      load_config({Path(CYTRIAL_SOURCE_DIR) / "calibration/panels/dapi_ck_cd45.json", {}, {}, {}});
  SampleInput input;
  input.sample_id = "S1";
  input.scan = {scan};
  const auto store = RunStore::open_for_writing(folder.path() / "results");
  ResourceLimits limits;
  limits.threads = 1;
  const ScanDigests digests = digest_scan(input.scan);
  ASSERT_EQ(analyze_into(*store, input, false, config, limits, digests, {}, log).result.status,
            SampleStatus::Evaluable);
  limits.memory_bytes = 64ULL << 20U;
  limits.tile_px = 8192;
  EXPECT_THROW(analyze_into(*store, input, false, config, limits, digests, {}, log), Error);
  EXPECT_EQ(store->result("S1")->status, SampleStatus::Evaluable);
}

}  // namespace
}  // namespace cyto::cli
