#include "cytrial/quality/nuclei_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "spoiled_scan.h"

namespace cyto {
namespace {

using test::Scan;
using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Nuclei {
  float focus = 2.0F;
  float light = 1000.0F;
  float diameter = 8.0F;
};

/// 400 nuclei, of which every `each` is `other`.
Scan scan_of(const Nuclei& most, const Nuclei& other, int each) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.columns = {{"flags", ""},
                  {"focus_score_per_um", "1/um"},
                  {"dapi_nucleus_mean_adu", "ADU"},
                  {"nucleus_diameter_um", "um"}};
  scan.add_nuclei({0, 0, 1000, 1000}, 50);
  int number = 0;
  for (Event& event : scan.events) {
    const Nuclei& is = ++number % each == 0 ? other : most;
    event.values = {0.0F, is.focus, is.light, is.diameter};
  }
  return scan;
}

TEST(OctaveCounts, QuantilesAndSharesAreRightToABin) {
  OctaveCounts counts;
  for (int value = 1; value <= 1000; ++value) {
    counts.add(static_cast<float>(value));
  }
  counts.add(std::numeric_limits<float>::quiet_NaN());
  EXPECT_EQ(counts.total(), 1000U);
  EXPECT_NEAR(counts.quantile(0.25), 250.0, 15.0);
  EXPECT_NEAR(counts.quantile(0.9), 900.0, 50.0);
  EXPECT_NEAR(counts.share_below(500.0), 0.5, 0.05);
  EXPECT_EQ(OctaveCounts().quantile(0.5), 0.0);
}

TEST(NucleiContent, SharpBrightNucleiAreNotFlagged) {
  EXPECT_THAT(scan_of({}, {}, 2).judge().flags, IsEmpty());
}

TEST(NucleiContent, AScanBlurredAsAWholeIsFlaggedAndThenRefused) {
  const Scan soft = scan_of({0.95F, 1000.0F, 10.0F}, {1.3F, 1000.0F, 10.0F}, 3);
  EXPECT_THAT(soft.judge().faults, IsEmpty());
  EXPECT_THAT(soft.judge().flags, Contains(Field(&QualityFlag::code, "blurred_scan")));
  const Scan lost = scan_of({0.75F, 1000.0F, 10.0F}, {1.3F, 1000.0F, 10.0F}, 3);
  EXPECT_THAT(lost.judge().faults,
              Contains(AllOf(Field(&TileFailure::channel, "DAPI"),
                             Field(&TileFailure::problem, HasSubstr("the limit is 0.90")),
                             Field(&TileFailure::remedy, HasSubstr("set the focus")))));
}

TEST(NucleiContent, CoarsePixelsAreNoBlur) {
  Scan coarse = scan_of({0.7F, 1000.0F, 10.0F}, {0.9F, 1000.0F, 10.0F}, 3);
  EXPECT_THAT(coarse.judge().faults, Not(IsEmpty()));
  coarse.about.pixel_size = PixelSize{1.3, 1.3};
  EXPECT_THAT(coarse.judge().faults, IsEmpty());
  EXPECT_THAT(coarse.judge().flags, Not(Contains(Field(&QualityFlag::code, "blurred_scan"))));
}

TEST(NucleiContent, OutlinesThatAreMostlyFaintAreFlaggedAndThenRefused) {
  const Nuclei faint{2.0F, 20.0F, 8.0F};
  EXPECT_THAT(scan_of({}, faint, 20).judge().flags, IsEmpty());
  const QualityVerdict some = scan_of({}, faint, 6).judge();
  EXPECT_THAT(some.faults, IsEmpty());
  EXPECT_THAT(some.flags, Contains(Field(&QualityFlag::code, "faint_nuclei")));
  EXPECT_THAT(scan_of({}, faint, 3).judge().faults,
              Contains(AllOf(Field(&TileFailure::problem, HasSubstr("the limit is 25.0 %")),
                             Field(&TileFailure::remedy, HasSubstr("compression")))));
}

TEST(NucleiContent, ManySmallNucleiAreFlagged) {
  EXPECT_THAT(scan_of({}, {2.0F, 1000.0F, 3.5F}, 4).judge().flags,
              Contains(Field(&QualityFlag::code, "small_nuclei")));
}

TEST(NucleiContent, AFewNucleiAreNoCrowd) {
  Scan scan = scan_of({0.5F, 1000.0F, 3.0F}, {0.5F, 10.0F, 3.0F}, 2);
  std::vector<Event> few;
  for (std::size_t i = 0; i < scan.events.size(); i += 11) {
    few.push_back(scan.events[i]);
  }
  scan.events = few;
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Not(Contains(Field(&QualityFlag::code, "blurred_scan"))));
}

TEST(NucleiContent, NucleiAloneAreMeasuredWhateverTheyAreLike) {
  Scan scan = scan_of({0.5F, 1000.0F, 8.0F}, {0.5F, 10.0F, 8.0F}, 2);
  scan.panel.channels.resize(1);
  scan.raw.planes.resize(1);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Contains(Field(&QualityFlag::code, "faint_nuclei")));
  EXPECT_THAT(verdict.flags, Contains(Field(&QualityFlag::code, "blurred_scan")));
}

}  // namespace
}  // namespace cyto
