#include "constant_pixels.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

// A line shorter than this may be constant by chance.
constexpr int kLeastLinePx = 64;
constexpr int kBlock = static_cast<int>(kQualityBlockPx);
constexpr int kAcross = static_cast<int>(kBlocksAcrossCell);
constexpr std::size_t kBlocks = static_cast<std::size_t>(kAcross) * kAcross;
constexpr std::uint64_t kFirstColumn = 0x0101010101010101ULL;

std::uint64_t bit_of(std::size_t block) {
  return 1ULL << block;
}

/// The blocks of `mask` and their eight neighbours within the cell.
std::uint64_t with_neighbours(std::uint64_t mask) {
  const std::uint64_t across = mask | ((mask << 1U) & ~kFirstColumn) | ((mask & ~kFirstColumn) >> 1U);
  return across | (across << static_cast<unsigned>(kAcross)) | (across >> static_cast<unsigned>(kAcross));
}

/// On a noisy image the first two pixels tell; only a constant stretch is read to its end.
template <typename Count>
bool all_equal(const Count* pixels, int count) {
  return pixels[0] == pixels[1] &&
         std::memcmp(pixels, pixels + 1, static_cast<std::size_t>(count - 1) * sizeof(Count)) == 0;
}

/// One block on the way: how many of its rows are constant, and those that are not part of a longer line.
struct BlockRows {
  int constant = 0;
  int constant_alone = 0;
};

template <typename Count>
class CellScan {
 public:
  CellScan(const cv::Mat& raw, const CellValues& values) : raw_(raw), values_(values) {}

  [[nodiscard]] ConstantPixels scan() {
    for (int y = 0; y < raw_.rows; y += kBlock) {
      scan_rows(y);
    }
    for (int y = 0; y < raw_.rows; y += kBlock) {
      for (int x = 0; x < raw_.cols; x += kBlock) {
        judge_block(y, x);
      }
    }
    count_segments();
    drop_rows_of_constant_blocks();
    find_columns();
    return found_;
  }

 private:
  [[nodiscard]] static std::size_t block_at(int y, int x) {
    return static_cast<std::size_t>(y / kBlock) * kAcross + static_cast<std::size_t>(x / kBlock);
  }
  [[nodiscard]] int height_of(int y) const { return std::min(kBlock, raw_.rows - y); }
  [[nodiscard]] int width_of(int x) const { return std::min(kBlock, raw_.cols - x); }
  [[nodiscard]] bool tells(int y, int x) const {
    return height_of(y) >= kLeastBlockPx && width_of(x) >= kLeastBlockPx;
  }

  /// One row of blocks: on a noisy image what is known of them tells that no row is constant.
  void scan_rows(int top) {
    const auto* const first = &values_[block_at(top, 0)];
    if (std::none_of(first, first + kAcross, [](const BlockValues& block) { return block.alike; })) {
      return;
    }
    for (int y = top; y < top + height_of(top); ++y) {
      scan_row(y);
    }
  }

  void scan_row(int y) {
    const Count* row = raw_.ptr<Count>(y);
    const bool through = raw_.cols >= kLeastLinePx && all_equal(row, raw_.cols);
    found_.rows[static_cast<std::size_t>(y)] = through;
    for (int x = 0; x < raw_.cols; x += kBlock) {
      if (through || (width_of(x) >= kLeastBlockPx && all_equal(row + x, width_of(x)))) {
        BlockRows& block = blocks_[block_at(y, x)];
        ++block.constant;
        block.constant_alone += through ? 0 : 1;
      }
    }
  }

  void judge_block(int y, int x) {
    const std::size_t block = block_at(y, x);
    if (tells(y, x) && blocks_[block].constant == height_of(y) && first_column_equal(y, x)) {
      note_constant(static_cast<float>(raw_.ptr<Count>(y)[x]), bit_of(block));
      return;
    }
    found_.cell.greatest = std::max(found_.cell.greatest, values_[block].greatest);
  }

