#include <algorithm>
#include <numeric>
#include <tuple>

#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"
#include "field_layout.h"

namespace cyto {
namespace {

/// Fields of one row, left to right, as indices.
using FieldRow = std::vector<std::size_t>;

class FieldCutter {
 public:
  FieldCutter(const std::vector<FieldOrigin>& origins, std::int64_t width, std::int64_t height,
              const std::vector<std::string>& names, const std::string& scan)
      : origins_(origins), width_(width), height_(height), names_(names), scan_(scan) {}

  FieldCut cut() {
    const std::vector<FieldRow> rows = rows_of_fields();
    const std::vector<std::int64_t> row_edges = edges_between_rows(rows);
    find_common_sides(rows);
    top_ = row_edges.front();
    FieldCut result;
    result.rects.resize(origins_.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      cut_row(rows[r], row_edges[r], row_edges[r + 1], result);
    }
    result.width_px = right_ - left_;
    result.height_px = row_edges.back() - top_;
    result.cropped_px = cropped_;
    if (std::max(result.width_px, result.height_px) > static_cast<std::int64_t>(kMaxSlideEdgePx)) {
      refuse("the fields make a slide of " + std::to_string(result.width_px) + " x " +
             std::to_string(result.height_px) + " pixels, beyond the limit of " +
             std::to_string(kMaxSlideEdgePx));
    }
    for (const FieldOrigin& origin : origins_) {
      result.origins.push_back({origin.x - left_, origin.y - top_});
    }
    return result;
  }

 private:
  [[noreturn]] void refuse(const std::string& problem) const {
    throw Error(ErrorCode::BadData, scan_, problem, "check the field positions and that no field is missing");
  }
  [[nodiscard]] std::string pair_text(std::size_t a, std::size_t b) const {
    return "\"" + names_[a] + "\" and \"" + names_[b] + "\"";
  }

  /// A new row begins where a field lies more than half a field below the row's first.
  [[nodiscard]] std::vector<FieldRow> rows_of_fields() const {
    FieldRow order(origins_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::tie(origins_[a].y, origins_[a].x, a) < std::tie(origins_[b].y, origins_[b].x, b);
    });
    std::vector<FieldRow> rows;
    for (const std::size_t field : order) {
      if (rows.empty() || origins_[field].y - origins_[rows.back().front()].y > height_ / 2) {
        rows.emplace_back();
      }
      rows.back().push_back(field);
    }
    for (FieldRow& row : rows) {
      std::sort(row.begin(), row.end(), [&](std::size_t a, std::size_t b) {
        return std::tie(origins_[a].x, a) < std::tie(origins_[b].x, b);
      });
      require_neighbours(row);
    }
    return rows;
  }

  void require_neighbours(const FieldRow& row) const {
    for (std::size_t i = 1; i < row.size(); ++i) {
      const std::int64_t step = origins_[row[i]].x - origins_[row[i - 1]].x;
      if (step <= width_ / 2) {
        refuse("the fields " + pair_text(row[i - 1], row[i]) + " lie at one place");
      }
      if (step > width_) {
        refuse("the fields " + pair_text(row[i - 1], row[i]) + " leave a gap of " +
               std::to_string(step - width_) + " pixels between them");
      }
    }
  }

  /// Slide rows where one row of fields ends and the next begins; first and last are the slide's edges.
  [[nodiscard]] std::vector<std::int64_t> edges_between_rows(const std::vector<FieldRow>& rows) {
    std::vector<std::int64_t> edges;
    std::int64_t shared_bottom = 0;
    for (const FieldRow& row : rows) {
      std::int64_t top = origins_[row.front()].y;
      std::int64_t lowest = top;
      for (const std::size_t field : row) {
        top = std::min(top, origins_[field].y);
        lowest = std::max(lowest, origins_[field].y);
      }
      if (edges.empty()) {
        edges.push_back(lowest);
        note_crop(lowest - top, height_);
      } else if (lowest > shared_bottom) {
        refuse("the row of \"" + names_[row.front()] + "\" leaves a gap of " +
               std::to_string(lowest - shared_bottom) + " pixels below the row before it");
      } else {
        edges.push_back((lowest + shared_bottom) / 2);
      }
      shared_bottom = top + height_;
      if (&row == &rows.back()) {
        edges.push_back(shared_bottom);
        note_crop(lowest - top, height_);
      }
    }
    return edges;
  }

  void find_common_sides(const std::vector<FieldRow>& rows) {
    left_ = origins_[rows.front().front()].x;
    right_ = origins_[rows.front().back()].x + width_;
    for (const FieldRow& row : rows) {
      left_ = std::max(left_, origins_[row.front()].x);
      right_ = std::min(right_, origins_[row.back()].x + width_);
    }
    for (const FieldRow& row : rows) {
      note_crop(left_ - origins_[row.front()].x, width_);
      note_crop(origins_[row.back()].x + width_ - right_, width_);
    }
  }

  void note_crop(std::int64_t margin, std::int64_t edge) {
    if (margin > edge / 2) {
      refuse("the fields do not fill a rectangle: " + std::to_string(margin) +
             " pixels of a margin are covered by some rows or columns only");
    }
    cropped_ = std::max(cropped_, margin);
  }

  void cut_row(const FieldRow& row, std::int64_t top, std::int64_t bottom, FieldCut& result) const {
    std::int64_t from = left_;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::int64_t end = origins_[row[i]].x + width_;
      const std::int64_t to = i + 1 < row.size() ? (origins_[row[i + 1]].x + end) / 2 : right_;
      if (to <= from || bottom <= top) {
        refuse("the field \"" + names_[row[i]] + "\" would show nothing");
      }
      result.rects[row[i]] = {from - left_, top - top_, to - from, bottom - top};
      from = to;
    }
  }

  const std::vector<FieldOrigin>& origins_;
  std::int64_t width_;
  std::int64_t height_;
  const std::vector<std::string>& names_;
  const std::string& scan_;
  std::int64_t left_ = 0;
  std::int64_t top_ = 0;
  std::int64_t right_ = 0;
  std::int64_t cropped_ = 0;
};

}  // namespace

FieldCut cut_fields(const std::vector<FieldOrigin>& origins, std::int64_t field_width_px,
                    std::int64_t field_height_px, const std::vector<std::string>& names,
                    const std::string& scan) {
  return FieldCutter(origins, field_width_px, field_height_px, names, scan).cut();
}

}  // namespace cyto
