#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cyto {

/// Order statistics of a list, exact: the values are put into 256 classes around their mean, the class of a
/// rank is found by counting, and the few values in it are sorted. What far values do to the classes costs
/// time but changes no answer. Keeps its memory for the next list.
class CodedRanks {
 public:
  /// @param values at least one, all finite; readable up to ValueLists::kMargin behind the last; must live
  /// until the last call. @param sd standard deviation.
  void read(std::span<const float> values, double mean, double sd);

  /// Looks for one rank of each of several lists of the same length side by side, before at() is asked for it
  /// or median() where it is the middle one. Saves time, changes no answer. @param ranks one per list.
  static void find(std::span<CodedRanks> lists, std::span<const std::size_t> ranks);

  /// The value with `rank` values before it in ascending order. @pre rank < number of values.
  [[nodiscard]] float at(std::size_t rank);
  /// Of an even number of values the mean of the middle two.
  [[nodiscard]] double median();
  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }

 private:
  /// Takes and sorts a class. @param below values before it.
  void take(std::uint8_t code, std::size_t below);

  std::span<const float> values_;
  std::vector<std::uint8_t> codes_;
  std::uint8_t code_ = 0;  ///< the class taken
  std::vector<float>
      members_;  ///< its values, ascending: those of the ranks [first_rank_, first_rank_ + taken_)
  std::size_t first_rank_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace cyto
