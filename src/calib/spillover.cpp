#include "spillover.h"

#include "cytrial/core/number_text.h"
#include "panel_match.h"

namespace cyto {
namespace {

/// Largest ratio of singular values: beyond it, compensation makes noise 100 times larger.
constexpr double kLargestCondition = 100;

/// @return entries as written, rows and columns still in the file's order.
cv::Mat1d read_matrix(const JsonReader& matrix, int channels) {
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
      if (row == column && values(row, column) != 1) {
        cell.fail("the diagonal must be 1", "divide each row by its own detector's value");
      }
    }
  }
  return values;
}

void check_condition(const JsonReader& matrix, const cv::Mat1d& spillover) {
  cv::Mat1d singular_values;
  cv::SVD::compute(spillover, singular_values, cv::SVD::NO_UV);
  const double largest = singular_values(0, 0);
  const double smallest = singular_values(singular_values.rows - 1, 0);
  if (!(smallest * kLargestCondition >= largest)) {
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
  const cv::Mat1d as_written = read_matrix(matrix, channels);
  entry.finish();
  check_condition(matrix, as_written);
  SpilloverMatrix result;
  result.spillover.create(channels, channels);
  for (int row = 0; row < channels; ++row) {
    for (int column = 0; column < channels; ++column) {
      result.spillover(static_cast<int>(order[static_cast<std::size_t>(row)]),
                       static_cast<int>(order[static_cast<std::size_t>(column)])) = as_written(row, column);
    }
  }
  for (const PanelChannel& channel : panel.channels) {
    result.channels.push_back(channel.name);
  }
  result.compensation = result.spillover.inv(cv::DECOMP_LU);
  return result;
}

}  // namespace cyto
