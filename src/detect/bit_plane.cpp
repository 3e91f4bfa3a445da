#include "bit_plane.h"

#include <algorithm>
#include <bit>

namespace cyto {

BitPlane::BitPlane(const cv::Size& window)
    : stride_(static_cast<std::size_t>(window.width) / kWordBits + 3),
      words_(stride_ * static_cast<std::size_t>(window.height), 0) {}

void BitPlane::add(const PixelRun& run) {
  for_each_word(run, [&](int x, std::uint64_t bits) {
    const auto column = static_cast<std::size_t>(x + kWordBits);
    std::uint64_t* const word =
        words_.data() + static_cast<std::size_t>(run.y) * stride_ + column / kWordBits;
    const std::size_t shift = column % kWordBits;
    word[0] |= bits << shift;
    word[1] |= bits >> 1 >> (kWordBits - 1 - shift);
  });
}

void BitPlane::add(const LabelRuns& runs) {
  for (int y = 0; y < runs.rows(); ++y) {
    for (const LabelRun& run : runs.row(y)) {
      add({y, run.begin, run.end});
    }
  }
}

void BitPlane::remove(const BitPlane& other) {
  std::transform(words_.begin(), words_.end(), other.words_.begin(), words_.begin(),
                 [](std::uint64_t own, std::uint64_t others) { return own & ~others; });
}

std::int64_t BitPlane::count(std::span<const PixelRun> runs) const {
  std::int64_t found = 0;
  for (const PixelRun& run : runs) {
    for_each_word(run, [&](int x, std::uint64_t own) { found += std::popcount(own & bits(run.y, x)); });
  }
  return found;
}

bool BitPlane::meets(const LabelRuns& runs) const {
  bool met = false;
  for (int y = 0; y < runs.rows() && !met; ++y) {
    for (const LabelRun& run : runs.row(y)) {
      for_each_word({y, run.begin, run.end},
                    [&](int x, std::uint64_t own) { met |= (own & bits(y, x)) != 0; });
    }
  }
  return met;
}

void append_bits(std::uint64_t bits, int y, int x, ObjectRuns& to) {
  while (bits != 0) {
    const int begin = std::countr_zero(bits);
    const int end = begin + std::countr_one(bits >> static_cast<unsigned>(begin));
    to.append_joined({y, x + begin, x + end});
    bits = end < BitPlane::kWordBits ? bits >> static_cast<unsigned>(end) << static_cast<unsigned>(end) : 0;
  }
}

void append_outside(std::span<const PixelRun> runs, const BitPlane& others, ObjectRuns& to) {
  for (const PixelRun& run : runs) {
    for_each_word(run,
                  [&](int x, std::uint64_t own) { append_bits(own & ~others.bits(run.y, x), run.y, x, to); });
  }
}

ObjectRuns outside_of(const ObjectRuns& objects, const BitPlane& others) {
  ObjectRuns found(objects.window());
  found.reserve(static_cast<std::size_t>(objects.most()), objects.all().size());
  for (std::int32_t object = 1; object <= objects.most(); ++object) {
    append_outside(objects.of(object), others, found);
    found.end_object();
  }
  return found;
}

}  // namespace cyto
