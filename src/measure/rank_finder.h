#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace cyto {

/// Order statistics of a list, exact, in linear time: a histogram finds the bin of a rank, and only the
/// values of that bin are sorted out.
class RankFinder {
 public:
  /// @param values at least one, all finite; kept by reference.
  explicit RankFinder(const std::vector<float>& values);

  /// The value with `rank` values before it in ascending order. @pre rank < values.size().
  [[nodiscard]] float at(std::size_t rank) const;
  [[nodiscard]] float largest() const { return max_; }

 private:
  static constexpr std::size_t kBins = 256;

  /// Rises with the value, rounding included: a larger value never falls into a lower bin.
  [[nodiscard]] std::size_t bin_of(float value) const;

  const std::vector<float>& values_;
  float min_;
  float max_;
  float scale_;
  std::array<std::uint32_t, kBins> counts_{};
};

}  // namespace cyto
