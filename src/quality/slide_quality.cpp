#include "cytrial/quality/slide_quality.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "constant_areas.h"
#include "coverage.h"
#include "cytrial/core/error.h"
#include "empty_areas.h"
#include "event_lines.h"
#include "judge_nuclei.h"
#include "lossy_compression.h"
#include "objects_on_lines.h"
#include "quality_limits.h"
#include "repeated_content.h"
#include "standing_lines.h"

namespace cyto {
namespace {

/// @param axes of one slide, on which every event lies.
void count_objects(EventSource& events, const Panel& panel, const NucleiContent& nuclei,
                   std::vector<ObjectsOnLines>& axes) {
  const std::size_t x_column = events.schema().require(column::kXPx);
  const std::size_t y_column = events.schema().require(column::kYPx);
  const std::optional<std::size_t> stain = leukocyte_stain_column(panel, events.schema());
  const bool known = stain && nuclei.leukocyte_stain().total() >= quality_limits::kNucleiToJudgeSlide;
  const double limit =
      known ? quality_limits::kUnstainedLeukocyte * nuclei.leukocyte_stain().quantile(0.5) : 0.0;
  EventBatch batch;
  events.rewind();
  while (events.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const float* row = batch.row(i);
      const bool unstained = known && static_cast<double>(row[*stain]) < limit;
      for (ObjectsOnLines& objects : axes) {
        objects.add(static_cast<std::int64_t>(row[x_column]), static_cast<std::int64_t>(row[y_column]),
                    unstained);
      }
    }
  }
}

std::int64_t cells_along(std::int64_t length_px) {
  return (length_px + kQualityCellPx - 1) / kQualityCellPx;
}

}  // namespace

SlideQuality::SlideQuality(const SlideDescription& slide, const Panel& panel, const FeatureSchema& schema)
    : slide_(slide), panel_(panel), flags_column_(schema.require(column::kFlags)), nuclei_(panel, schema) {
  grid_.width_px = slide.width_px;
  grid_.height_px = slide.height_px;
  grid_.columns = cells_along(slide.width_px);
  grid_.rows = cells_along(slide.height_px);
  grid_.channel_count = panel.channels.size();
  const auto cells = static_cast<std::size_t>(grid_.columns * grid_.rows);
  grid_.channels.resize(cells * grid_.channel_count);
  grid_.shared.resize(cells);
  grid_.events.resize(cells);
  grid_.line_channels = object_channels(panel);
  grid_.lines.resize(cells * grid_.line_channels.size());
  marks_.reserve(likely_marks());
  columns_of_events_.resize(static_cast<std::size_t>(slide.width_px / quality_limits::kStripePx + 1));
  rows_of_events_.resize(static_cast<std::size_t>(slide.height_px / quality_limits::kStripePx + 1));
}

std::size_t SlideQuality::likely_marks() const noexcept {
  const auto area = static_cast<std::size_t>(grid_.width_px) * static_cast<std::size_t>(grid_.height_px);
  const std::size_t marked =
      area >> static_cast<unsigned>(content_mark_bits(grid_.width_px, grid_.height_px));
  return grid_.channel_count * (marked + marked / 16 + 16);
}

std::uint64_t SlideQuality::bytes() const noexcept {
  // Marks are counted thrice: they are copied once to be judged, and there may be more than is likely.
  return grid_.channels.size() * sizeof(ChannelCell) +
         grid_.shared.size() * (sizeof(SharedLines) + sizeof(CellEvents)) +
         grid_.lines.size() * sizeof(StandingLines) +
         (columns_of_events_.size() + rows_of_events_.size()) * sizeof(std::uint32_t) +
         3 * likely_marks() * sizeof(ContentMark);
}

