#include "content_marks.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <type_traits>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

/// Pixels of one row that a mark stands for: even 8-bit noise of one count differs over so many.
constexpr int kMarkPx = 32;
/// Neighbours that must differ among them: a clipped or empty stretch is like every other.
constexpr int kLeastChanges = 16;
constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15ULL;
constexpr std::uint64_t kMix = 0xD6E8FEB86659FD93ULL;
constexpr std::size_t kMostTimesExpected = 8;
constexpr std::size_t kAlwaysAllowed = 16;

constexpr std::uint64_t power_of_base(int exponent) {
  std::uint64_t power = 1;
  for (int i = 0; i < exponent; ++i) {
    power *= kBase;
  }
  return power;
}

template <typename Count>
std::uint64_t bits_of(Count value) {
  if constexpr (std::is_floating_point_v<Count>) {
    return std::bit_cast<std::uint32_t>(value);
  } else {
    return value;
  }
}

template <typename Count>
bool is_rich(const Count* pixels) {
  int changes = 0;
  for (int i = 1; i < kMarkPx; ++i) {
    changes += pixels[i] != pixels[i - 1] ? 1 : 0;
  }
  return changes >= kLeastChanges;
}

/// Rolling hash (Karp & Rabin 1987, IBM J Res Dev 31:249) of every run of kMarkPx pixels in a row.
template <typename Count>
void mark_rows(const cv::Mat& raw, const SlideRect& core, std::uint32_t channel, int bits,
               std::vector<ContentMark>& marks) {
  constexpr std::uint64_t kLeaving = power_of_base(kMarkPx);
  const std::size_t most =
      marks.size() + kAlwaysAllowed +
      kMostTimesExpected * (static_cast<std::size_t>(core.area()) >> static_cast<unsigned>(bits));
  const auto shift = static_cast<unsigned>(64 - bits);
  for (int y = 0; y < raw.rows; ++y) {
    const Count* row = raw.ptr<Count>(y);
    std::uint64_t hash = 0;
    for (int x = 0; x < raw.cols; ++x) {
      hash = hash * kBase + bits_of(row[x]) + 1;
      if (x < kMarkPx - 1) {
        continue;
      }
      if (x >= kMarkPx) {
        hash -= kLeaving * (bits_of(row[x - kMarkPx]) + 1);
      }
      const Count* first = row + x - kMarkPx + 1;
      if (((hash * kMix) >> shift) == 0 && is_rich(first)) {
        marks.push_back({hash, static_cast<std::int32_t>(core.x + x - kMarkPx + 1),
                         static_cast<std::int32_t>(core.y + y), channel});
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
