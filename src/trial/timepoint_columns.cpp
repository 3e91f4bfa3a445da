#include "cytrial/trial/timepoint_columns.h"

#include <optional>
#include <utility>

#include "cytrial/core/channel.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

/// Three decimals without trailing zeros: limits and scaled counts carry no more.
std::string rounded_text(const std::optional<double>& value) {
  if (!value) {
    return {};
  }
  std::string text = number_text(*value, 3);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) {
    text.pop_back();
  }
  return text;
}

std::string exact_text(const std::optional<double>& value) {
  return value ? number_text(*value) : std::string();
}

template <typename Integer>
std::string integer_text(const std::optional<Integer>& value) {
  return value ? std::to_string(*value) : std::string();
}

std::string category_text(const std::optional<bool>& unfavourable) {
  return !unfavourable ? "" : *unfavourable ? "unfavourable" : "favourable";
}

std::string yes_no_text(const std::optional<bool>& value) {
  return !value ? "" : *value ? "yes" : "no";
}

std::string joined(const std::vector<std::string>& flags) {
  std::string text;
  for (const std::string& flag : flags) {
    text.append(text.empty() ? "" : " | ").append(flag);
  }
  return text;
}

void append_marker(const MarkerAtTimepoint& marker, std::vector<std::string>& cells) {
  if (!marker.result) {
    cells.insert(cells.end(), 9, "");
    return;
  }
  const MarkerResult& result = *marker.result;
  cells.push_back(number_text(result.value));
  cells.emplace_back(symbol_of(result.censor));
  cells.push_back(result.unit);
  cells.push_back(exact_text(marker.upper_limit));
  cells.push_back(yes_no_text(marker.above_limit));
  cells.push_back(result.assay);
  cells.push_back(result.value_text + " " + result.unit_text);
  cells.push_back(integer_text(marker.stretch));
  cells.push_back(rounded_text(marker.percent_from_previous));
}

std::vector<std::string> cells_of(const Timepoint& row) {
  std::vector<std::string> cells{row.subject,
                                 row.visit,
                                 std::to_string(row.planned_day),
                                 integer_text(row.actual_day),
                                 std::string(name_of(row.visit_state)),
                                 std::string(name_of(row.ctc_state)),
                                 row.sample_id,
                                 integer_text(row.ctc_count),
                                 rounded_text(row.ctc_low),
                                 rounded_text(row.ctc_high),
                                 rounded_text(row.usable_share),
                                 exact_text(row.blood_volume_ml),
                                 rounded_text(row.per_7_5_ml),
                                 rounded_text(row.per_7_5_ml_low),
                                 rounded_text(row.per_7_5_ml_high),
                                 category_text(row.unfavourable)};
  for (const MarkerAtTimepoint& marker : row.markers) {
    append_marker(marker, cells);
  }
  cells.push_back(joined(row.flags));
  return cells;
}

}  // namespace

std::vector<TimepointColumn> timepoint_columns(const Study& study) {
  constexpr auto kText = CellKind::Text;
  constexpr auto kNumber = CellKind::Number;
  std::vector<TimepointColumn> columns{{"subject", kText},
                                       {"visit", kText},
                                       {"day", kNumber},
                                       {"actual_day", kNumber},
                                       {"visit_state", kText},
                                       {"ctc_state", kText},
                                       {"sample_id", kText},
                                       {"ctc_count", kNumber},
                                       {"ctc_low", kNumber},
                                       {"ctc_high", kNumber},
                                       {"usable_share", kNumber},
                                       {"blood_volume_ml", kNumber},
                                       {"per_7_5_ml", kNumber},
                                       {"per_7_5_ml_low", kNumber},
                                       {"per_7_5_ml_high", kNumber},
                                       {"category", kText}};
  for (const Analyte& analyte : study.analytes) {
    const std::string prefix = column_prefix(analyte.code);
    columns.push_back({prefix, kNumber});
    columns.push_back({prefix + "_censor", kText});
    columns.push_back({prefix + "_unit", kText});
    columns.push_back({prefix + "_upper_limit", kNumber});
    columns.push_back({prefix + "_above", kText});
    columns.push_back({prefix + "_assay", kText});
    columns.push_back({prefix + "_as_written", kText});
    columns.push_back({prefix + "_stretch", kNumber});
    columns.push_back({prefix + "_change_percent", kNumber});
  }
  columns.push_back({"flags", kText});
  return columns;
}

TimepointGrid timepoint_grid(const Study& study, const TimepointTable& table) {
  TimepointGrid grid{timepoint_columns(study), {}};
  for (const Timepoint& row : table.rows) {
    grid.rows.push_back(cells_of(row));
  }
  return grid;
}

TimepointGrid unmatched_grid(const TimepointTable& table) {
  TimepointGrid grid{{{"source", CellKind::Text}, {"code", CellKind::Text}, {"text", CellKind::Text}}, {}};
  for (const Unmatched& entry : table.unmatched) {
    grid.rows.push_back({entry.source, entry.code, entry.text});
  }
  return grid;
}

}  // namespace cyto
