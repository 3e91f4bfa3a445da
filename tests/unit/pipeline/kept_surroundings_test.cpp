#include "kept_surroundings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "support/test_events.h"

namespace cyto {
namespace {

using test::MeasuredCell;

constexpr std::int64_t kEdgePx = 600;

SlideDescription slide_of(double um_per_px) {
  SlideDescription slide;
  slide.width_px = kEdgePx;
  slide.height_px = kEdgePx;
  slide.pixel_size = PixelSize{um_per_px, um_per_px};
  return slide;
}

/// A part of a slide whose pixels say where they lie.
RawTile part_of_slide(const SlideRect& rect) {
  RawTile tile;
  tile.rect = rect;
  for (int channel = 0; channel < 3; ++channel) {
    cv::Mat1w plane(static_cast<int>(rect.height), static_cast<int>(rect.width));
    for (int y = 0; y < plane.rows; ++y) {
      for (int x = 0; x < plane.cols; ++x) {
        plane(y, x) = static_cast<std::uint16_t>(7 * (rect.x + x) + 91 * (rect.y + y) + channel);
      }
    }
    tile.planes.push_back(plane);
  }
  return tile;
}

bool is_of_slide(const RawTile& part) {
  const RawTile expected = part_of_slide(part.rect);
  for (std::size_t c = 0; c < expected.planes.size(); ++c) {
    if (part.planes[c].size() != expected.planes[c].size() ||
        cv::countNonZero(part.planes[c] != expected.planes[c]) != 0) {
      return false;
    }
  }
  return part.planes.size() == expected.planes.size();
}

/// Windows of few cells each, so that all that shine are likely; every cell at a place of its own.
std::vector<std::vector<MeasuredCell>> windows_of_cells() {
  std::vector<std::vector<MeasuredCell>> windows(12);
  for (std::size_t i = 0; i < 120; ++i) {
    MeasuredCell cell;
    cell.cytokeratin = static_cast<float>(1 + (i * 37) % 60);  // every value twice
    cell.x_px = static_cast<float>(5 + (i * 53) % 590) + 0.5F;
    cell.y_px = static_cast<float>(5 + (i * 29) % 590) + 0.5F;
    windows[i % windows.size()].push_back(cell);
  }
  return windows;
}

class SurroundingsOfASlide : public testing::Test {
 protected:
  [[nodiscard]] KeptSurroundings keeping(std::size_t most) const {
    return {panel_, feature_schema(panel_), slide_, most};
  }
  [[nodiscard]] std::vector<Event> events(const std::vector<MeasuredCell>& cells) const {
    return test::events_of(panel_, cells);
  }
  static std::vector<SlideRect> rects_of(const std::vector<RawTile>& kept) {
    std::vector<SlideRect> rects;
    std::transform(kept.begin(), kept.end(), std::back_inserter(rects),
                   [](const RawTile& part) { return part.rect; });
    return rects;
  }

