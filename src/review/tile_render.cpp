#include "tile_render.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/number_text.h"
#include "http_message.h"

namespace cyto::review {
namespace {

constexpr std::size_t kMaxLayers = 16;
constexpr std::size_t kShades = 4096;

[[noreturn]] void refuse() {
  throw Refused(400, "bad_request", "layers: channel:rrggbb:low:high:gamma, separated by commas");
}

std::array<std::uint8_t, 3> colour_in(std::string_view text) {
  if (text.size() != 6) {
    refuse();
  }
  std::array<std::uint8_t, 3> colour{};
  for (std::size_t i = 0; i < 6; ++i) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    const std::size_t digit = kDigits.find(text[i]);
    if (digit == std::string_view::npos) {
      refuse();
    }
    colour[i / 2] = static_cast<std::uint8_t>(std::size_t{colour[i / 2]} * 16 + digit);
  }
  return colour;
}

double number_in(std::string_view text, double low, double high) {
  const auto number = parse_double(text);
  if (!number || !(*number >= low && *number <= high)) {
    refuse();
  }
  return *number;
}

/// Shares 0..1 after gamma, by shade.
std::array<float, kShades> shades_of(double gamma) {
  std::array<float, kShades> shades{};
  for (std::size_t i = 0; i < kShades; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(kShades - 1);
    shades[i] = static_cast<float>(std::pow(share, gamma));
  }
  return shades;
}

void add_layer(const cv::Mat& plane, const TileLayer& layer, cv::Mat3f& sum) {
  const auto shades = shades_of(layer.gamma);
  const double scale = static_cast<double>(kShades - 1) / (layer.range.high_adu - layer.range.low_adu);
  cv::Mat1f shade;
  plane.convertTo(shade, CV_32F, scale, -layer.range.low_adu * scale);
  const cv::Vec3f colour(layer.colour[0], layer.colour[1], layer.colour[2]);
  for (int row = 0; row < shade.rows; ++row) {
    const float* in = shade[row];
    cv::Vec3f* out = sum[row];
    for (int column = 0; column < shade.cols; ++column) {
      // NaN compares false and is shown as black.
      const float value = in[column] > 0.0F ? std::min(in[column], static_cast<float>(kShades - 1)) : 0.0F;
      out[column] += colour * shades[static_cast<std::size_t>(value + 0.5F)];
    }
  }
}

}  // namespace

std::vector<TileLayer> parse_layers(std::string_view text, std::size_t channels) {
  std::vector<TileLayer> layers;
  for (const std::string_view part : split(text, ',')) {
    const auto fields = split(part, ':');
    const auto channel = fields.size() == 5 ? parse_int(fields[0]) : std::nullopt;
    if (!channel || *channel < 0 || static_cast<std::size_t>(*channel) >= channels ||
        layers.size() == kMaxLayers) {
      refuse();
    }
    TileLayer layer;
    layer.channel = static_cast<std::size_t>(*channel);
    layer.colour = colour_in(fields[1]);
    layer.range = {number_in(fields[2], -1e9, 1e9), number_in(fields[3], -1e9, 1e9)};
    layer.gamma = number_in(fields[4], 0.1, 10.0);
    if (!(layer.range.high_adu > layer.range.low_adu)) {
      refuse();
    }
    layers.push_back(layer);
  }
  return layers;
}

std::array<std::uint8_t, 3> review_colour(ChannelRole role) noexcept {
  switch (role) {
    case ChannelRole::Nuclear:
      return {60, 0, 220};
    case ChannelRole::Cytokeratin:
      return {60, 255, 0};
    case ChannelRole::Leukocyte:
      return {255, 120, 255};
    case ChannelRole::Epithelial:
      return {230, 200, 0};
    case ChannelRole::Other:
      break;
  }
  return {230, 159, 0};
}

cv::Mat3b blend(const std::vector<cv::Mat>& planes, const std::vector<TileLayer>& layers) {
  cv::Mat3f sum(planes.front().size(), cv::Vec3f(0.0F, 0.0F, 0.0F));
  for (const TileLayer& layer : layers) {
    add_layer(planes[layer.channel], layer, sum);
  }
  cv::Mat3b picture;
  sum.convertTo(picture, CV_8U);
  return picture;
}

}  // namespace cyto::review
