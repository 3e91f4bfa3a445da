#include "event_rows.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>
#include <utility>

#include "cytrial/pipeline/run_config.h"

namespace cyto {
namespace {

constexpr std::size_t kRowsPerBatch = 4096;

/// What an event is sorted by: an event itself is long to move, and its centroid costs divisions.
struct EventPlaceInRow {
  SlidePoint anchor;
  const Event* event;
};

bool comes_before(const EventPlaceInRow& a, const EventPlaceInRow& b) {
  const auto key_a = std::tie(a.anchor.y_px, a.anchor.x_px, a.event->anchor.area_px);
  const auto key_b = std::tie(b.anchor.y_px, b.anchor.x_px, b.event->anchor.area_px);
  if (key_a != key_b) {
    return key_a < key_b;
  }
  // A nucleus and a fragment may share an anchor: any fixed rule will do, and bits order NaN too.
  return std::lexicographical_compare(
      a.event->values.begin(), a.event->values.end(), b.event->values.begin(), b.event->values.end(),
      [](float x, float y) { return std::bit_cast<std::uint32_t>(x) < std::bit_cast<std::uint32_t>(y); });
}

std::vector<EventPlaceInRow> in_final_order(const std::vector<std::vector<Event>>& windows) {
  std::vector<EventPlaceInRow> order;
  for (const std::vector<Event>& events : windows) {
    for (const Event& event : events) {
      order.push_back({event.anchor.point(), &event});
    }
  }
  std::sort(order.begin(), order.end(), comes_before);
  return order;
}

}  // namespace

EventRows::EventRows(EventWriter& out, LabelImages* labels, std::size_t columns, std::int64_t raised_px)
    : out_(out), labels_(labels), columns_(columns), raised_px_(raised_px) {}

void EventRows::add(std::vector<WindowEvents> windows, std::int64_t tile_first_row) {
  write_rows_above(tile_first_row);
  for (WindowEvents& window : windows) {
    waiting_[window.row].push_back(std::move(window.events));
  }
}

void EventRows::write_rows_above(std::int64_t window_row) {
  while (!waiting_.empty() && waiting_.begin()->first < window_row) {
    auto node = waiting_.extract(waiting_.begin());
    write_row(node.key(), node.mapped());
  }
}

void EventRows::write_row(std::int64_t window_row, const WindowRow& windows) {
  const std::vector<EventPlaceInRow> order = in_final_order(windows);
  EventBatch batch;
  batch.columns = columns_;
  for (std::size_t begin = 0; begin < order.size(); begin += kRowsPerBatch) {
    const std::size_t end = std::min(begin + kRowsPerBatch, order.size());
    batch.first_event = written_;
    batch.rows = end - begin;
    batch.values.clear();
    for (std::size_t i = begin; i < end; ++i) {
      const Event& event = *order[i].event;
      batch.values.insert(batch.values.end(), event.values.begin(), event.values.end());
      ++written_;
      if (labels_ != nullptr) {
        labels_->add(written_, event);
      }
    }
    out_.append(batch);
  }
  if (labels_ != nullptr) {
    labels_->rows_complete_below((window_row + 1) * kWindow.height_px - raised_px_);
  }
}

void EventRows::finish() {
  write_rows_above(std::numeric_limits<std::int64_t>::max());
  if (labels_ != nullptr) {
    labels_->finish();
  }
}

}  // namespace cyto
