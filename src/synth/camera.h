#pragma once

#include <opencv2/core.hpp>

#include <array>
#include <cstdint>
#include <vector>

#include "counter_rng.h"
#include "cytrial/core/geometry.h"
#include "cytrial/synth/scan_options.h"
#include "obstruction.h"

namespace cyto::synth {

/// Turns the light of the dyes into camera counts: spillover, background, uneven light, noise, offset and
/// saturation. Every pixel depends on its place, the options and the light that falls on it, on nothing else.
class Camera {
 public:
  /// One shot of the camera, or many side by side.
  struct Exposure {
    std::int64_t origin_x = 0;  ///< where its field begins on the slide [px]; the next follow every field_px
    std::int64_t origin_y = 0;
    std::uint64_t number = 0;  ///< other shots have other noise
  };
  /// The whole slide as if fields had been laid edge to edge.
  [[nodiscard]] static Exposure mosaic() noexcept { return {}; }

  explicit Camera(const ScanOptions& options);

  /// @param light one row-major plane per dye over `rect`, mixed in place: detectors afterwards.
  /// @param counts one plane per channel, rect.height rows x rect.width columns, 8 or 16 bits; filled.
  void expose(const SlideRect& rect, const Exposure& exposure, std::vector<std::vector<float>>& light,
              std::vector<cv::Mat>& counts) const;

  /// What a lossy file keeps of exposed planes; nothing changes without that fault. Whole blocks of 8 x 8
  /// pixels only are right: rows and columns in multiples of 8 from the image's corner, but at its end.
  void store(std::vector<cv::Mat>& counts) const;

  /// Relative response over one field, mean 1: field_px rows x columns.
  [[nodiscard]] cv::Mat1f gain_of(std::size_t channel) const;
  /// Dark offset and its fixed pattern as stored [ADU]: field_px rows x columns.
  [[nodiscard]] cv::Mat1f stored_dark_of(std::size_t channel) const;

 private:
  struct Background {
    double level_adu;
    double slope_x;  ///< relative change over the slide's width
    double slope_y;
    std::uint64_t key;
  };
  void mix(std::vector<std::vector<float>>& light) const;
  void expose_channel(const SlideRect& rect, const Exposure& exposure, std::size_t channel,
                      const std::vector<float>& light, cv::Mat& counts) const;
  /// What the camera stores for so much light [ADU]. @param pattern_adu of the pixel, above the offset.
  /// @param random 64 random bits.
  [[nodiscard]] float stored_count(float seen_adu, float pattern_adu, std::uint64_t random) const;
  void background_row(const SlideRect& rect, std::size_t channel, std::int64_t y,
                      std::vector<float>& background) const;
  [[nodiscard]] float background_node(std::size_t channel, std::int64_t column, std::int64_t row) const;

  void add_hot_columns();

  ScanOptions options_;
  Obstruction obstruction_;
  NormalTable normal_;
  float electrons_per_adu_;
  float read_noise_adu_;
  float light_factor_;
  float noise_factor_;
  float stored_per_adu_;  ///< 1, or 1/16 with 8 bits
  float saturation_adu_;
  std::array<Background, kMaxDyes> backgrounds_{};
  /// Response along x and y of a field: their sum is the gain.
  std::array<std::vector<float>, kMaxDyes> gain_x_;
  std::array<std::vector<float>, kMaxDyes> gain_y_;
  /// Fixed pattern of the dark along x and y: their sum lies above the offset [ADU].
  std::array<std::vector<float>, kMaxDyes> dark_x_;
  std::array<std::vector<float>, kMaxDyes> dark_y_;
};

}  // namespace cyto::synth
