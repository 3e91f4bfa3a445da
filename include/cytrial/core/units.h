#pragma once

namespace cyto {

/// Edge lengths of one full-resolution pixel [um]; both > 0. They may differ.
struct PixelSize {
  double x_um = 0.0;
  double y_um = 0.0;

  [[nodiscard]] double area_um2() const noexcept { return x_um * y_um; }
  /// Geometric mean edge [um]: the scale of round filters.
  [[nodiscard]] double mean_um() const noexcept;
  friend bool operator==(const PixelSize&, const PixelSize&) = default;
};

/// Pixel sizes outside this range [um] are taken for unit mistakes and refused.
inline constexpr double kMinPixelSizeUm = 0.02;
inline constexpr double kMaxPixelSizeUm = 20.0;

/// The blood volume that CTC counts are quoted for [mL] (FDA K052191).
inline constexpr double kReferenceVolumeMl = 7.5;

}  // namespace cyto
