#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace cyto {

/// Order statistics of a list, exact. A limit is halved between known ones until few values lie between,
/// and only those are sorted out; counting the values below a limit is what vector units do best. What was
/// learned for one rank serves the next.
///
/// One object may read many lists and keeps its memory. Not for use by two threads at once.
class ValueRanks {
 public:
  /// @param values at least one, all finite; must live until the last call of at().
  void read(std::span<const float> values);

  /// The value with `rank` values before it in ascending order. @pre rank < number of values.
  [[nodiscard]] float at(std::size_t rank);

  [[nodiscard]] float largest() const { return known_[1].limit; }

  /// The value at share `q` (0..1) of the way from the smallest to the largest, rounded down.
  [[nodiscard]] float quantile(float q);

 private:
  /// `count` values are at most `limit`.
  struct Known {
    float limit;
    std::size_t count;
  };

  [[nodiscard]] float among(float above, float up_to, std::size_t rank);

  static constexpr std::size_t kMostKnown = 64;
  std::span<const float> values_;
  float least_ = 0.0F;
  std::array<Known, kMostKnown> known_{};
  std::size_t knowns_ = 0;
  std::vector<float> members_;
};

}  // namespace cyto
