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

}  // namespace

ContentMarker::ContentMarker(const SlideRect& core, std::uint32_t channel, int bits,
                             std::vector<ContentMark>& marks)
    : core_(core),
      channel_(channel),
      chosen_bits_(std::min(bits, kChosenBits)),
      other_bits_(~(~std::uint64_t{0} >> static_cast<unsigned>(bits - chosen_bits_))),
      most_(marks.size() + kAlwaysAllowed +
            kMostTimesExpected * (static_cast<std::size_t>(core.area()) >> static_cast<unsigned>(bits))),
      marks_(marks),
      words_(static_cast<std::size_t>(core.width) + kRowPadding) {}

template <typename Count>
void ContentMarker::mark_row(const Count* row) {
  const auto width = static_cast<std::size_t>(core_.width);
  std::transform(row, row + width, words_.begin(), [](Count value) { return word_of(value); });
  choose_places(words_, width, chosen_bits_, places_);
  for (const int x : places_) {
    const std::uint64_t hash = hash_of(row + x);
    if (((hash * kMix) & other_bits_) == 0 && is_rich(row + x) && marks_.size() < most_) {
      marks_.push_back({hash, static_cast<std::int32_t>(core_.x + x),
                        static_cast<std::int32_t>(core_.y + rows_), channel_});
    }
  }
}

template <typename Count>
void ContentMarker::mark_rows(const cv::Mat& raw) {
  for (int y = 0; y < raw.rows && marks_.size() < most_; ++y, ++rows_) {
    mark_row(raw.ptr<Count>(y));
  }
}

void ContentMarker::take(const cv::Mat& raw) {
  switch (raw.type()) {
    case CV_8UC1:
      return mark_rows<std::uint8_t>(raw);
    case CV_16UC1:
      return mark_rows<std::uint16_t>(raw);
    case CV_32FC1:
      return mark_rows<float>(raw);
    default:
      throw Error(ErrorCode::Internal, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

}  // namespace cyto
