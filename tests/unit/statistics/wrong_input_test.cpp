// Claims: wrong input is an Error BadData that names what is wrong and what to do; nothing is computed of it.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/statistics/count_change.h"
#include "cytrial/statistics/cutoff.h"
#include "cytrial/statistics/direction_agreement.h"
#include "cytrial/statistics/distributions.h"
#include "cytrial/statistics/doubling_time.h"
#include "cytrial/statistics/hodges_lehmann.h"
#include "cytrial/statistics/multiple_looks.h"
#include "cytrial/statistics/rank_correlation.h"
#include "cytrial/statistics/recovery.h"
#include "cytrial/statistics/share.h"
#include "cytrial/statistics/survival.h"

namespace cyto::statistics {
namespace {

const double kNan = std::nan("");
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct WrongInput {
  std::string named;  ///< what the message must name
  std::function<void()> call;
};

template <typename Call>
WrongInput wrong(std::string named, Call call) {
  return {std::move(named), [call] { (void)call(); }};
}

std::vector<WrongInput> wrong_inputs() {
  const VolumeCount ok(5, 7.5);
  std::vector<WrongInput> all{
      wrong("count -1", [] { return VolumeCount(-1, 7.5); }),
      wrong("count 100000001", [] { return VolumeCount(100'000'001, 7.5); }),
      wrong("blood volume 0", [] { return VolumeCount(5, 0.0); }),
      wrong("blood volume -7.5", [] { return VolumeCount(5, -7.5); }),
      wrong("blood volume (not a number)", [] { return VolumeCount(5, kNan); }),
      wrong("blood volume (infinite)", [] { return VolumeCount(5, kInfinity); }),
      wrong("reference volume", [=] { return count_per_volume(ok, -1.0); }),
      wrong("confidence 95", [=] { return count_per_volume(ok, 7.5, 95.0); }),
      wrong("cut-off 0",
            [=] {
              return at_or_above(ok, {0.0, 7.5});
            }),
      wrong("cut-off (not a number)",
            [=] {
              return probability_at_or_above(ok, {kNan, 7.5});
            }),
      wrong("volume of the cut-off",
            [=] {
              return at_or_above(ok, {5.0, 0.0});
            }),
      wrong("shape of the prior",
            [=] {
              return probability_at_or_above(ok, {}, {-1.0, 0.0});
            }),
      wrong("shape of the prior",
            [] {
              return probability_at_or_above(VolumeCount(0, 1.0), {}, {0.0, 0.0});
            }),
      wrong("rate of the prior",
            [=] {
              return probability_at_or_above(ok, {}, {0.5, -1.0});
            }),
      wrong("significance 1", [=] { return compare_counts(ok, ok, 1.0); }),
      wrong("significance (not a number)", [=] { return smallest_detectable_change(ok, 7.5, kNan); }),
      wrong("blood volume -1", [=] { return smallest_detectable_change(ok, -1.0); }),
      wrong("spiked cells 0", [] { return Recovery::from_spikes(0, 0); }),
      wrong("recovered cells 51", [] { return Recovery::from_spikes(51, 50); }),
      wrong("recovered cells -1", [] { return Recovery::from_spikes(-1, 50); }),
      wrong("mean recovery 80", [] { return Recovery::from_mean(80.0, 0.1); }),
      wrong("SD of the recovery 0.5", [] { return Recovery::from_mean(0.5, 0.5); }),
      wrong("SD of the recovery 0", [] { return Recovery::from_mean(0.5, 0.0); }),
      wrong("SD of the recovery (not a number)", [] { return Recovery::from_mean(0.5, kNan); }),
      wrong("value -1", [] { return CensoredValue(-1.0); }),
      wrong("value (not a number)", [] { return CensoredValue(kNan); }),
      wrong("coefficient of variation -0.1",
            [] {
              return log_ratio_sd({-0.1, 0.1});
            }),
      wrong("coefficient of variation 11.2",
            [] {
              return log_ratio_sd({0.1, 11.2});
            }),
      wrong("coefficient of variation 0",
            [] {
              return log_ratio_sd({0.0, 0.0});
            }),
      wrong("confidence 0.4",
            [] {
              return reference_change({0.1, 0.1}, Sides::One, 0.4);
            }),
      wrong("value 0",
            [] {
              return growth_between({0, 0.0}, {1, 2.0}, {0.1, 0.1});
            }),
      wrong("days between the results 0",
            [] {
              return growth_between({1, 1.0}, {1, 2.0}, {0.1, 0.1});
            }),
      wrong("number of results 1",
            [] {
              return growth_of({{0, 1.0}});
            }),
      wrong("spread of the days",
            [] {
              return growth_of({{3, 1.0}, {3, 2.0}});
            }),
      wrong("day (not a number)",
            [] {
              return growth_of({{3, 1.0}, {kNan, 2.0}});
            }),
      wrong("number of trials -1", [] { return exact_share(0, -1); }),
      wrong("number of hits 3", [] { return exact_share(3, 2); }),
      wrong("p 1.5",
            [] {
              return holm_adjusted({0.5, 1.5});
            }),
      wrong("p (not a number)", [] { return holm_adjusted({kNan}); }),
      wrong("confidence 0", [] { return direction_agreement({}, 0.0); }),
      wrong("confidence 1", [] { return rank_correlation({}, Comparison::All, 1.0); }),
      wrong("time -1",
            [] {
              return kaplan_meier({{-1.0, true}});
            }),
      wrong("time (not a number)",
            [] {
              return log_rank({{kNan, true}}, {{1.0, true}});
            }),
      wrong("confidence 2",
            [] {
              return kaplan_meier({{1.0, true}}, 2.0);
            }),
      wrong("number of values 0", [] { return hodges_lehmann_shift({}, {1.0}); }),
      wrong("value (infinite)", [] { return hodges_lehmann_shift({kInfinity}, {1.0}); }),
      wrong("number of differences",
            [] {
              return hodges_lehmann_shift(std::vector<double>(4000, 1.0), std::vector<double>(4000, 1.0));
            }),
      wrong("probability 0", [] { return normal_quantile(0.0); }),
      wrong("degrees of freedom 0", [] { return student_t_two_sided(0.0, 0.95); }),
      wrong("chi-squared -1", [] { return chi_squared_upper_tail(1.0, -1.0); }),
  };
  return all;
}

TEST(WrongInputTest, IsRefusedWithWhatIsWrongAndARemedy) {
  for (const WrongInput& input : wrong_inputs()) {
    try {
      input.call();
      ADD_FAILURE() << input.named << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BadData) << error.what();
      EXPECT_TRUE(error.subject().starts_with(input.named)) << error.what() << " should name " << input.named;
      EXPECT_FALSE(error.problem().empty()) << error.what();
      EXPECT_FALSE(error.remedy().empty()) << error.what();
    }
  }
}

}  // namespace
}  // namespace cyto::statistics
