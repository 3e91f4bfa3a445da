#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace cyto {

/// `count` values of a list are at most `limit`.
struct RankLimit {
  float limit = 0.0F;
  std::size_t count = 0;
};

/// Rank of the value at share `q` (0..1) of the way from the smallest to the largest of n, rounded down.
[[nodiscard]] inline std::size_t rank_at(float q, std::size_t n) {
  return static_cast<std::size_t>(q * static_cast<float>(n - 1));
}

/// Limits that were counted, for the next rank of the same list.
struct RankLimits {
  static constexpr std::size_t kMost = 16;
  std::array<RankLimit, kMost> seen{};
  std::size_t size = 0;
};

/// Order statistics of a list, exact. Limits are set between known ones until few values lie between,
/// and only those are compared; counting the values below a limit is what vector units do best. What was
/// learned for one rank serves the next.
///
/// One object may read many lists and keeps its memory. Not for use by two threads at once.
class ValueRanks {
 public:
  /// @param values at least one, all finite; must live until the last call of at().
  void read(std::span<const float> values);

  /// Tells a limit that probably lies near a value to be asked for, such as one found in a list like this. A
  /// good guess saves time; no guess changes an answer.
  void expect(float limit);

  /// The value with `rank` values before it in ascending order. @pre rank < number of values.
  [[nodiscard]] float at(std::size_t rank);

  [[nodiscard]] float largest() const { return most_; }

  /// The value at rank_at(q).
  [[nodiscard]] float quantile(float q);

 private:
  /// Takes the values around a rank out of the list.
  void take(std::size_t rank);

  std::span<const float> values_;
  float least_ = 0.0F;
  float most_ = 0.0F;
  RankLimits limits_;
  std::vector<float> members_;  ///< values of the ranks [first_rank_, first_rank_ + taken_), in any order
  std::size_t first_rank_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace cyto
