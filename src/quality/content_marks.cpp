#include "content_marks.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <type_traits>

#include "cytrial/core/error.h"
#include "marked_places.h"

namespace cyto {
namespace {

/// Neighbours that must differ among them: a clipped or empty stretch is like every other.
constexpr int kLeastChanges = 16;
constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15ULL;
constexpr std::uint64_t kMix = 0xD6E8FEB86659FD93ULL;
constexpr std::size_t kMostTimesExpected = 8;
constexpr std::size_t kAlwaysAllowed = 16;

/// The 16-bit hash can decide on so many bits well; the hash itself decides on the others.
constexpr int kChosenBits = 12;

template <typename Count>
std::uint64_t bits_of(Count value) {
  if constexpr (std::is_floating_point_v<Count>) {
    return std::bit_cast<std::uint32_t>(value);
  } else {
    return value;
  }
}

template <typename Count>
std::uint16_t word_of(Count value) {
  if constexpr (std::is_floating_point_v<Count>) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>(bits ^ (bits >> 16U) * 0x9E3BU);
  } else {
    return value;
  }
}

/// Of the run of pixels that a mark stands for: even 8-bit noise of one count differs over so many.
template <typename Count>
std::uint64_t hash_of(const Count* pixels) {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < kMarkPx; ++i) {
    hash = hash * kBase + bits_of(pixels[i]) + 1;
  }
  return hash;
}

template <typename Count>
bool is_rich(const Count* pixels) {
  int changes = 0;
  for (std::size_t i = 1; i < kMarkPx; ++i) {
    changes += pixels[i] != pixels[i - 1] ? 1 : 0;
  }
  return changes >= kLeastChanges;
}

template <typename Count>
void mark_rows(const cv::Mat& raw, const SlideRect& core, std::uint32_t channel, int bits,
               std::vector<ContentMark>& marks) {
  const std::size_t most =
      marks.size() + kAlwaysAllowed +
      kMostTimesExpected * (static_cast<std::size_t>(core.area()) >> static_cast<unsigned>(bits));
  const int chosen_bits = std::min(bits, kChosenBits);
  const std::uint64_t other_bits = ~(~std::uint64_t{0} >> static_cast<unsigned>(bits - chosen_bits));
  std::vector<std::uint16_t> words(static_cast<std::size_t>(raw.cols) + kRowPadding);
  std::vector<int> places;
  for (int y = 0; y < raw.rows; ++y) {
    const Count* row = raw.ptr<Count>(y);
    std::transform(row, row + raw.cols, words.begin(), word_of<Count>);
    choose_places(words, static_cast<std::size_t>(raw.cols), chosen_bits, places);
    for (const int x : places) {
      const std::uint64_t hash = hash_of(row + x);
      if (((hash * kMix) & other_bits) == 0 && is_rich(row + x)) {
        marks.push_back(
            {hash, static_cast<std::int32_t>(core.x + x), static_cast<std::int32_t>(core.y + y), channel});
        if (marks.size() == most) {
          return;
        }
      }
    }
  }
}

}  // namespace

void mark_content(const cv::Mat& raw, const SlideRect& core, std::uint32_t channel, int bits,
                  std::vector<ContentMark>& marks) {
  switch (raw.type()) {
    case CV_8UC1:
      return mark_rows<std::uint8_t>(raw, core, channel, bits, marks);
    case CV_16UC1:
      return mark_rows<std::uint16_t>(raw, core, channel, bits, marks);
    case CV_32FC1:
      return mark_rows<float>(raw, core, channel, bits, marks);
    default:
      throw Error(ErrorCode::Internal, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

}  // namespace cyto
