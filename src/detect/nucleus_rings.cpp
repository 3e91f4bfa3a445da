#include "nucleus_rings.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bit_frame.h"
#include "cell_regions.h"
#include "growth_kernel.h"
#include "label_runs.h"

namespace cyto {
namespace {

/// Boxes of labels by their upper edges.
class SortedBoxes {
 public:
  explicit SortedBoxes(std::span<const cv::Rect> boxes) : boxes_(boxes), near_(boxes.size()) {
    for (const cv::Rect& box : boxes) {
      tallest_ = std::max(tallest_, box.height);
    }
  }

  /// Labels from `first` to one below `end` whose boxes share a pixel with `area`; until the next call.
  std::span<const std::int32_t> near(const cv::Rect& area, std::int32_t first, std::int32_t end) {
    const auto is_above = [](const cv::Rect& box, int y) { return box.y < y; };
    const auto from = boxes_.begin() + (first - 1);
    const auto to = boxes_.begin() + (end - 1);
    auto box = std::lower_bound(from, to, area.y - tallest_ + 1, is_above);
    const auto last = std::lower_bound(box, to, area.br().y, is_above);
    std::int32_t* found = near_.data();
    for (; box != last; ++box) {  // without a choice, which could not be foreseen
      *found = static_cast<std::int32_t>(box - boxes_.begin()) + 1;
      const bool is_near =
          (box->x < area.x + area.width) & (area.x < box->x + box->width) & (area.y < box->y + box->height);
      found += is_near ? 1 : 0;
    }
    return {near_.data(), found};
  }

 private:
  std::span<const cv::Rect> boxes_;
  int tallest_ = 0;
  std::vector<std::int32_t> near_;
};

cv::Rect grown_box(const cv::Rect& box, int by) {
  return {box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by};
}

/// Rings of single nuclei, all pixels of a row as the bits of a word.
class BitRings {
 public:
  BitRings(const ObjectRuns& nuclei, std::span<const cv::Rect> boxes, double radius_px)
      : nuclei_(nuclei),
        boxes_(boxes),
        sorted_(boxes),
        steps_(disc_steps(radius_px)),
        radius_(static_cast<int>(radius_px)) {}

  /// Whether a nucleus and what its ring depends on fit.
  [[nodiscard]] bool fits(std::int32_t label) const {
    return radius_ <= static_cast<int>(kBitRowMargin) && frame_of(label).width <= BitFrame::kColumns;
  }

  /// Appends a nucleus with its ring as one object.
  void append(std::int32_t label, ObjectRuns& to) {
    const BitFrame frame(frame_of(label));
    frame.clear(own_);
    frame.mark(nuclei_.of(label), own_);
    mark(frame, sorted_.near(frame.box(), 1, label), lower_);
    mark(frame, sorted_.near(frame.box(), label + 1, nuclei_.most() + 1), higher_);
    const cv::Rect reach = grown_box(box_of(label), radius_) & cv::Rect({0, 0}, nuclei_.window());
    found_.resize(own_.size());
    grow_disc({own_.data(), lower_.data(), higher_.data()}, steps_, frame.word_of(reach.y),
              static_cast<std::size_t>(reach.height), found_.data());
    frame.append(found_, reach, to);
  }

 private:
  [[nodiscard]] const cv::Rect& box_of(std::int32_t label) const {
    return boxes_[static_cast<std::size_t>(label) - 1];
  }
  /// Who is further away has no pixel of the ring.
  [[nodiscard]] cv::Rect frame_of(std::int32_t label) const { return grown_box(box_of(label), 2 * radius_); }
  void mark(const BitFrame& frame, std::span<const std::int32_t> labels,
            std::vector<std::uint64_t>& rows) const {
    frame.clear(rows);
    for (const std::int32_t label : labels) {
      frame.mark(nuclei_.of(label), rows);
    }
  }

  const ObjectRuns& nuclei_;
  std::span<const cv::Rect> boxes_;
  SortedBoxes sorted_;
  std::vector<DiscStep> steps_;
  int radius_;
  std::vector<std::uint64_t> own_;
  std::vector<std::uint64_t> lower_;   ///< of nuclei with smaller labels
  std::vector<std::uint64_t> higher_;  ///< with larger ones
  std::vector<std::uint64_t> found_;
};

/// Those of some labels from all that grow.
ObjectRuns grown_together(const ObjectRuns& nuclei, std::span<const cv::Rect> boxes,
                          const std::vector<std::int32_t>& labels, double radius_px) {
  std::vector<std::int32_t> label_of(static_cast<std::size_t>(nuclei.most()) + 1, 0);
  std::vector<cv::Rect> own;
  for (const std::int32_t label : labels) {
    label_of[static_cast<std::size_t>(label)] = label;
    own.push_back(boxes[static_cast<std::size_t>(label) - 1]);
  }
  const int columns = nuclei.window().width;
  return objects_of(grown_runs(rows_of(nuclei), columns, radius_px, own).relabelled(label_of), columns);
}

}  // namespace

ObjectRuns nuclei_with_rings(const ObjectRuns& nuclei, std::span<const cv::Rect> boxes,
                             const std::vector<bool>& chosen, double radius_px) {
  BitRings rings(nuclei, boxes, radius_px);
  std::vector<std::int32_t> too_wide;
  for (std::int32_t label = 1; label <= nuclei.most(); ++label) {
    if (chosen[static_cast<std::size_t>(label)] && !rings.fits(label)) {
      too_wide.push_back(label);
    }
  }
  const ObjectRuns wide =
      too_wide.empty() ? ObjectRuns() : grown_together(nuclei, boxes, too_wide, radius_px);
  ObjectRuns found(nuclei.window());
  for (std::int32_t label = 1; label <= nuclei.most(); ++label) {
    if (!chosen[static_cast<std::size_t>(label)]) {
      found.end_object();
    } else if (rings.fits(label)) {
      rings.append(label, found);
    } else {
      found.append_object(wide.of(label));
    }
  }
  return found;
}

}  // namespace cyto
