#include "cytrial/measure/focus.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "drawn_scene.h"

namespace cyto {
namespace {

/// A nucleus of `radius_um` whose edge is a Gaussian step of `sigma_um`, cut at half height and grown.
struct BlurredNucleus {
  double radius_um = 6;
  double sigma_um = 1;
  PixelSize pixel{0.5, 0.5};
  double height_adu = 1000;
  double noise_adu = 0;
  unsigned seed = 1;
  double ring_um = 4;        ///< cytoplasm around it
  double cut_off_um = 1000;  ///< the cell ends here, right of the nucleus' centre

  [[nodiscard]] double score() const { return measure().score_per_um; }
  [[nodiscard]] Focus measure() const {
    const int size = static_cast<int>(60 / std::min(pixel.x_um, pixel.y_um));
    const auto radius = [&](double x, double y) {
      return std::hypot(x * pixel.x_um - 30, y * pixel.y_um - 30);
    };
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0, noise_adu > 0 ? noise_adu : 1);
    cv::Mat1f plane(size, size);
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) {
        const double edge =
            std::erfc((radius(x + 0.5, y + 0.5) - radius_um) / (std::sqrt(2.0) * sigma_um)) / 2;
        plane(y, x) = static_cast<float>(height_adu * edge + (noise_adu > 0 ? noise(random) : 0.0));
      }
    }
    const MeasuredRegion nucleus = region_of(
        [&](double x, double y) { return radius(x, y) < radius_um && x * pixel.x_um - 30 < cut_off_um; },
        size, size);
    const MeasuredRegion cell = region_of(
        [&](double x, double y) {
          return radius(x, y) < radius_um + ring_um && x * pixel.x_um - 30 < cut_off_um;
        },
        size, size);
    return measure_focus(values_in(plane, cell), cell, values_in(plane, nucleus), nucleus,
                         measure_shape(nucleus, pixel), pixel);
  }
};

/// Mean of the score over noisy pictures of one nucleus.
double mean_score(BlurredNucleus nucleus, unsigned pictures) {
  double sum = 0;
  for (nucleus.seed = 1; nucleus.seed <= pictures; ++nucleus.seed) {
    sum += nucleus.score();
  }
  return sum / pictures;
}

TEST(Focus, IsTheInverseOfTheEdgeWidthOfALargeNucleus) {
  // The derivation takes the blur for small against the radius and the pixel for small against the blur:
  // both corrections stay below 10 % here.
  for (const double sigma_um : {0.8, 1.2}) {
    const BlurredNucleus nucleus{.radius_um = 20, .sigma_um = sigma_um, .pixel = {0.25, 0.25}};
    EXPECT_NEAR(nucleus.score() * sigma_um, 1, 0.1) << sigma_um;
  }
}

TEST(Focus, FallsWithBlurAtEverySizeAndPixel) {
  for (const double radius_um : {3.5, 6.0, 12.0}) {
    for (const double pixel_um : {0.325, 0.65, 1.0}) {
      double sharper = 100;
      for (const double sigma_um : {0.5, 0.8, 1.2, 1.6, 2.0, 3.0, 4.0}) {
        const double score =
            BlurredNucleus{.radius_um = radius_um, .sigma_um = sigma_um, .pixel = {pixel_um, pixel_um}}
                .score();
        EXPECT_LT(score, sharper) << radius_um << ' ' << pixel_um << ' ' << sigma_um;
        sharper = score;
      }
    }
  }
}

TEST(Focus, DoesNotDependOnBrightness) {
  const BlurredNucleus dim{.height_adu = 100};
  const BlurredNucleus bright{.height_adu = 20000};
  EXPECT_NEAR(dim.score(), bright.score(), 1e-4 * dim.score());
}

TEST(Focus, SeesTheSameSharpnessThroughUnequalPixels) {
  const double square = BlurredNucleus{.sigma_um = 1.5, .pixel = {0.5, 0.5}}.score();
  EXPECT_NEAR((BlurredNucleus{.sigma_um = 1.5, .pixel = {0.4, 0.6}}.score()), square, 0.05 * square);
}

TEST(Focus, TakesTheShareOfNoiseOff) {
  // Noise of a tenth of the height has more gradient energy than the edge. What is left after 30 pictures is
  // the error of the correction and the noise's 1 % in the nucleus' energy.
  const BlurredNucleus clean{.sigma_um = 2};
  BlurredNucleus noisy = clean;
  noisy.noise_adu = 100;
  EXPECT_NEAR(mean_score(noisy, 30), clean.score(), 0.06 * clean.score());
}

TEST(Focus, LeavesRoomForNoiseBeforeItJudges) {
  // Nothing but noise over a faint nucleus: no edge can be proved, and none excluded.
  unsigned doubted = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Focus focus =
        BlurredNucleus{.sigma_um = 1, .height_adu = 100, .noise_adu = 50, .seed = seed}.measure();
    doubted += focus.at_most_per_um > 0.8 ? 1 : 0;
  }
  EXPECT_GE(doubted, 19U);
  const Focus clean = BlurredNucleus{.sigma_um = 6}.measure();
  EXPECT_LT(clean.at_most_per_um, 0.8);
}

TEST(Focus, JudgesATouchingNucleusByTheEdgeThatIsSeen) {
  // The cell ends at the nucleus' middle line, as where another nucleus is pressed against it.
  const BlurredNucleus whole{.radius_um = 8, .sigma_um = 1.2};
  BlurredNucleus half = whole;
  half.cut_off_um = 0;
  EXPECT_NEAR(half.score(), whole.score(), 0.1 * whole.score());
  BlurredNucleus crowded = whole;
  crowded.ring_um = 0;
  EXPECT_TRUE(std::isnan(crowded.score()));
}

TEST(Focus, IsUnknownWithoutSignal) {
  EXPECT_TRUE(std::isnan(BlurredNucleus{.height_adu = 0}.score()));
}

}  // namespace
}  // namespace cyto
