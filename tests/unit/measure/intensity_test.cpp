#include "cytrial/measure/intensity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "drawn_scene.h"

namespace cyto {
namespace {

ValueLists lists_of(const std::vector<std::vector<float>>& lists) {
  ValueLists values;
  values.resize(lists.size(), lists.front().size());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    std::copy(lists[i].begin(), lists[i].end(), values.list(i));
  }
  return values;
}

std::vector<Intensity> summaries(const ValueLists& values, const std::vector<std::int64_t>& saturated) {
  std::vector<Intensity> results;
  summarize(values, saturated, results);
  if (values.size() == 0) {
    return results;
  }
  std::vector<RankOfList> middles;
  for (std::size_t i = 0; i < values.lists(); ++i) {
    middles.push_back({i, middle_rank(values.size())});
  }
  std::vector<CodedRanks> ranks;
  find_ranks(values, results, middles, ranks);
  for (std::size_t i = 0; i < values.lists(); ++i) {
    results[i].median_adu = ranks[i].median();
  }
  return results;
}

Intensity summary(const std::vector<float>& values, std::int64_t saturated) {
  return summaries(lists_of({values}), {saturated}).at(0);
}

double overlap(const std::vector<float>& nucleus, const std::vector<float>& cell) {
  const ValueLists values = lists_of({cell});
  std::vector<Intensity> results;
  summarize(values, std::vector<std::int64_t>{0}, results);
  const std::size_t rank = bright_rank(cell.size());
  std::vector<CodedRanks> ranks;
  find_ranks(values, results, std::vector<RankOfList>{{0, rank}}, ranks);
  return cytokeratin_overlap(nucleus, ranks.front().at(rank));
}

TEST(Intensity, SummarizesAnOddNumberOfPixels) {
  const Intensity result = summary({5, -1, 2}, 1);
  EXPECT_DOUBLE_EQ(result.mean_adu, 2);
  EXPECT_DOUBLE_EQ(result.median_adu, 2);
  EXPECT_DOUBLE_EQ(result.max_adu, 5);
  EXPECT_DOUBLE_EQ(result.integrated_adu, 6);
  EXPECT_DOUBLE_EQ(result.sd_adu, std::sqrt(6.0));
  EXPECT_DOUBLE_EQ(result.saturated_share, 1.0 / 3);
}

TEST(Intensity, TakesTheMiddleOfTheTwoMiddlePixels) {
  EXPECT_DOUBLE_EQ(summary({7, 1, 4, 100}, 0).median_adu, 5.5);
  EXPECT_DOUBLE_EQ(summary({1, 2}, 0).median_adu, 1.5);
}

TEST(Intensity, KeepsNegativeMaxima) {
  EXPECT_DOUBLE_EQ(summary({-3, -2}, 0).max_adu, -2);
}

TEST(Intensity, KnowsNothingOfNoPixels) {
  const Intensity result = summary({}, 0);
  EXPECT_TRUE(std::isnan(result.mean_adu));
  EXPECT_TRUE(std::isnan(result.median_adu));
  EXPECT_TRUE(std::isnan(result.integrated_adu));
}

TEST(Intensity, FindsTheExactMedianOfAnyList) {
  std::mt19937 random(20260115);
  for (std::size_t size = 1; size < 400; size += 7) {
    // Ties, a far outlier, and values that differ in the last bit.
    std::vector<float> values(size);
    std::generate(values.begin(), values.end(), [&] { return static_cast<float>(random() % 50) * 0.1F - 2; });
    values[random() % size] = 1e20F;
    values[random() % size] = std::nextafter(values[0], 1e30F);
    std::vector<float> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const double median =
        0.5 * (static_cast<double>(sorted[(size - 1) / 2]) + static_cast<double>(sorted[size / 2]));
    EXPECT_EQ(summary(values, 0).median_adu, median) << size;
    EXPECT_EQ(summary(values, 0).max_adu, static_cast<double>(sorted.back())) << size;
  }
}

TEST(CodedRanks, AreThoseOfTheSortedListWhateverItsSpread) {
  std::mt19937 random(17);
  CodedRanks ranks;
  const auto expect_sorted = [&](const std::vector<float>& list) {
    const ValueLists values = lists_of({list});
    const auto n = static_cast<double>(list.size());
    const double mean = std::accumulate(list.begin(), list.end(), 0.0) / n;
    double squares = 0;
    for (const float value : list) {
      squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    }
    ranks.read(values[0], mean, std::sqrt(squares / n));
    std::vector<float> sorted = list;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t rank = 0; rank < sorted.size(); ++rank) {
      ASSERT_EQ(ranks.at(rank), sorted[rank]) << rank << " of " << sorted.size();
    }
  };
  for (const std::size_t size : {1U, 2U, 15U, 16U, 64U, 65U, 213U, 300U}) {
    std::vector<float> list(size);
    std::generate(list.begin(), list.end(), [&] { return static_cast<float>(random() % 1000) * 0.7F - 200; });
    expect_sorted(list);
    expect_sorted(std::vector<float>(size, -3.25F));
    list.front() = 3e38F;  // all others in one class
    expect_sorted(list);
    list.back() = -3e38F;
    expect_sorted(list);
    std::generate(list.begin(), list.end(), [&] { return static_cast<float>(random() % 9) * 1e-44F; });
    expect_sorted(list);
  }
}