void SlideQuality::add(const WindowQuality& window) {
  const std::int64_t first_row = window.core.y / kQualityCellPx;
  const std::int64_t first_column = window.core.x / kQualityCellPx;
  const std::int64_t across = cells_along(window.core.width);
  const std::int64_t down = cells_along(window.core.height);
  if (window.shared.size() != static_cast<std::size_t>(across * down) ||
      window.channels.size() != window.shared.size() * grid_.channel_count ||
      window.lines.size() != window.shared.size() * grid_.line_channels.size() ||
      first_row + down > grid_.rows || first_column + across > grid_.columns) {
    throw Error(ErrorCode::Internal, "quality grid", "a window does not fit the slide");
  }
  marks_.insert(marks_.end(), window.marks.begin(), window.marks.end());
  for (std::int64_t row = 0; row < down; ++row) {
    const std::size_t to = grid_.cell(first_row + row, first_column);
    const auto from = row * across;
    std::copy_n(window.shared.begin() + from, across, grid_.shared.begin() + static_cast<std::ptrdiff_t>(to));
    const auto values = static_cast<std::ptrdiff_t>(grid_.channel_count);
    std::copy_n(window.channels.begin() + from * values, across * values,
                grid_.channels.begin() + static_cast<std::ptrdiff_t>(to) * values);
    const auto lines = static_cast<std::ptrdiff_t>(grid_.line_channels.size());
    std::copy_n(window.lines.begin() + from * lines, across * lines,
                grid_.lines.begin() + static_cast<std::ptrdiff_t>(to) * lines);
  }
}

void SlideQuality::add(const std::vector<Event>& events, const MarginBlocks& margin) {
  for (const Event& event : events) {
    const std::int64_t x = event.anchor.sum_x_px / event.anchor.area_px;
    const std::int64_t y = event.anchor.sum_y_px / event.anchor.area_px;
    if (x < 0 || y < 0 || x >= grid_.width_px || y >= grid_.height_px) {
      throw Error(ErrorCode::Internal, "quality grid", "an event lies outside the slide");
    }
    CellEvents& cell = grid_.events[grid_.cell(y / kQualityCellPx, x / kQualityCellPx)];
    const std::uint64_t block =
        1ULL << static_cast<unsigned>(y % kQualityCellPx / kQualityBlockPx * kBlocksAcrossCell +
                                      x % kQualityCellPx / kQualityBlockPx);
    const bool by_margin = margin.hold(x, y);
    if (!by_margin) {
      ++columns_of_events_[static_cast<std::size_t>(x / quality_limits::kStripePx)];
      ++rows_of_events_[static_cast<std::size_t>(y / quality_limits::kStripePx)];
    }
    const auto flags = static_cast<EventFlags>(event.values[flags_column_]);
    if (has(flags, EventFlag::WithoutNucleus)) {
      continue;
    }
    if (!by_margin) {
      nuclei_.add(event.values);
    }
    cell.nucleus_blocks |= block;
    // Nuclei of a few pixels each could be more than fit: then the cell has enough to judge by.
    if (cell.nuclei < std::numeric_limits<std::uint16_t>::max()) {
      ++cell.nuclei;
      cell.blurred = static_cast<std::uint16_t>(cell.blurred + (has(flags, EventFlag::OutOfFocus) ? 1 : 0));
    }
  }
}

QualityVerdict SlideQuality::judge() const {
  QualityVerdict verdict;
  verdict.coverage = {1.0, 1.0, 1.0};
  const std::vector<bool> noisy = judge_constant_areas(grid_, slide_, panel_, verdict);
  // Without noise the same pixels may stand in two places by nature.
  std::vector<ContentMark> marks;
  marks.reserve(marks_.size());
  std::copy_if(marks_.begin(), marks_.end(), std::back_inserter(marks),
               [&](const ContentMark& mark) { return noisy[mark.channel]; });
  const std::vector<bool> lossy = judge_lossy_compression(grid_, slide_, panel_, verdict);
  judge_repeated_content(std::move(marks), slide_, panel_, lossy, verdict);
  judge_coverage(grid_, slide_, panel_, verdict);
  judge_empty_areas(grid_, panel_, noisy, verdict);
  judge_nuclei(nuclei_, slide_, panel_, verdict);
  judge_standing_lines(grid_, panel_, verdict);
  judge_event_lines(columns_of_events_, rows_of_events_, slide_, panel_, verdict);
  return verdict;
}

void SlideQuality::judge_standing_objects(EventSource& events, QualityVerdict& verdict) const {
  const double pixel_um = slide_.pixel_size ? slide_.pixel_size->mean_um() : 1.0;
  std::vector<ObjectsOnLines> axes;
  for (const LineAxis axis : {LineAxis::Columns, LineAxis::Rows}) {
    const LineCells cells(grid_, axis);
    std::vector<CameraLine> lines = camera_lines(cells);
    if (!lines.empty()) {
      axes.emplace_back(cells, std::move(lines), reach_of_lines(pixel_um));
    }
  }
  if (axes.empty()) {
    return;
  }
  count_objects(events, panel_, nuclei_, axes);
  judge_objects_on_lines(axes, slide_, panel_, verdict);
}

}  // namespace cyto
