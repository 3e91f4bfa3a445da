// Claims: the exact Poisson limits equal those of another implementation (scipy), whose tails were summed in
// 60-digit decimals. values/garwood.json is made by generate/garwood_values.py.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cytrial/core/poisson_interval.h"
#include "cytrial/core/strict_json.h"

namespace cyto {
namespace {

TEST(GarwoodOracle, LimitsEqualScipyForEveryStoredCountAndConfidence) {
  const JsonReader values = JsonReader::from_file(CYTRIAL_SOURCE_DIR "/tests/oracle/values/garwood.json");
  const std::vector<JsonReader> rows = values.items("rows");
  ASSERT_EQ(rows.size(), 162U);
  for (const JsonReader& row : rows) {
    const std::vector<JsonReader> cells = row.as_items();
    const double confidence = cells[0].as_number(0.0, 1.0);
    const auto count = static_cast<std::uint64_t>(cells[1].as_integer(0, 1'000'000));
    const double low = cells[2].as_number(0.0, 1e6);
    const double high = cells[3].as_number(0.0, 1e6);
    const PoissonInterval interval = garwood_interval(count, confidence);
    // Both invert the incomplete gamma function to a few units in the last place.
    EXPECT_NEAR(interval.low, low, 1e-12 * (1.0 + low)) << "count " << count << " at " << confidence;
    EXPECT_NEAR(interval.high, high, 1e-12 * (1.0 + high)) << "count " << count << " at " << confidence;
  }
}

}  // namespace
}  // namespace cyto
