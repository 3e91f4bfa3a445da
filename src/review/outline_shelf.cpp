#include "outline_shelf.h"

#include <algorithm>
#include <cmath>

namespace cyto::review {
namespace {

/// Smallest rectangle that holds all pixels of each label, by label.
std::map<std::uint32_t, SlideRect> boxes_in(const LabelWindow& window) {
  std::map<std::uint32_t, SlideRect> boxes;
  const std::uint32_t* label = window.labels.data();
  for (std::int64_t y = window.rect.y; y < window.rect.bottom(); ++y) {
    for (std::int64_t x = window.rect.x; x < window.rect.right(); ++x, ++label) {
      if (*label == 0) {
        continue;
      }
      const auto [known, first] = boxes.try_emplace(*label, SlideRect{x, y, 1, 1});
      SlideRect& box = known->second;
      const std::int64_t right = std::max(box.right(), x + 1);
      box.x = std::min(box.x, x);
      box.width = right - box.x;
      box.height = y + 1 - box.y;
    }
  }
  return boxes;
}

/// The box of the candidate's cell as measured.
std::optional<SlideRect> cell_box(const CandidateValues& values, const ReviewCandidate& candidate,
                                  const SlideRect& slide) {
  const float* row = values.rows.row(candidate.number - 1);
  std::array<std::int64_t, 4> edges{};
  std::size_t edge = 0;
  for (const char* name : {"cell_left_px", "cell_top_px", "cell_width_px", "cell_height_px"}) {
    const auto column = values.schema.index_of(name);
    if (!column || !std::isfinite(row[*column])) {
      return std::nullopt;
    }
    edges.at(edge++) = std::llround(row[*column]);
  }
  const SlideRect box = intersect(slide, {edges[0], edges[1], edges[2], edges[3]});
  return box.empty() ? std::nullopt : std::optional(box);
}

}  // namespace

OutlineShelf::Images& OutlineShelf::images_of(const ReviewSample& sample) {
  const std::lock_guard guard(mutex_);
  return images_[sample.name()];
}

bool OutlineShelf::opened(Images& images, const ReviewSample& sample) {
  if (!images.looked_for) {
    const std::filesystem::path folder = events_.folder(sample);
    const SampleResult& result = sample.result;
    if (std::filesystem::exists(folder / "cells.tif") && std::filesystem::exists(folder / "nuclei.tif")) {
      LabelWindows cells(folder / "cells.tif", result.width_px, result.height_px);
      images.nuclei.emplace(folder / "nuclei.tif", result.width_px, result.height_px);
      images.cells.emplace(std::move(cells));
    }
    images.looked_for = true;
  }
  return images.cells.has_value();
}

bool OutlineShelf::has(const ReviewSample& sample) {
  Images& images = images_of(sample);
  const std::lock_guard turn(images.mutex);
  return opened(images, sample);
}

std::vector<EventOutline> OutlineShelf::inside(const ReviewSample& sample, const SlideRect& rect) {
  std::vector<EventOutline> outlines;
  LabelWindow cells;
  LabelWindow nuclei;
  Images& images = images_of(sample);
  {
    const std::lock_guard turn(images.mutex);
    if (!opened(images, sample)) {
      return outlines;
    }
    cells = images.cells->read(rect);
    nuclei = images.nuclei->read(rect);
  }
  const auto nucleus_boxes = boxes_in(nuclei);
  for (const auto& [label, box] : boxes_in(cells)) {
    EventOutline outline{label, outline_of(cells.mask_of(box, label)), {}};
    if (const auto nucleus = nucleus_boxes.find(label); nucleus != nucleus_boxes.end()) {
      outline.nucleus = outline_of(nuclei.mask_of(nucleus->second, label));
    }
    outlines.push_back(std::move(outline));
  }
  return outlines;
}

std::optional<EventOutline> OutlineShelf::of(const ReviewCandidate& candidate) {
  const ReviewSample& sample = content_.sample_of(candidate);
  Images& images = images_of(sample);
  const auto values = events_.candidates(sample);
  const auto box = cell_box(*values, candidate, {0, 0, sample.result.width_px, sample.result.height_px});
  const std::lock_guard turn(images.mutex);
  if (!box || !opened(images, sample)) {
    return std::nullopt;
  }
  const auto label = static_cast<std::uint32_t>(candidate.found.event_id);
  EventOutline outline{candidate.found.event_id, outline_of(images.cells->read(*box).mask_of(*box, label)),
                       outline_of(images.nuclei->read(*box).mask_of(*box, label))};
  return outline.cell.empty() ? std::nullopt : std::optional(std::move(outline));
}

}  // namespace cyto::review