TEST(CodedRanks, FindsAnotherRankInEachOfManyLists) {
  std::mt19937 random(23);
  std::vector<std::vector<float>> lists(6, std::vector<float>(83));
  for (auto& list : lists) {
    std::generate(list.begin(), list.end(), [&] { return static_cast<float>(random() % 10000) * 0.3F; });
  }
  const ValueLists values = lists_of(lists);
  std::vector<Intensity> results;
  summarize(values, std::vector<std::int64_t>(lists.size()), results);
  std::vector<CodedRanks> ranks;
  // Once with many lists, once with fewer than before, of which one stands twice.
  for (const std::vector<RankOfList>& wanted :
       {std::vector<RankOfList>{{5, 0}, {4, 82}, {3, 41}, {2, 78}, {1, 12}, {0, 60}},
        std::vector<RankOfList>{{2, 41}, {2, bright_rank(83)}}}) {
    find_ranks(values, results, wanted, ranks);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      std::vector<float> sorted = lists[wanted[i].list];
      std::sort(sorted.begin(), sorted.end());
      EXPECT_EQ(ranks[i].at(wanted[i].rank), sorted[wanted[i].rank]) << i;
    }
  }
}

TEST(Intensity, ReadsTheRegionAndNothingElse) {
  const MeasuredRegion region = region_of(bar(4, 3, 2, 2, 0), 8, 6);
  cv::Mat1f plane(6, 8, 1000.0F);
  cv::Mat1f background(6, 8, 7.0F);
  plane(2, 3) = 10;
  plane(2, 4) = 11;
  plane(3, 3) = 12;
  plane(3, 4) = 13;
  std::vector<float> above(4 + MeshPlane::kRunMargin);
  std::vector<float> there(above.size());
  gather(plane, pixel_mesh(background, {0, 0, 8, 6}), region, above.data(), there.data());
  above.resize(4);
  there.resize(4);
  EXPECT_EQ(above, (std::vector<float>{3, 4, 5, 6}));
  EXPECT_EQ(there, (std::vector<float>(4, 7.0F)));
  cv::Mat1b saturated = cv::Mat1b::zeros(6, 8);
  saturated(3, 4) = 255;
  saturated(0, 0) = 255;
  EXPECT_EQ(count_set(saturated, region), 1);
}

