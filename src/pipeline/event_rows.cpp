#include "event_rows.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>

#include "cytrial/pipeline/run_config.h"

namespace cyto {
namespace {

constexpr std::size_t kRowsPerBatch = 4096;

bool comes_before(const Event& a, const Event& b) {
  const SlidePoint pa = a.anchor.point();
  const SlidePoint pb = b.anchor.point();
  const auto key_a = std::tuple(pa.y_px, pa.x_px, a.anchor.area_px);
  const auto key_b = std::tuple(pb.y_px, pb.x_px, b.anchor.area_px);
  if (key_a != key_b) {
    return key_a < key_b;
  }
  // A nucleus and a fragment may share an anchor: any fixed rule will do, and bits order NaN too.
  return std::lexicographical_compare(
      a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
      [](float x, float y) { return std::bit_cast<std::uint32_t>(x) < std::bit_cast<std::uint32_t>(y); });
}

}  // namespace

EventRows::EventRows(EventWriter& out, LabelImages* labels, std::size_t columns, std::int64_t halo_px)
    : out_(out), labels_(labels), columns_(columns), halo_px_(halo_px) {}

void EventRows::add(std::vector<WindowEvents> windows, std::int64_t tile_first_row) {
  write_rows_above(tile_first_row);
  for (WindowEvents& window : windows) {
    std::vector<Event>& row = waiting_[window.row];
    std::move(window.events.begin(), window.events.end(), std::back_inserter(row));
  }
}

void EventRows::write_rows_above(std::int64_t window_row) {
  while (!waiting_.empty() && waiting_.begin()->first < window_row) {
    auto node = waiting_.extract(waiting_.begin());
    write_row(node.key(), std::move(node.mapped()));
  }
}

void EventRows::write_row(std::int64_t window_row, std::vector<Event> events) {
  std::sort(events.begin(), events.end(), comes_before);
  EventBatch batch;
  batch.columns = columns_;
  for (std::size_t begin = 0; begin < events.size(); begin += kRowsPerBatch) {
    const std::size_t end = std::min(begin + kRowsPerBatch, events.size());
    batch.first_event = written_;
    batch.rows = end - begin;
    batch.values.clear();
    for (std::size_t i = begin; i < end; ++i) {
      batch.values.insert(batch.values.end(), events[i].values.begin(), events[i].values.end());
      ++written_;
      if (labels_ != nullptr) {
        labels_->add(written_, events[i]);
      }
    }
    out_.append(batch);
  }
  if (labels_ != nullptr) {
    labels_->rows_complete_below((window_row + 1) * kWindowPx - halo_px_);
  }
}

void EventRows::finish() {
  write_rows_above(std::numeric_limits<std::int64_t>::max());
  if (labels_ != nullptr) {
    labels_->finish();
  }
}

}  // namespace cyto
