#include "content_marks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <numeric>
#include <type_traits>

#include "cytrial/core/error.h"

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

template <typename Count>
cv::Mat1w words_of(const cv::Mat& raw) {
  if constexpr (std::is_same_v<Count, std::uint16_t>) {
    return raw;
  } else {
    cv::Mat1w words(raw.size());
    for (int y = 0; y < raw.rows; ++y) {
      const Count* row = raw.ptr<Count>(y);
      std::transform(row, row + raw.cols, words.ptr<std::uint16_t>(y), word_of<Count>);
    }
    return words;
  }
}

cv::Mat1w words_of_pixels(const cv::Mat& raw) {
  switch (raw.type()) {
    case CV_8UC1:
      return words_of<std::uint8_t>(raw);
    case CV_16UC1:
      return words_of<std::uint16_t>(raw);
    case CV_32FC1:
      return words_of<float>(raw);
    default:
      throw Error(ErrorCode::Internal, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

/// The pixels that a mark stands for, in two columns side by side: even 8-bit noise of one count differs over
/// so many.
constexpr int kMarkColumns = 2;
template <typename Count>
using Patch = std::array<Count, static_cast<std::size_t>(kMarkColumns* kMarkRows)>;

template <typename Count>
Patch<Count> patch_at(const cv::Mat& raw, const MarkedPlace& place) {
  Patch<Count> patch;
  auto* pixel = patch.begin();
  for (int x = place.x; x < place.x + kMarkColumns; ++x) {
    for (int y = place.y; y < place.y + kMarkRows; ++y) {
      *pixel++ = raw.ptr<Count>(y)[x];
    }
  }
  return patch;
}

template <typename Count>
std::uint64_t hash_of(const Patch<Count>& patch) {
  return std::accumulate(patch.begin(), patch.end(), std::uint64_t{0},
                         [](std::uint64_t hash, Count pixel) { return hash * kBase + bits_of(pixel) + 1; });
}

template <typename Count>
bool is_rich(const Patch<Count>& patch) {
  int changes = 0;
  for (std::size_t i = 1; i < patch.size(); ++i) {
    changes += patch[i] != patch[i - 1] ? 1 : 0;
  }
  return changes >= kLeastChanges;
}

}  // namespace

ContentMarker::ContentMarker(const cv::Mat& raw, const SlideRect& core, std::uint32_t channel, int bits,
                             std::vector<ContentMark>& marks)
    : raw_(raw),
      words_(words_of_pixels(raw)),
      core_(core),
      channel_(channel),
      chosen_bits_(std::min(bits, kChosenBits)),
      other_bits_(~(~std::uint64_t{0} >> static_cast<unsigned>(bits - chosen_bits_))),
      most_(marks.size() + kAlwaysAllowed +
            kMostTimesExpected * (static_cast<std::size_t>(core.area()) >> static_cast<unsigned>(bits))),
      marks_(marks),
      hashes_(static_cast<std::size_t>(raw.cols)) {}

template <typename Count>
void ContentMarker::mark_places() {
  for (const MarkedPlace& place : places_) {
    if (place.x + kMarkColumns > raw_.cols) {
      continue;
    }
    const auto patch = patch_at<Count>(raw_, place);
    const std::uint64_t hash = hash_of<Count>(patch);
    if (((hash * kMix) & other_bits_) == 0 && is_rich<Count>(patch) && marks_.size() < most_) {
      marks_.push_back({hash, static_cast<std::int32_t>(core_.x + place.x),
                        static_cast<std::int32_t>(core_.y + place.y), channel_});
    }
  }
}

void ContentMarker::take_until(int end) {
  const PixelRows<std::uint16_t> words{words_.ptr<std::uint16_t>(),
                                       static_cast<std::ptrdiff_t>(words_.step1()), words_.rows, words_.cols};
  choose_places(words, rows_, end, chosen_bits_, hashes_.data(), places_);
  rows_ = end;
  switch (raw_.type()) {
    case CV_8UC1:
      return mark_places<std::uint8_t>();
    case CV_16UC1:
      return mark_places<std::uint16_t>();
    default:
      return mark_places<float>();
  }
}

}  // namespace cyto
