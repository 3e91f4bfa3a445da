#include "spillover.h"

#include "cytrial/calib/spillover_estimate.h"
#include "cytrial/core/number_text.h"
#include "panel_match.h"

namespace cyto {
namespace {

/// @return entries as written, rows and columns still in the file's order.
cv::Mat1d read_square(const JsonReader& matrix, int channels) {
  const std::vector<JsonReader> rows = matrix.as_items();
  if (static_cast<int>(rows.size()) != channels) {
    matrix.fail("must have one row per channel");
  }
  cv::Mat1d values(channels, channels);
  for (int row = 0; row < channels; ++row) {
    const JsonReader& entry = rows[static_cast<std::size_t>(row)];
    const std::vector<JsonReader> cells = entry.as_items();
    if (static_cast<int>(cells.size()) != channels) {
      entry.fail("must have one number per channel");
    }
    for (int column = 0; column < channels; ++column) {
      const JsonReader& cell = cells[static_cast<std::size_t>(column)];
      values(row, column) = cell.as_number(0, 1);
    }
  }
  return values;
}

void check_diagonal(const JsonReader& matrix, const cv::Mat1d& values) {
  for (int i = 0; i < values.rows; ++i) {
    if (values(i, i) != 1) {
      const auto at = static_cast<std::size_t>(i);
      matrix.as_items()[at].as_items()[at].fail("the diagonal must be 1",
                                                "divide each row by its own detector's value");
    }
  }
}

/// Rows and columns of `as_written` in the panel's order.
cv::Mat1d in_panel_order(const cv::Mat1d& as_written, const std::vector<std::size_t>& order) {
  cv::Mat1d ordered(as_written.size());
  for (int row = 0; row < ordered.rows; ++row) {
    for (int column = 0; column < ordered.cols; ++column) {
      ordered(static_cast<int>(order[static_cast<std::size_t>(row)]),
              static_cast<int>(order[static_cast<std::size_t>(column)])) = as_written(row, column);
    }
  }
  return ordered;
}

void check_condition(const JsonReader& matrix, const cv::Mat1d& spillover) {
  if (!(condition_of(spillover) <= kLargestCondition)) {
    matrix.fail("cannot be inverted soundly: its largest singular value is more than " +
                    number_text(kLargestCondition) + " times its smallest",
                "two dyes look alike to the detectors; measure the single-stain controls again");
  }
}

}  // namespace

SpilloverMatrix read_spillover(const JsonReader& entry, const Panel& panel) {
  const JsonReader list = entry.member("channels");
  const std::vector<std::size_t> order = match_panel(list.as_items(), list, panel);
  const JsonReader matrix = entry.member("matrix");
  const auto channels = static_cast<int>(order.size());
  const cv::Mat1d as_written = read_square(matrix, channels);
  check_diagonal(matrix, as_written);
  SpilloverMatrix result;
  if (const auto errors = entry.optional_member("standard_error")) {
    result.standard_error = in_panel_order(read_square(*errors, channels), order);
  }
  entry.finish();
  check_condition(matrix, as_written);
  result.spillover = in_panel_order(as_written, order);
  for (const PanelChannel& channel : panel.channels) {
    result.channels.push_back(channel.name);
  }
  result.compensation = result.spillover.inv(cv::DECOMP_LU);
  return result;
}

}  // namespace cyto
