#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "blur_kernel.h"
#include "cell_regions.h"
#include "flow_kernel.h"
#include "label_kernels.h"
#include "layered_network.h"
#include "noise_kernel.h"
#include "part_kernels.h"
#include "support/each_vector_unit.h"

namespace cyto {
namespace {

std::vector<float> drawn(std::size_t n, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<float> values(n);
  for (float& value : values) {
    value = static_cast<float>(random() % 100000) / 7.0F - 3000.0F;
  }
  return values;
}

TEST(BlurLine, GivesTheBitsOfThePlainLoopOnEveryVectorUnit) {
  constexpr std::size_t kRadius = 10;
  const std::vector<float> line = drawn(400, 3);
  std::vector<BlurTap> taps;
  for (std::size_t i = 1; i <= kRadius; ++i) {
    const float* centre = line.data() + kRadius;
    taps.push_back({centre - i, centre + i, 0.3F / static_cast<float>(i)});
  }
  for (const std::size_t n : {1U, 15U, 64U, 77U, 380U}) {
    std::vector<float> plain(n);
    blur_line_reference(line.data() + kRadius, 0.21F, taps, n, plain.data());
    testing::on_each_vector_unit([&](const char* unit) {
      std::vector<float> out(n);
      blur_line(line.data() + kRadius, 0.21F, taps, n, out.data());
      EXPECT_EQ(out, plain) << unit << ", " << n << " values";
    });
  }
}

TEST(NoiseKernels, GiveTheBitsOfThePlainLoopsOnEveryVectorUnit) {
  for (const std::size_t n : {1U, 7U, 8U, 31U, 625U}) {
    const std::vector<float> row = drawn(n + 1, 9);
    std::vector<float> plain(n);
    for (std::size_t i = 0; i < n; ++i) {
      plain[i] = std::abs(row[i + 1] - row[i]);
    }
    const float limit = plain[n / 2];
    const BelowLimit expected = add_below_reference(plain.data(), n, limit);
    testing::on_each_vector_unit([&](const char* unit) {
      const BelowLimit below = add_below(plain.data(), n, limit);
      EXPECT_EQ(below.sum, expected.sum) << unit << ", " << n << " values";
      EXPECT_EQ(below.count, expected.count) << unit << ", " << n << " values";
    });
  }
}

TEST(NoiseKernels, ListTheValuesAndDistancesOfAPartOnEveryVectorUnit) {
  constexpr std::size_t kStride = 40;
  constexpr std::size_t kRows = 3;
  const std::vector<float> plane = drawn(kRows * kStride, 10);
  for (const std::size_t columns : {1U, 2U, 4U, 5U, 12U, 21U, 40U}) {
    std::vector<float> values;
    std::vector<float> distances;
    for (std::size_t y = 0; y < kRows; ++y) {
      for (std::size_t x = 0; x < columns; ++x) {
        values.push_back(plane[y * kStride + x]);
        if (x > 0) {
          distances.push_back(std::abs(plane[y * kStride + x] - plane[y * kStride + x - 1]));
        }
      }
    }
    testing::on_each_vector_unit([&](const char* unit) {
      const PlanePart part{plane.data(), kStride, kRows, columns};
      std::vector<float> found(values.size());
      list_values(part, found.data());
      EXPECT_EQ(found, values) << unit << ", " << columns << " columns";
      found.resize(distances.size());
      list_distances(part, found.data());
      EXPECT_EQ(found, distances) << unit << ", " << columns << " columns";
    });
  }
}

/// Labels in short runs.
std::vector<std::int32_t> drawn_labels(std::size_t n, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::int32_t> labels(n);
  std::int32_t label = 0;
  for (std::int32_t& value : labels) {
    label = random() % 5 == 0 ? static_cast<std::int32_t>(random() % 3) : label;
    value = label;
  }
  return labels;
}

TEST(FindEdges, AndFindChangesGiveTheSamePlacesAsThePlainLoopOnEveryVectorUnit) {
  for (const std::size_t n : {1U, 2U, 16U, 33U, 200U}) {
    const std::vector<std::int32_t> row = drawn_labels(n, 1);
    const std::vector<std::int32_t> below = drawn_labels(n, 2);
    std::vector<std::int32_t> changes;
    std::vector<std::int32_t> edges;
    for (std::size_t i = 0; i < n; ++i) {
      if (i > 0 && row[i] != row[i - 1]) {
        changes.push_back(static_cast<std::int32_t>(i));
      }
      if ((i + 1 < n && row[i] != row[i + 1]) || row[i] != below[i]) {
        edges.push_back(static_cast<std::int32_t>(i));
      }
    }
    testing::on_each_vector_unit([&](const char* unit) {
      std::vector<std::int32_t> found(n + kPlaceMargin);
      found.resize(find_changes(row.data(), n, found.data()));
      EXPECT_EQ(found, changes) << unit;
      found.resize(n + kPlaceMargin);
      found.resize(find_edges(row.data(), below.data(), n, found.data()));
      EXPECT_EQ(found, edges) << unit;
    });
  }
}

TEST(FindRunsAbove, GivesTheEndsThatThePlainLoopGivesOnEveryVectorUnit) {
  for (const std::size_t n : {1U, 2U, 16U, 33U, 200U}) {
    std::vector<float> signal = drawn(n, 5);
    std::vector<float> level = drawn(n, 6);
    for (std::size_t i = 0; i < n; ++i) {
      level[i] = i % 23 == 7 ? 0.0F : std::abs(level[i]) * (i % 5 == 0 ? 0.01F : 0.3F);
    }
    std::vector<std::int32_t> plain(n + 1 + kPlaceMargin);
    plain.resize(find_runs_above_reference(signal.data(), level.data(), 2.5F, n, plain.data()));
    EXPECT_EQ(plain.size() % 2, 0U);
    testing::on_each_vector_unit([&](const char* unit) {
      std::vector<std::int32_t> found(n + 1 + kPlaceMargin);
      found.resize(find_runs_above(signal.data(), level.data(), 2.5F, n, found.data()));
      EXPECT_EQ(found, plain) << unit << ", " << n << " places";
    });
  }
}

TEST(FindWays, GoTheSameWayAsThePlainLoopOnEveryVectorUnit) {
  constexpr std::size_t kColumns = 93;
  std::mt19937 random(4);
  std::array<std::vector<float>, 3> rows;
  for (std::vector<float>& row : rows) {
    row.resize(kColumns + 2);
    for (float& height : row) {
      // Few heights, so that many are equal.
      height = random() % 4 == 0 ? -std::numeric_limits<float>::infinity() : static_cast<float>(random() % 6);
    }
  }
  const WayCodes codes{{1, 2, 3, 4, 5, 6, 7, 8}, 9};
  std::vector<std::int32_t> plain(kColumns);
  std::vector<std::int32_t> peaks(kColumns + kFlowColumns);
  peaks.resize(find_ways_reference(&rows[0][1], &rows[1][1], &rows[2][1], kColumns, codes, plain.data(),
                                   peaks.data()));
  EXPECT_FALSE(peaks.empty());
  testing::on_each_vector_unit([&](const char* unit) {
    std::vector<std::int32_t> ways(kColumns);
    std::vector<std::int32_t> found(kColumns + kFlowColumns);
    found.resize(
        find_ways(&rows[0][1], &rows[1][1], &rows[2][1], kColumns, codes, ways.data(), found.data()));
    EXPECT_EQ(ways, plain) << unit;
    EXPECT_EQ(found, peaks) << unit;
  });
}

TEST(GrownRuns, AreThoseOfThePlainWayOnEveryVectorUnit) {
  cv::RNG random(6);
  cv::Mat1i labels = cv::Mat1i::zeros(70, 83);
  for (int i = 0; i < 40; ++i) {
    labels(random.uniform(0, 70), random.uniform(0, 83)) = random.uniform(1, 3000);
  }
  const LabelRuns runs(labels);
  for (const double radius : {0.0, 1.0, 3.7, 5.0, 5.9, 12.5}) {
    const cv::Mat1i plain = grown_runs_reference(runs, labels.cols, radius).plane(labels.cols);
    testing::on_each_vector_unit([&](const char* unit) {
      const cv::Rect everywhere({0, 0}, labels.size());
      const cv::Mat1i rings = grown_runs(runs, labels.cols, radius, {&everywhere, 1}).plane(labels.cols);
      EXPECT_EQ(cv::norm(rings, plain, cv::NORM_INF), 0.0) << unit << ", radius " << radius;
    });
  }
}

TEST(InterpolateLine, HasTheBitsOfThePlainWayOnEveryVectorUnit) {
  std::mt19937 random(14);
  for (const int bin : {1, 2, 3, 7}) {
    std::vector<float> line(41);
    for (float& value : line) {
      value = static_cast<float>(random() % 60000) / 7.0F;
    }
    LineSamples samples;
    for (int i = 0; i < 41 * bin; ++i) {
      samples.low.push_back(std::max(0, i / bin - 1));
      samples.high.push_back(std::min(40, samples.low.back() + (i % 5 == 0 ? 2 : 1)));
      samples.weight.push_back(static_cast<float>(random() % 1000) / 999.0F);
    }
    std::vector<float> plain(samples.low.size());
    interpolate_line_reference(line.data(), samples, plain.data());
    testing::on_each_vector_unit([&](const char* unit) {
      std::vector<float> fine(samples.low.size());
      interpolate_line(line.data(), line.size(), samples, fine.data());
      EXPECT_EQ(fine, plain) << unit << ", " << bin;
    });
  }
}

std::vector<float> random_row(std::mt19937& random, std::size_t columns) {
  std::vector<float> row(columns);
  for (float& value : row) {
    value = static_cast<float>(random() % 5);  // many reach their level exactly
  }
  return row;
}

/// Short and long, some without a gap, of four labels.
std::vector<LabelRun> random_runs(std::mt19937& random, int columns, unsigned longest) {
  std::vector<LabelRun> runs;
  for (int x = static_cast<int>(random() % 3); x < columns;) {
    const int end = std::min(columns, x + 1 + static_cast<int>(random() % longest));
    runs.push_back({x, end, static_cast<std::int32_t>(random() % 4)});
    x = end + static_cast<int>(random() % 3);
  }
  return runs;
}

/// What find(to) writes.
template <typename Find>
std::vector<std::array<int, 3>> parts_of(int columns, const Find& find) {
  std::vector<LabelRun> to(static_cast<std::size_t>(columns) + 1);
  to.resize(find(to.data()));
  std::vector<std::array<int, 3>> parts;
  for (const LabelRun& part : to) {
    parts.push_back({part.begin, part.end, part.label});
  }
  return parts;
}

TEST(PartsAbove, AreThoseOfThePlainWayOnEveryVectorUnit) {
  constexpr int kColumns = 203;
  const std::vector<float> level{0.0F, 2.0F, 4.0F, std::numeric_limits<float>::infinity()};
  std::mt19937 random(29);
  for (int round = 0; round < 20; ++round) {
    const std::vector<float> signal = random_row(random, kColumns);
    const std::vector<LabelRun> runs = random_runs(random, kColumns, round < 10 ? 9 : 40);
    const auto plain = parts_of(
        kColumns, [&](LabelRun* to) { return parts_above_reference(signal.data(), runs, level, to); });
    EXPECT_GT(plain.size(), runs.size() / 2);
    testing::on_each_vector_unit([&](const char* unit) {
      EXPECT_EQ(
          parts_of(kColumns,
                   [&](LabelRun* to) { return parts_above(signal.data(), signal.size(), runs, level, to); }),
          plain)
          << unit;
    });
  }
}

TEST(PartsAbove, OfABlendedRowAreThoseOfThePlainWayOnEveryVectorUnit) {
  constexpr int kColumns = 403;
  std::vector<float> level{0.0F, 2.0F, 3.5F, std::numeric_limits<float>::infinity()};
  std::mt19937 random(15);
  const auto uneven_row = [&] {
    std::vector<float> row = random_row(random, kColumns);
    for (float& value : row) {
      value += static_cast<float>(random() % 0xFFFFFFU) / 16777215.0F;
    }
    return row;
  };
  for (const unsigned longest : {9U, 40U, 90U}) {  // within a vector, within a word and beyond both
    for (const float weight : {0.0F, 0.1F, 1.0F / 6.0F, 0.25F, 0.5F, 0.7F, 5.0F / 6.0F}) {
      // Beyond the columns all levels are reached.
      std::vector<float> above = uneven_row();
      std::vector<float> below = uneven_row();
      above.resize(kColumns + kBlendMargin, 9.0F);
      below.resize(kColumns + kBlendMargin, 9.0F);
      const std::vector<LabelRun> runs = random_runs(random, kColumns, longest);
      const BlendedRow row{above.data(), below.data(), weight};
      for (const LabelRun& run : runs) {  // reached exactly: one bit more or less would tell
        if (run.label == 1 || run.label == 2) {
          level[static_cast<std::size_t>(run.label)] = row.at(run.begin);
        }
      }
      const auto plain =
          parts_of(kColumns, [&](LabelRun* to) { return parts_above_reference(row, runs, level, to); });
      EXPECT_GT(plain.size(), runs.size() / 2);
      testing::on_each_vector_unit([&](const char* unit) {
        EXPECT_EQ(parts_of(kColumns, [&](LabelRun* to) { return parts_above(row, runs, level, to); }), plain)
            << unit << ", " << longest << ", " << weight;
      });
    }
  }
}

TEST(SumAbove, HasTheBitsOfAddingUpInOrderOnEveryVectorUnit) {
  std::mt19937 random(23);
  for (const std::size_t n : {0U, 1U, 7U, 8U, 51U, 300U}) {
    // Narrow lists add up exactly in any order, wide ones and what lies below 0 do not.
    for (const int octaves : {4, 60}) {
      std::vector<float> values(n);
      for (float& value : values) {
        const float one = static_cast<float>(random() % 0xFFFFFFU) / 16777215.0F;
        value = std::ldexp(one, static_cast<int>(random() % static_cast<unsigned>(octaves)) - octaves / 2);
      }
      const float most = n == 0 ? 0.0F : *std::max_element(values.begin(), values.end());
      for (const float level : {-1.0F, 0.0F, 1e-6F, 0.11F, 0.7F, most, 2.0F * most + 1.0F}) {
        const SumAbove plain = sum_above_reference(values, level);
        testing::on_each_vector_unit([&](const char* unit) {
          const SumAbove found = sum_above(values, level, most);
          EXPECT_EQ(found.sum, plain.sum) << unit << ", " << n << " values, level " << level;
          EXPECT_EQ(found.count, plain.count) << unit << ", " << n << " values, level " << level;
        });
      }
    }
  }
}

TEST(LayeredNetwork, AnswersTheBitsOfThePlainNetworkOnEveryVectorUnitAloneAndInBatches) {
  SmallNetwork<5, 41> network{};
  std::mt19937 random(8);
  const auto draw = [&] { return static_cast<double>(random() % 20000) / 1000.0 - 10.0; };
  for (HiddenUnit<5>& unit : network.units) {
    for (double& weight : unit.weights) {
      weight = draw();
    }
    unit.bias = draw();
    unit.out = draw();
  }
  network.bias = draw();
  const LayeredNetwork<5, 41> layers(network);
  std::vector<std::array<double, 5>> lists(50);
  std::vector<const std::array<double, 5>*> asked;
  std::vector<double> plain;
  for (std::array<double, 5>& features : lists) {
    std::generate(features.begin(), features.end(), draw);
    asked.push_back(&features);
    plain.push_back(network.log_odds(features));
  }
  testing::on_each_vector_unit([&](const char* unit) {
    for (std::size_t i = 0; i < lists.size(); ++i) {
      EXPECT_EQ(layers.log_odds(lists[i]), plain[i]) << unit;
    }
    for (const std::size_t count : {0U, 1U, 3U, 4U, 7U, 8U, 9U, 13U, 50U}) {
      std::vector<double> odds(count);
      layers.log_odds(std::span(asked).first(count), odds.data());
      EXPECT_EQ(odds, std::vector<double>(plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(count)))
          << unit << ", " << count << " lists";
    }
  });
}

}  // namespace
}  // namespace cyto
