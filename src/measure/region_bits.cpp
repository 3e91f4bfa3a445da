#include "region_bits.h"

#include <algorithm>
#include <bit>

#include "bit_kernels.h"

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
  words_.assign(static_cast<std::size_t>(whole.frame.height) * stride_ + 2, 0);
  const cv::Point shift = region.corner - whole.corner;
  for (const PixelRun& run : region.runs) {
    set_bits(words_.data() + 1 + static_cast<std::size_t>(run.y + shift.y) * stride_,
             static_cast<std::size_t>(run.begin + shift.x), static_cast<std::size_t>(run.end + shift.x));
  }
}

void RegionBits::clear_as(const RegionBits& other) {
  stride_ = other.stride_;
  words_.assign(other.words_.size(), 0);
}

void RegionBits::read_inner(const RegionBits& all) {
  clear_as(all);
  const auto upright = [&](std::size_t i) { return all.left_of(i) & all.at(i) & all.right_of(i); };
  for (std::size_t i = 1 + stride_; i + 1 + stride_ < words_.size(); ++i) {
    words_[i] = upright(i - stride_) & upright(i) & upright(i + stride_);
  }
}

void RegionBits::read_edge(const RegionBits& all) {
  clear_as(all);
  for (std::size_t i = 1 + stride_; i + 1 + stride_ < words_.size(); ++i) {
    words_[i] = all.at(i) & ~(all.left_of(i) & all.right_of(i) & all.at(i - stride_) & all.at(i + stride_));
  }
}

void RegionBits::keep(const RegionBits& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i] &= other.words_[i];
  }
}

std::int64_t RegionBits::count() const {
  return count_bits(words_.data(), words_.size());
}

void RegionBits::list_runs(std::vector<PixelRun>& runs) const {
  runs.clear();
  bool open = false;
  for (std::size_t i = 1; i + 1 < words_.size(); ++i) {
    const int y = static_cast<int>((i - 1) / stride_);
    const int first = static_cast<int>((i - 1) % stride_ * kBits);
    // Ones where a run begins and behind its end, in turn.
    for (std::uint64_t turns = words_[i] ^ left_of(i); turns != 0; turns &= turns - 1) {
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
