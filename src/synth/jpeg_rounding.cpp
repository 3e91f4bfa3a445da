#include "jpeg_rounding.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cyto::synth {
namespace {

constexpr int kEdge = 8;
using Block = std::array<std::array<double, kEdge>, kEdge>;

/// Table K.1 of ITU-T T.81: steps of luminance at quality 50.
constexpr std::array<std::array<int, kEdge>, kEdge> kSteps{{{16, 11, 10, 16, 24, 40, 51, 61},
                                                            {12, 12, 14, 19, 26, 58, 60, 55},
                                                            {14, 13, 16, 24, 40, 57, 69, 56},
                                                            {14, 17, 22, 29, 51, 87, 80, 62},
                                                            {18, 22, 37, 56, 68, 109, 103, 77},
                                                            {24, 35, 55, 64, 81, 104, 113, 92},
                                                            {49, 64, 78, 87, 103, 121, 120, 101},
                                                            {72, 92, 95, 98, 112, 100, 103, 99}}};

/// cos(k pi / 16), k = 0..8, written out: no call of the system's library.
constexpr std::array<double, 9> kCosines{1.0,
                                         0.98078528040323044913,
                                         0.92387953251128675613,
                                         0.83146961230254523708,
                                         0.70710678118654752440,
                                         0.55557023301960222474,
                                         0.38268343236508977173,
                                         0.19509032201612826785,
                                         0.0};

constexpr double cosine(int sixteenths) {
  const int turn = sixteenths % 32;
  const int half = turn > 16 ? 32 - turn : turn;
  return half > 8 ? -kCosines[static_cast<std::size_t>(16 - half)] : kCosines[static_cast<std::size_t>(half)];
}

/// Row u of the orthonormal transform.
constexpr Block transform() {
  Block rows{};
  for (int u = 0; u < kEdge; ++u) {
    for (int x = 0; x < kEdge; ++x) {
      const double scale = u == 0 ? kCosines[4] / 2.0 : 0.5;
      rows[static_cast<std::size_t>(u)][static_cast<std::size_t>(x)] = scale * cosine((2 * x + 1) * u);
    }
  }
  return rows;
}

constexpr Block kForward = transform();

/// forward: kForward x block x kForward transposed; back: the other way round.
Block turned(const Block& block, bool forward) {
  const auto weight = [forward](std::size_t to, std::size_t from) {
    return forward ? kForward[to][from] : kForward[from][to];
  };
  Block half{};
  Block whole{};
  for (std::size_t i = 0; i < kEdge; ++i) {
    for (std::size_t j = 0; j < kEdge; ++j) {
      for (std::size_t k = 0; k < kEdge; ++k) {
        half[i][j] += weight(i, k) * block[k][j];
      }
    }
  }
  for (std::size_t i = 0; i < kEdge; ++i) {
    for (std::size_t j = 0; j < kEdge; ++j) {
      for (std::size_t k = 0; k < kEdge; ++k) {
        whole[i][j] += half[i][k] * weight(j, k);
      }
    }
  }
  return whole;
}

Block steps_of(std::int64_t quality, double adu_per_level) {
  const std::int64_t percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  Block steps{};
  for (std::size_t i = 0; i < kEdge; ++i) {
    for (std::size_t j = 0; j < kEdge; ++j) {
      const std::int64_t scaled = (kSteps[i][j] * percent + 50) / 100;
      steps[i][j] = adu_per_level * static_cast<double>(std::clamp<std::int64_t>(scaled, 1, 255));
    }
  }
  return steps;
}

template <typename Count>
void round_block(cv::Mat_<Count>& counts, int top, int left, const Block& steps, double greatest) {
  Block block{};
  for (int y = 0; y < kEdge; ++y) {
    for (int x = 0; x < kEdge; ++x) {
      block[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] =
          counts(std::min(top + y, counts.rows - 1), std::min(left + x, counts.cols - 1));
    }
  }
  block = turned(block, true);
  for (std::size_t i = 0; i < kEdge; ++i) {
    for (std::size_t j = 0; j < kEdge; ++j) {
      block[i][j] = std::floor(block[i][j] / steps[i][j] + 0.5) * steps[i][j];
    }
  }
  block = turned(block, false);
  for (int y = 0; y < kEdge && top + y < counts.rows; ++y) {
    for (int x = 0; x < kEdge && left + x < counts.cols; ++x) {
      const double value = block[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)];
      counts(top + y, left + x) = static_cast<Count>(std::clamp(std::floor(value + 0.5), 0.0, greatest));
    }
  }
}

template <typename Count>
void round_plane(cv::Mat_<Count> counts, const Block& steps, double greatest) {
  for (int top = 0; top < counts.rows; top += kEdge) {
    for (int left = 0; left < counts.cols; left += kEdge) {
      round_block(counts, top, left, steps, greatest);
    }
  }
}

}  // namespace

void round_like_jpeg(cv::Mat& counts, std::int64_t quality, double adu_per_level, double greatest) {
  const Block steps = steps_of(quality, adu_per_level);
  if (counts.depth() == CV_8U) {
    round_plane(cv::Mat1b(counts), steps, greatest);
  } else {
    round_plane(cv::Mat1w(counts), steps, greatest);
  }
}

}  // namespace cyto::synth