  Panel panel_ = test::three_channel_panel();
  SlideDescription slide_ = slide_of(1.0);
  RawTile whole_ = part_of_slide({0, 0, kEdgePx, kEdgePx});
};

TEST_F(SurroundingsOfASlide, AreFortyEightMicrometresWideAndCutAtItsEdge) {
  EXPECT_EQ(surroundings_of({100.7, 200.2}, slide_), (SlideRect{76, 176, 49, 49}));
  EXPECT_EQ(surroundings_of({3.0, 599.9}, slide_), (SlideRect{0, 575, 28, 25}));
  EXPECT_EQ(surroundings_of({300.0, 300.0}, slide_of(0.5)), (SlideRect{252, 252, 97, 97}));
  EXPECT_EQ(bytes_of_surroundings(slide_of(0.5), 3, 2), 97U * 97U * 6U);
}

TEST_F(SurroundingsOfASlide, AreFoundAgainWithTheSamePixels) {
  KeptSurroundings keeping = this->keeping(200);
  for (const auto& window : windows_of_cells()) {
    keeping.keep_likeliest(whole_, events(window));
  }
  const std::vector<RawTile> kept = keeping.take();
  EXPECT_EQ(kept.size(), 120U);
  for (const auto& window : windows_of_cells()) {
    for (const MeasuredCell& cell : window) {
      const SlideRect rect = surroundings_of({cell.x_px, cell.y_px}, slide_);
      const RawTile* found = find_surroundings(kept, rect);
      ASSERT_NE(found, nullptr);
      EXPECT_EQ(found->rect, rect);
      EXPECT_TRUE(is_of_slide(*found));
    }
  }
  EXPECT_EQ(find_surroundings(kept, {1, 1, 49, 49}), nullptr);
  EXPECT_EQ(find_surroundings({}, kept.front().rect), nullptr);
}

TEST_F(SurroundingsOfASlide, AreKeptOfTheLikeliestAlone) {
  KeptSurroundings keeping = this->keeping(20);
  std::vector<SlideRect> likeliest;
  for (const auto& window : windows_of_cells()) {
    keeping.keep_likeliest(whole_, events(window));
    for (const MeasuredCell& cell : window) {
      if (cell.cytokeratin > 50.0F) {
        likeliest.push_back(surroundings_of({cell.x_px, cell.y_px}, slide_));
      }
    }
  }
  EXPECT_EQ(likeliest.size(), 20U);
  EXPECT_THAT(rects_of(keeping.take()), testing::UnorderedElementsAreArray(likeliest));
}

TEST_F(SurroundingsOfASlide, AreTheSameWhateverTheOrderOfWindowsAndTilesIs) {
  const auto windows = windows_of_cells();
  // 31: of two equally likely events at the border of what is kept, one has no place.
  KeptSurroundings in_order = keeping(31);
  for (const auto& window : windows) {
    in_order.keep_likeliest(whole_, events(window));
  }
  const std::vector<SlideRect> expected = rects_of(in_order.take());
  EXPECT_EQ(expected.size(), 31U);

  KeptSurroundings backwards = keeping(31);
  for (auto window = windows.rbegin(); window != windows.rend(); ++window) {
    backwards.keep_likeliest(whole_, events(*window));
  }
  EXPECT_EQ(rects_of(backwards.take()), expected);

  for (int round = 0; round < 20; ++round) {
    KeptSurroundings at_once = keeping(31);
    std::vector<std::thread> threads;
    for (std::size_t first = 0; first < 4; ++first) {
      threads.emplace_back([&, first] {
        for (std::size_t i = first; i < windows.size(); i += 4) {
          at_once.keep_likeliest(whole_, events(windows[i]));
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    EXPECT_EQ(rects_of(at_once.take()), expected);
  }
}

TEST_F(SurroundingsOfASlide, AreNotKeptWhenATileHoldsAPartOfThem) {
  KeptSurroundings keeping = this->keeping(10);
  const RawTile tile = part_of_slide({100, 100, 200, 200});
  keeping.keep_likeliest(tile, events({{.cytokeratin = 9.0F, .x_px = 124.5F, .y_px = 124.5F},
                                       {.cytokeratin = 9.0F, .x_px = 123.5F, .y_px = 124.5F},
                                       {.cytokeratin = 9.0F, .x_px = 200.5F, .y_px = 276.5F}}));
  const std::vector<RawTile> kept = keeping.take();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.front().rect, (SlideRect{100, 100, 49, 49}));
  EXPECT_TRUE(is_of_slide(kept.front()));
}

TEST_F(SurroundingsOfASlide, AreNotKeptForNoPictures) {
  KeptSurroundings keeping = this->keeping(0);
  keeping.keep_likeliest(whole_, events(windows_of_cells().front()));
  EXPECT_TRUE(keeping.take().empty());
  EXPECT_EQ(surroundings_to_keep(0, 45'000), 0U);
}

TEST(SurroundingsToKeep, AreMoreThanThePicturesButBoundedInBytes) {
  EXPECT_EQ(surroundings_to_keep(300, 45'000), 450U);
  for (const std::uint64_t each : {5'000U, 45'000U, 2'000'000U}) {
    EXPECT_LE(surroundings_to_keep(100'000, each) * each, 32ULL << 20U);
    EXPECT_GT((surroundings_to_keep(100'000, each) + 1) * each, 32ULL << 20U);
  }
}

}  // namespace
}  // namespace cyto
