#include "cytrial/store/run_store.h"

#include <gmock/gmock.h>

#include <cstring>

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

}  // namespace
}  // namespace cyto::store_test
