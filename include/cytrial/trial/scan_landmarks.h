#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cyto {

/// A place on a slide that a second picture of it shows too [px].
struct Landmark {
  std::int32_t x = 0;
  std::int32_t y = 0;
  friend bool operator==(const Landmark&, const Landmark&) = default;
};

/// The loneliest nuclei of a scan, those farthest from their nearest neighbour: what it shows, whatever its
/// file holds. Another file of the same cells has most of the same landmarks, shifted by a common amount:
/// compression, brightness and cropped margins change few of them (docs/methods/identity.md).
struct ScanLandmarks {
  std::vector<Landmark> places;  ///< at most kMostLandmarks, by y, then x
};

inline constexpr std::size_t kMostLandmarks = 40;
/// Fewer say nothing.
inline constexpr std::size_t kLeastLandmarks = 16;

/// Picks the landmarks of one scan from its events, in any order. Memory: 8 bytes for each nucleus.
class LandmarkPicker {
 public:
  /// @param area_um2 of the nucleus; events without one (0, NaN) and specks below 20 um2 are left out.
  void add(double x_px, double y_px, double area_um2);
  [[nodiscard]] ScanLandmarks landmarks() const;

 private:
  std::vector<Landmark> nuclei_;
};

/// How many landmarks fall on one another when one scan is shifted, the best shift counting.
[[nodiscard]] std::size_t shared_landmarks(const ScanLandmarks& a, const ScanLandmarks& b);
/// Whether two scans show the same cells: at least kLeastLandmarks each, and more than a third of the smaller
/// number shared. Without enough landmarks nothing is claimed.
[[nodiscard]] bool show_same_cells(const ScanLandmarks& a, const ScanLandmarks& b);

/// "x,y x,y ..." and back; empty for any other text.
[[nodiscard]] std::string landmarks_text(const ScanLandmarks& landmarks);
[[nodiscard]] std::optional<ScanLandmarks> landmarks_from(std::string_view text);

}  // namespace cyto
