#include "camera.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "cell_model.h"
#include "jpeg_rounding.h"
#include "portable_math.h"
#include "shape.h"

namespace cyto::synth {
namespace {

constexpr std::array<double, kMaxDyes> kBackgroundAdu{260.0, 180.0, 200.0, 150.0};
constexpr std::int64_t kNodePx = 64;     ///< the background is linear between nodes this far apart
constexpr float kLumpsUm = 400.0F;       ///< scale of its unevenness
constexpr float kLumpsShare = 0.08F;     ///< and its height
constexpr float kCountedElectrons = 16;  ///< below this a normal variable is no longer a Poisson one

constexpr std::uint64_t kStride = 0x9E3779B97F4A7C15ULL;

constexpr double kEvenDyeAdu = 3000.0;
constexpr float kHotAdu = 250.0F;

enum Purpose : std::uint64_t { kBackground = 11, kTilt = 12, kPixel = 13, kDark = 14, kHot = 15 };

}  // namespace

Camera::Camera(const ScanOptions& options)
    : options_(options),
      obstruction_(options),
      electrons_per_adu_(options.noise == NoiseLevel::Mild ? 0.5F : 0.125F),
      read_noise_adu_(options.noise == NoiseLevel::Mild ? 3.2F : 16.0F),
      light_factor_(static_cast<float>(options.light_factor)),
      noise_factor_(static_cast<float>(options.noise_factor)),
      stored_per_adu_(options.bits == 8 ? 1.0F / 16.0F : 1.0F),
      saturation_adu_(static_cast<float>((1 << (options.bits == 8 ? 8 : options.camera_bits)) - 1)) {
  const auto field = static_cast<std::size_t>(options.field_px);
  for (std::size_t channel = 0; channel < options.channels(); ++channel) {
    CounterRng rng(key_of({options.seed, kBackground, channel}));
    const double harsh = options.noise == NoiseLevel::Harsh ? 3.0 : 1.0;
    const Direction slope = direction_of(rng.uniform());
    backgrounds_[channel] = {kBackgroundAdu[channel] * harsh * options.background_factor,
                             options.background_gradient * slope.x, options.background_gradient * slope.y,
                             rng.bits()};
    if (options.specimen == Specimen::EvenDye) {
      backgrounds_[channel] = {kEvenDyeAdu, 0.0, 0.0, 0};
    }
    // The instrument's, not the sample's: the same for every seed, so that one calibration fits all scans.
    CounterRng instrument(key_of({kTilt, channel}));
    const double tilt_x = instrument.uniform(-0.03, 0.03);
    const double tilt_y = instrument.uniform(-0.03, 0.03);
    // Columns that differ, and a glow that grows towards the lower edge.
    CounterRng pattern(key_of({kDark, channel}));
    for (std::size_t i = 0; i < field; ++i) {
      const double down = static_cast<double>(i) / static_cast<double>(field);
      dark_x_[channel].push_back(static_cast<float>(0.5 * options.dark_pattern_adu * pattern.uniform()));
      dark_y_[channel].push_back(static_cast<float>(0.5 * options.dark_pattern_adu * down * down));
    }
    double sum = 0.0;
    std::vector<double> x_part;
    std::vector<double> y_part;
    for (std::size_t i = 0; i < field; ++i) {
      const double at = (static_cast<double>(i) + 0.5) / static_cast<double>(field) * 2.0 - 1.0;
      x_part.push_back(0.5 - 0.5 * options.vignetting * at * at + tilt_x * at);
      y_part.push_back(0.5 - 0.5 * options.vignetting * at * at + tilt_y * at);
      sum += x_part.back() + y_part.back();
    }
    const double mean = sum / static_cast<double>(field);
    for (std::size_t i = 0; i < field; ++i) {
      // The lamp dims towards the corners and nowhere else: the response is not scaled to mean 1 again.
      const double at = (static_cast<double>(i) + 0.5) / static_cast<double>(field) * 2.0 - 1.0;
      const double lost = 0.5 * options.edge_dimming * at * at;
      gain_x_[channel].push_back(static_cast<float>(x_part[i] / mean - lost));
      gain_y_[channel].push_back(static_cast<float>(y_part[i] / mean - lost));
    }
  }
  add_hot_columns();
}

/// One camera sees every channel: its hot columns stand in all of them.
void Camera::add_hot_columns() {
  CounterRng rng(key_of({kHot}));
  for (std::int64_t i = 0; i < options_.hot_columns; ++i) {
    const auto column = static_cast<std::size_t>(rng.uniform(0.0, static_cast<double>(options_.field_px)));
    for (std::size_t channel = 0; channel < options_.channels(); ++channel) {
      dark_x_[channel][column] += kHotAdu;
    }
  }
}

void Camera::expose(const SlideRect& rect, const Exposure& exposure, std::vector<std::vector<float>>& light,
                    std::vector<cv::Mat>& counts) const {
  mix(light);
  for (std::size_t channel = 0; channel < options_.channels(); ++channel) {
    expose_channel(rect, exposure, channel, light[channel], counts[channel]);
  }
}

void Camera::mix(std::vector<std::vector<float>>& light) const {
  const std::size_t channels = options_.channels();
  float weight[kMaxDyes][kMaxDyes];
  for (std::size_t dye = 0; dye < channels; ++dye) {
    for (std::size_t detector = 0; detector < channels; ++detector) {
      const bool shifted = (dye == kCk && detector == kCd45) || (dye == kCd45 && detector == kCk);
      const double shift = shifted ? options_.spillover_shift : 0.0;
      weight[dye][detector] = static_cast<float>(std::max(options_.spillover[dye][detector] + shift, 0.0));
    }
  }
  for (std::size_t i = 0; i < light.front().size(); ++i) {
    float mixed[kMaxDyes] = {};
    for (std::size_t dye = 0; dye < channels; ++dye) {
      for (std::size_t detector = 0; detector < channels; ++detector) {
        mixed[detector] += light[dye][i] * weight[dye][detector];
      }
    }
    for (std::size_t detector = 0; detector < channels; ++detector) {
      light[detector][i] = mixed[detector];
    }
  }
}

float Camera::background_node(std::size_t channel, std::int64_t column, std::int64_t row) const {
  const Background& background = backgrounds_[channel];
  const double x_um = static_cast<double>(column * kNodePx) * options_.pixel_size.x_um;
  const double y_um = static_cast<double>(row * kNodePx) * options_.pixel_size.y_um;
  const double slope = background.slope_x * (x_um / options_.width_um() - 0.5) +
                       background.slope_y * (y_um / options_.height_um() - 0.5);
  if (options_.specimen == Specimen::EvenDye) {
    return static_cast<float>(background.level_adu);
  }
  const float lumps =
      value_noise(background.key, {static_cast<float>(x_um), static_cast<float>(y_um)}, kLumpsUm) - 0.5F;
  return static_cast<float>(background.level_adu) * (1.0F + static_cast<float>(slope) + kLumpsShare * lumps);
}

void Camera::background_row(const SlideRect& rect, std::size_t channel, std::int64_t y,
                            std::vector<float>& background) const {
  const float down = static_cast<float>(y % kNodePx) / static_cast<float>(kNodePx);
  const auto node_at = [&](std::int64_t column) {
    const float top = background_node(channel, column, y / kNodePx);
    return top + down * (background_node(channel, column, y / kNodePx + 1) - top);
  };
  background.resize(static_cast<std::size_t>(rect.width));
  for (std::int64_t column = rect.x / kNodePx; column * kNodePx < rect.right(); ++column) {
    const float left = node_at(column);
    const float right = node_at(column + 1);
    const std::int64_t end = std::min((column + 1) * kNodePx, rect.right());
    for (std::int64_t x = std::max(column * kNodePx, rect.x); x < end; ++x) {
      const float along = static_cast<float>(x % kNodePx) / static_cast<float>(kNodePx);
      background[static_cast<std::size_t>(x - rect.x)] = left + along * (right - left);
    }
  }
}

float Camera::stored_count(float seen_adu, float pattern_adu, std::uint64_t random) const {
  const float noise = normal_.at(static_cast<std::uint32_t>(random));
  const float electrons = seen_adu * electrons_per_adu_;
  float value = 0.0F;
  if (electrons >= kCountedElectrons) {
    const float deviation = std::sqrt(seen_adu / electrons_per_adu_ + read_noise_adu_ * read_noise_adu_);
    value = seen_adu + noise_factor_ * deviation * noise;
  } else {
    const auto other_bits = static_cast<std::uint32_t>(random >> 32U);
    const float counted = static_cast<float>(poisson_at(electrons, other_bits)) / electrons_per_adu_;
    value = counted + noise_factor_ * read_noise_adu_ * noise + (noise_factor_ - 1.0F) * (counted - seen_adu);
  }
  const float stored =
      std::floor((value + (static_cast<float>(options_.offset_adu) + pattern_adu)) * stored_per_adu_ + 0.5F);
  return std::min(std::max(stored, 0.0F), saturation_adu_);
}

void Camera::expose_channel(const SlideRect& rect, const Exposure& exposure, std::size_t channel,
                            const std::vector<float>& light, cv::Mat& counts) const {
  const std::uint64_t key = key_of({options_.seed, kPixel, channel, exposure.number});
  const bool dark = options_.specimen == Specimen::Dark;
  std::vector<float> background;
  std::vector<float> cells_through;
  std::vector<float> background_through;
  std::vector<float> dimmed;
  for (std::int64_t row = 0; row < rect.height; ++row) {
    const std::int64_t y = rect.y + row;
    background_row(rect, channel, y, background);
    const std::int64_t field_y = (y - exposure.origin_y) % options_.field_px;
    const float row_gain = gain_y_[channel][static_cast<std::size_t>(field_y)];
    const float row_pattern = dark_y_[channel][static_cast<std::size_t>(field_y)];
    const float* from = light.data() + row * rect.width;
    if (obstruction_.row(rect, y, cells_through, background_through)) {
      dimmed.assign(from, from + rect.width);
      std::transform(dimmed.begin(), dimmed.end(), cells_through.begin(), dimmed.begin(),
                     std::multiplies<>());
      std::transform(background.begin(), background.end(), background_through.begin(), background.begin(),
                     std::multiplies<>());
      from = dimmed.data();
    }
    const std::uint64_t row_key = key + (static_cast<std::uint64_t>(y) << 32U) * kStride;
    for (std::int64_t column = 0; column < rect.width; ++column) {
      const std::int64_t x = rect.x + column;
      const std::int64_t field_x = (x - exposure.origin_x) % options_.field_px;
      const float gain = row_gain + gain_x_[channel][static_cast<std::size_t>(field_x)];
      const float light_adu = dark ? 0.0F : from[column] + background[static_cast<std::size_t>(column)];
      const float pattern = row_pattern + dark_x_[channel][static_cast<std::size_t>(field_x)];
      const float stored = stored_count(light_adu * gain * light_factor_, pattern,
                                        mix64(row_key + static_cast<std::uint64_t>(x) * kStride));
      if (options_.bits == 8) {
        counts.at<std::uint8_t>(static_cast<int>(row), static_cast<int>(column)) =
            static_cast<std::uint8_t>(stored);
      } else {
        counts.at<std::uint16_t>(static_cast<int>(row), static_cast<int>(column)) =
            static_cast<std::uint16_t>(stored);
      }
    }
  }
}

void Camera::store(std::vector<cv::Mat>& counts) const {
  if (options_.jpeg_quality == 100) {
    return;
  }
  for (cv::Mat& plane : counts) {
    round_like_jpeg(plane, options_.jpeg_quality, options_.bits == 8 ? 1.0 : 16.0, saturation_adu_);
  }
}

cv::Mat1f Camera::gain_of(std::size_t channel) const {
  const auto edge = static_cast<int>(options_.field_px);
  cv::Mat1f gain(edge, edge);
  for (int y = 0; y < edge; ++y) {
    for (int x = 0; x < edge; ++x) {
      gain(y, x) =
          gain_x_[channel][static_cast<std::size_t>(x)] + gain_y_[channel][static_cast<std::size_t>(y)];
    }
  }
  return gain;
}

cv::Mat1f Camera::stored_dark_of(std::size_t channel) const {
  const auto edge = static_cast<int>(options_.field_px);
  const auto offset = static_cast<float>(options_.offset_adu);
  cv::Mat1f dark(edge, edge);
  for (int y = 0; y < edge; ++y) {
    for (int x = 0; x < edge; ++x) {
      dark(y, x) = (offset + (dark_y_[channel][static_cast<std::size_t>(y)] +
                              dark_x_[channel][static_cast<std::size_t>(x)])) *
                   stored_per_adu_;
    }
  }
  return dark;
}

}  // namespace cyto::synth