  [[nodiscard]] bool first_column_equal(int y, int x) const {
    const Count value = raw_.ptr<Count>(y)[x];
    for (int row = y + 1; row < y + height_of(y); ++row) {
      if (raw_.ptr<Count>(row)[x] != value) {
        return false;
      }
    }
    return true;
  }

  void note_constant(float value, std::uint64_t bit) {
    ChannelCell& cell = found_.cell;
    const bool first = cell.constant_blocks == 0;
    cell.least_constant = first ? value : std::min(cell.least_constant, value);
    cell.greatest_constant = first ? value : std::max(cell.greatest_constant, value);
    cell.constant_blocks |= bit;
  }

  void count_segments() {
    ChannelCell& cell = found_.cell;
    const std::uint64_t outer = with_neighbours(cell.constant_blocks);
    for (int y = 0; y < raw_.rows; y += kBlock) {
      for (int x = 0; x < raw_.cols; x += kBlock) {
        const std::size_t block = block_at(y, x);
        if (!tells(y, x) || (cell.constant_blocks & bit_of(block)) != 0) {
          continue;
        }
        const int constant = blocks_[block].constant_alone;
        cell.segments = static_cast<std::uint16_t>(cell.segments + height_of(y));
        cell.constant_segments = static_cast<std::uint16_t>(cell.constant_segments + constant);
        if ((outer & bit_of(block)) == 0) {
          cell.inner_segments = static_cast<std::uint16_t>(cell.inner_segments + height_of(y));
          cell.constant_inner_segments = static_cast<std::uint16_t>(cell.constant_inner_segments + constant);
        }
      }
    }
  }

  /// A row that crosses constant blocks alone is no line of its own.
  void drop_rows_of_constant_blocks() {
    for (int y = 0; found_.rows.any() && y < raw_.rows; ++y) {
      std::uint64_t crossed = 0;
      for (int x = 0; x < raw_.cols && tells(y - y % kBlock, x); x += kBlock) {
        crossed |= bit_of(block_at(y, x));
      }
      if ((found_.cell.constant_blocks & crossed) == crossed) {
        found_.rows[static_cast<std::size_t>(y)] = false;
      }
    }
  }

  /// A column is constant when no pixel differs from the one above; rows are compared until every column has
  /// shown a difference, on a noisy image within a few.
  void find_columns() {
    if (raw_.rows < kLeastLinePx) {
      return;
    }
    std::array<std::uint8_t, static_cast<std::size_t>(kQualityCellPx)> moves{};
    int moving = 0;
    for (int y = 1; y < raw_.rows && moving < raw_.cols; ++y) {
      const Count* row = raw_.ptr<Count>(y);
      const Count* above = raw_.ptr<Count>(y - 1);
      moving = 0;
      for (int x = 0; x < raw_.cols; ++x) {
        moves[static_cast<std::size_t>(x)] |= row[x] != above[x] ? 1 : 0;
        moving += moves[static_cast<std::size_t>(x)];
      }
    }
    for (int x = 0; moving < raw_.cols && x < raw_.cols; ++x) {
      std::uint64_t crossed = 0;
      for (int y = 0; y < raw_.rows && tells(y, x - x % kBlock); y += kBlock) {
        crossed |= bit_of(block_at(y, x));
      }
      const bool own_line = (found_.cell.constant_blocks & crossed) != crossed;
      found_.columns[static_cast<std::size_t>(x)] = moves[static_cast<std::size_t>(x)] == 0 && own_line;
    }
  }

  const cv::Mat& raw_;
  const CellValues& values_;
  std::array<BlockRows, kBlocks> blocks_{};
  ConstantPixels found_;
};

}  // namespace

ConstantPixels constant_pixels(const cv::Mat& raw, const CellValues& values) {
  switch (raw.type()) {
    case CV_8UC1:
      return CellScan<std::uint8_t>(raw, values).scan();
    case CV_16UC1:
      return CellScan<std::uint16_t>(raw, values).scan();
    case CV_32FC1:
      return CellScan<float>(raw, values).scan();
    default:
      throw Error(ErrorCode::Internal, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

}  // namespace cyto
