#include "region_bits.h"

#include <algorithm>
#include <bit>

namespace cyto {
namespace {

constexpr std::size_t kBits = 64;

/// Sets bits [begin, end) of a row.
void set_bits(std::uint64_t* row, std::size_t begin, std::size_t end) {
  while (begin < end) {
    const std::size_t first = begin % kBits;
    const std::size_t count = std::min(end - begin, kBits - first);
    row[begin / kBits] |= ~std::uint64_t{0} >> (kBits - count) << first;
    begin += count;
  }
}

}  // namespace

void RegionBits::read(const MeasuredRegion& region, const MeasuredRegion& whole) {
  stride_ = (static_cast<std::size_t>(whole.frame.width) + kBits - 1) / kBits;
  row_words_ = static_cast<std::size_t>(whole.frame.height) * stride_;
  words_.assign(1 + row_words_ + 1 + kBitMargin, 0);
  const cv::Point shift = region.corner - whole.corner;
  for (const PixelRun& run : region.runs) {
    set_bits(words_.data() + 1 + static_cast<std::size_t>(run.y + shift.y) * stride_,
             static_cast<std::size_t>(run.begin + shift.x), static_cast<std::size_t>(run.end + shift.x));
  }
}

InnerCounts RegionBits::read_inner(const RegionBits& all, const RegionBits& part) {
  stride_ = all.stride_;
  row_words_ = all.row_words_;
  words_.assign(all.words_.size(), 0);
  const std::size_t first = 1 + stride_;  // no pixel lies in the border
  return find_inner(all.words_.data() + first, part.words_.data() + first, row_words_ - 2 * stride_, stride_,
                    words_.data() + first);
}

CrossingCounts RegionBits::crossings() const {
  return count_crossings(words_.data() + 1, row_words_ - stride_, stride_);
}

void RegionBits::list_runs(std::vector<PixelRun>& runs) const {
  runs.clear();
  bool open = false;
  for (std::size_t i = 1; i < 1 + row_words_; ++i) {
    const int y = static_cast<int>((i - 1) / stride_);
    const int first = static_cast<int>((i - 1) % stride_ * kBits);
    // Ones where a run begins and behind its end, in turn.
    for (std::uint64_t turns = words_[i] ^ (words_[i] << 1U | words_[i - 1] >> 63U); turns != 0;
         turns &= turns - 1) {
      const int x = first + std::countr_zero(turns);
      if (open) {
        runs.back().end = x;
      } else {
        runs.push_back({y, x, x});
      }
      open = !open;
    }
  }
}

}  // namespace cyto
