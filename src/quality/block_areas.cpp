#include "block_areas.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "cytrial/quality/window_quality.h"

namespace cyto {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

void extend(SlideRect& rect, const SlideRect& by) {
  if (rect.empty()) {
    rect = by;
    return;
  }
  const std::int64_t right = std::max(rect.right(), by.right());
  const std::int64_t bottom = std::max(rect.bottom(), by.bottom());
  rect.x = std::min(rect.x, by.x);
  rect.y = std::min(rect.y, by.y);
  rect.width = right - rect.x;
  rect.height = bottom - rect.y;
}

bool begins_before(const BlockArea& a, const BlockArea& b) {
  return a.blocks.y != b.blocks.y ? a.blocks.y < b.blocks.y : a.blocks.x < b.blocks.x;
}

}  // namespace

BlockAreas::BlockAreas(std::int64_t across, std::int64_t down)
    : across_(across), down_(down), labels_(static_cast<std::size_t>(across), kNone) {}

std::size_t BlockAreas::root_of(std::size_t area) const {
  while (open_[area].joined_into != area) {
    area = open_[area].joined_into;
  }
  return area;
}

void BlockAreas::take_block(std::size_t area, std::int64_t column, bool nucleus) {
  BlockArea& grown = open_[root_of(area)].area;
  extend(grown.blocks, {column, row_, 1, 1});
  ++grown.count;
  grown.with_nucleus += nucleus ? 1 : 0;
  grown.touches_edge =
      grown.touches_edge || column == 0 || column == across_ - 1 || row_ == 0 || row_ == down_ - 1;
}

std::vector<BlockArea> BlockAreas::add_row(const std::vector<std::uint8_t>& marked) {
  std::vector<std::size_t> labels(labels_.size(), kNone);
  for (std::size_t column = 0; column < labels.size(); ++column) {
    if (marked[column] == 0) {
      continue;
    }
    const std::size_t above = labels_[column];
    const std::size_t left = column == 0 ? kNone : labels[column - 1];
    std::size_t& label = labels[column];
    label = above != kNone ? root_of(above) : left;
    if (label == kNone) {
      label = open_.size();
      open_.push_back({{}, label});
    } else if (left != kNone && root_of(left) != label) {
      OpenArea& joined = open_[root_of(left)];
      extend(open_[label].area.blocks, joined.area.blocks);
      open_[label].area.count += joined.area.count;
      open_[label].area.with_nucleus += joined.area.with_nucleus;
      open_[label].area.touches_edge = open_[label].area.touches_edge || joined.area.touches_edge;
      joined.joined_into = label;
    }
    take_block(label, static_cast<std::int64_t>(column), marked[column] == 2);
  }
  ++row_;
  return keep_areas_of(labels);
}

std::vector<BlockArea> BlockAreas::finish() {
  std::vector<std::size_t> nothing(labels_.size(), kNone);
  return keep_areas_of(nothing);
}

std::vector<BlockArea> BlockAreas::keep_areas_of(std::vector<std::size_t>& labels) {
  std::vector<std::size_t> kept_as(open_.size(), kNone);
  std::vector<OpenArea> kept;
  for (std::size_t& label : labels) {
    if (label == kNone) {
      continue;
    }
    const std::size_t root = root_of(label);
    if (kept_as[root] == kNone) {
      kept_as[root] = kept.size();
      kept.push_back({open_[root].area, kept.size()});
    }
    label = kept_as[root];
  }
  std::vector<BlockArea> ended;
  for (std::size_t i = 0; i < open_.size(); ++i) {
    if (open_[i].joined_into == i && kept_as[i] == kNone) {
      ended.push_back(open_[i].area);
    }
  }
  std::sort(ended.begin(), ended.end(), begins_before);
  open_ = std::move(kept);
  labels_ = std::move(labels);
  return ended;
}

std::uint64_t blocks_beside(std::uint64_t mask, int down, int right) {
  constexpr int kAcross = static_cast<int>(kBlocksAcrossCell);
  std::uint64_t found = 0;
  for (int block = 0; mask != 0 && block < kAcross * kAcross; ++block) {
    if (((mask >> static_cast<unsigned>(block)) & 1U) == 0) {
      continue;
    }
    const int y = block / kAcross + down * kAcross;
    const int x = block % kAcross + right * kAcross;
    for (int row = std::max(0, y - 1); row <= std::min(kAcross - 1, y + 1); ++row) {
      for (int column = std::max(0, x - 1); column <= std::min(kAcross - 1, x + 1); ++column) {
        found |= 1ULL << static_cast<unsigned>(row * kAcross + column);
      }
    }
  }
  return found;
}

}  // namespace cyto