TEST(Intensity, OfManyChannelsIsThatOfEachAlone) {
  std::mt19937 random(3);
  for (const std::size_t channels : {1U, 3U, 4U, 5U, 9U}) {
    std::vector<std::vector<float>> lists(channels, std::vector<float>(61));
    std::vector<std::int64_t> saturated;
    for (auto& list : lists) {
      std::generate(list.begin(), list.end(), [&] { return static_cast<float>(random() % 10000) * 0.37F; });
      saturated.push_back(static_cast<std::int64_t>(random() % 61));
    }
    const std::vector<Intensity> all = summaries(lists_of(lists), saturated);
    std::vector<double> means;
    means_of(lists_of(lists), means);
    for (std::size_t i = 0; i < channels; ++i) {
      const Intensity alone = summary(lists[i], saturated[i]);
      EXPECT_EQ(all[i].integrated_adu, alone.integrated_adu);
      EXPECT_EQ(all[i].sd_adu, alone.sd_adu);
      EXPECT_EQ(all[i].max_adu, alone.max_adu);
      EXPECT_EQ(all[i].median_adu, alone.median_adu);
      EXPECT_EQ(all[i].saturated_share, alone.saturated_share);
      EXPECT_EQ(means[i], alone.mean_adu);
    }
  }
}

TEST(CytokeratinOverlap, CountsTheBrightShareOfTheNucleus) {
  // The 95th percentile of 20 pixels is the 19th: 100. Half of it is 50.
  std::vector<float> cell(20, 100.0F);
  cell[0] = 49.9F;
  cell[1] = 50;
  cell[2] = 900;
  EXPECT_DOUBLE_EQ(overlap({49.9F, 50, 100, 100}, cell), 0.75);
}

TEST(CytokeratinOverlap, IsZeroWithoutSignalAndUnknownWithoutNucleus) {
  const std::vector<float> dark{-1, -2, 0};
  EXPECT_DOUBLE_EQ(overlap(dark, dark), 0);
  EXPECT_TRUE(std::isnan(overlap({}, dark)));
}

TEST(MeasuredRegion, MarksAPartWhateverTheirBoxes) {
  cv::Mat1i labels = cv::Mat1i::zeros(10, 12);
  labels(cv::Rect(2, 3, 6, 5)) = 1;
  const MeasuredRegion whole = cut_region(ObjectRuns(labels), 1, cv::Rect(2, 3, 6, 5));
  cv::Mat1i part_labels = cv::Mat1i::zeros(10, 12);
  part_labels(cv::Rect(6, 6, 4, 3)) = 1;
  std::vector<std::uint8_t> marks;
  mark_part(cut_region(ObjectRuns(part_labels), 1, cv::Rect(5, 5, 6, 5)), whole, marks);
  EXPECT_EQ(std::vector<std::uint8_t>(marks.begin(), marks.begin() + 18), std::vector<std::uint8_t>(18, 0));
  EXPECT_EQ(std::vector<std::uint8_t>(marks.begin() + 18, marks.end()),
            (std::vector<std::uint8_t>{0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1}));
}

TEST(MeasuredRegion, FindsEveryRunOfWideRows) {
  std::mt19937 random(11);
  for (int width = 1; width < 200; width += 3) {
    cv::Mat1i labels(3, width);
    std::generate(labels.begin(), labels.end(), [&] { return static_cast<int>(random() % 4 != 0); });
    labels(1, width / 2) = 1;
    const MeasuredRegion region = cut_region(ObjectRuns(labels), 1, cv::Rect(0, 0, width, 3));
    cv::Mat1i drawn = cv::Mat1i::zeros(3, width);
    for (const PixelRun& run : region.runs) {
      ASSERT_LT(run.begin, run.end);
      drawn(cv::Rect(run.begin - 1, run.y - 1, run.end - run.begin, 1)) = 1;
      // Maximal: the next pixel is outside.
      EXPECT_TRUE(run.end - 1 == width || labels(run.y - 1, run.end - 1) == 0);
    }
    EXPECT_EQ(cv::countNonZero(drawn != labels), 0) << width;
    EXPECT_EQ(region.area_px, cv::countNonZero(labels)) << width;
  }
}

}  // namespace
}  // namespace cyto
