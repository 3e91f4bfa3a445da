#include "near_columns.h"

#include <algorithm>

namespace cyto {

const std::vector<ColumnStretch>& NearColumns::row(int y) {
  std::erase_if(near_, [&](const cv::Rect& box) { return box.br().y + margin_ <= y; });
  for (; next_ < boxes_.size() && boxes_[next_].y - margin_ <= y; ++next_) {
    const auto place = std::upper_bound(near_.begin(), near_.end(), boxes_[next_],
                                        [](const cv::Rect& a, const cv::Rect& b) { return a.x < b.x; });
    near_.insert(place, boxes_[next_]);
  }
  stretches_.clear();
  for (const cv::Rect& box : near_) {
    const int begin = std::max(box.x - margin_, 0);
    const int end = std::min(box.br().x + margin_, columns_);
    if (!stretches_.empty() && begin <= stretches_.back().end) {
      stretches_.back().end = std::max(stretches_.back().end, end);
    } else {
      stretches_.push_back({begin, end});
    }
  }
  return stretches_;
}

}  // namespace cyto
