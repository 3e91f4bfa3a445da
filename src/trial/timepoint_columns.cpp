#include "cytrial/trial/timepoint_columns.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "cytrial/core/channel.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

constexpr auto kText = CellKind::Text;
constexpr auto kNumber = CellKind::Number;

using ColumnEnding = std::pair<std::string_view, CellKind>;

/// Of a CtcChange, behind "ctc".
constexpr std::array<ColumnEnding, 13> kCtcChangeColumns{{{"_change_from", kText},
                                                          {"_cutoff_crossing", kText},
                                                          {"_change", kText},
                                                          {"_change_p", kNumber},
                                                          {"_change_mid_p", kNumber},
                                                          {"_change_p_holm", kNumber},
                                                          {"_look", kNumber},
                                                          {"_looks", kNumber},
                                                          {"_ratio", kNumber},
                                                          {"_ratio_low", kNumber},
                                                          {"_ratio_high", kNumber},
                                                          {"_falls_at", kNumber},
                                                          {"_rises_at", kNumber}}};

/// Of a MarkerChangeAtTimepoint, behind the analyte's prefix.
constexpr std::array<ColumnEnding, 7> kMarkerChangeColumns{{{"_rcv_from", kText},
                                                            {"_rcv_percent", kNumber},
                                                            {"_rcv_low_percent", kNumber},
                                                            {"_rcv_high_percent", kNumber},
                                                            {"_rcv", kText},
                                                            {"_rcv_one_sided", kText},
                                                            {"_doubling_days", kNumber}}};

template <std::size_t Size>
void append_columns(const std::string& prefix, const std::array<ColumnEnding, Size>& endings,
                    std::vector<TimepointColumn>& columns) {
  for (const auto& [ending, kind] : endings) {
    columns.push_back({prefix + std::string(ending), kind});
  }
}

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

/// Six significant digits: computed by series and roots, whose last bits mean nothing.
std::string computed_text(const std::optional<double>& value) {
  return value ? significant_text(*value, 6) : std::string();
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

void append_recovered(const Timepoint& row, std::vector<std::string>& cells) {
  const auto& recovered = row.recovered;
  cells.push_back(recovered ? computed_text(recovered->estimate().shown()) : "");
  cells.push_back(recovered ? computed_text(recovered->low().shown()) : "");
  cells.push_back(recovered ? computed_text(recovered->high().shown()) : "");
}

void append_ctc_change(const Timepoint& row, std::vector<std::string>& cells) {
  cells.push_back(computed_text(row.probability_at_cutoff));
  cells.emplace_back(row.is_ctc_baseline ? "yes" : "");
  if (!row.ctc_change) {
    cells.insert(cells.end(), kCtcChangeColumns.size(), "");
    return;
  }
  const CtcChange& change = *row.ctc_change;
  cells.push_back(change.from);
  cells.emplace_back(name_of(change.crossing));
  cells.emplace_back(name_of(change.count.direction));
  cells.push_back(computed_text(change.count.p_exact));
  cells.push_back(computed_text(change.count.p_mid));
  cells.push_back(computed_text(change.p_holm));
  cells.push_back(std::to_string(change.look));
  cells.push_back(std::to_string(change.looks));
  cells.push_back(computed_text(change.count.ratio));
  cells.push_back(computed_text(change.count.ratio_limits.low));
  cells.push_back(computed_text(change.count.ratio_limits.high));
  cells.push_back(integer_text(change.detectable.fall_to));
  cells.push_back(std::to_string(change.detectable.rise_to));
}

template <typename Answer>
std::string answer_text(const std::optional<Answer>& answer) {
  return answer ? std::string(name_of(*answer)) : std::string();
}

void append_marker_change(const std::optional<MarkerChangeAtTimepoint>& change,
                          std::vector<std::string>& cells) {
  if (!change) {
    cells.insert(cells.end(), kMarkerChangeColumns.size(), "");
    return;
  }
  const auto& limits = change->limits;
  cells.push_back(change->from);
  cells.push_back(rounded_text(change->percent));
  cells.push_back(limits ? rounded_text(limits->down_percent()) : "");
  cells.push_back(limits ? rounded_text(limits->up_percent()) : "");
  cells.push_back(answer_text(change->two_sided));
  cells.push_back(answer_text(change->one_sided));
  cells.push_back(computed_text(change->doubling_days));
}

void append_marker(const MarkerAtTimepoint& marker, std::vector<std::string>& cells) {
  if (!marker.result) {
    cells.insert(cells.end(), 9 + kMarkerChangeColumns.size(), "");
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
  append_marker_change(marker.change, cells);
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
  append_recovered(row, cells);
  append_ctc_change(row, cells);
  for (const MarkerAtTimepoint& marker : row.markers) {
    append_marker(marker, cells);
  }
  cells.push_back(joined(row.flags));
  return cells;
}

}  // namespace

std::vector<TimepointColumn> timepoint_columns(const Study& study) {
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
                                       {"category", kText},
                                       {"ctc_recovered_per_7_5_ml", kNumber},
                                       {"ctc_recovered_per_7_5_ml_low", kNumber},
                                       {"ctc_recovered_per_7_5_ml_high", kNumber},
                                       {"ctc_probability_at_cutoff", kNumber},
                                       {"ctc_baseline", kText}};
  append_columns("ctc", kCtcChangeColumns, columns);
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
    append_columns(prefix, kMarkerChangeColumns, columns);
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
