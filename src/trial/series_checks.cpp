#include "series_checks.h"

#include <algorithm>

#include "ctc_timepoint.h"
#include "cytrial/core/number_text.h"
#include "cytrial/statistics/reference_change.h"

namespace cyto {
namespace {

/// A mistaken unit multiplies by 1000; three weeks of disease or treatment do not come near a hundred.
constexpr double kJumpFactor = 100.0;

void check_order(const std::string& what, const std::optional<CollectionTime>& earlier,
                 const Timepoint& earlier_row, const std::optional<CollectionTime>& later, Timepoint& row) {
  if (earlier && later && later->utc_seconds() <= earlier->utc_seconds()) {
    row.flags.push_back(
        flag_text("visit_order", what + " was not collected after that of " + earlier_row.visit));
  }
}

void check_assay(const std::string& name, const MarkerResult& earlier, const Timepoint& earlier_row,
                 const MarkerResult& later, Timepoint& row) {
  if (!earlier.assay.empty() && !later.assay.empty() && earlier.assay != later.assay) {
    row.flags.push_back(
        flag_text("assay_change", name + ": " + earlier.assay + " at " + earlier_row.visit + ", " +
                                      later.assay + " here; values of different assays cannot be compared"));
  }
}

bool is_jump(const MarkerResult& earlier, const MarkerResult& later) {
  if (earlier.censor != Censor::None || later.censor != Censor::None) {
    return false;
  }
  const auto [low, high] = std::minmax(earlier.value, later.value);
  return low > 0.0 && high >= kJumpFactor * low;
}

/// Flags values that leap from the one before. A value behind a leap that fits either side of it is no second
/// leap: the way back from one wrong unit is told once.
void check_jumps(const std::string& name, std::size_t analyte, const std::vector<std::size_t>& order,
                 const SubjectSeries& series) {
  const MarkerResult* settled = nullptr;  // the last one that was no leap
  const Timepoint* settled_row = nullptr;
  const MarkerResult* leapt = nullptr;  // the one behind it, when it was
  for (const std::size_t row : order) {
    Timepoint& timepoint = series.rows[row];
    const MarkerResult& result = *timepoint.markers[analyte].result;
    const bool from_settled = settled != nullptr && is_jump(*settled, result);
    if (from_settled && (leapt == nullptr || is_jump(*leapt, result))) {
      timepoint.flags.push_back(flag_text("value_jump", name + ": " + number_text(result.value) + " after " +
                                                            number_text(settled->value) + " at " +
                                                            settled_row->visit + "; check the unit"));
      leapt = &result;
      continue;
    }
    settled = &result;
    settled_row = &timepoint;
    leapt = nullptr;
  }
}

void check_samples(const SubjectSeries& series) {
  std::optional<std::size_t> earlier;
  for (std::size_t row = series.first; row < series.last; ++row) {
    if (!series.drawn[row] || series.rows[row].visit_state == VisitState::Unscheduled) {
      continue;
    }
    if (earlier) {
      check_order("the sample", series.drawn[*earlier], series.rows[*earlier], series.drawn[row],
                  series.rows[row]);
    }
    earlier = row;
  }
}

void check_marker_order(const std::string& name, std::size_t analyte, const SubjectSeries& series) {
  std::optional<std::size_t> earlier;
  for (std::size_t row = series.first; row < series.last; ++row) {
    const std::optional<MarkerResult>& later = series.rows[row].markers[analyte].result;
    if (!later || series.rows[row].visit_state == VisitState::Unscheduled) {
      continue;
    }
    if (earlier) {
      check_order(name, series.rows[*earlier].markers[analyte].result->collected, series.rows[*earlier],
                  later->collected, series.rows[row]);
    }
    earlier = row;
  }
}

/// Rows with a result of the analyte, in the order in which they were collected: an unscheduled draw may lie
/// before a planned one of an earlier planned day.
std::vector<std::size_t> rows_in_time(std::size_t analyte, const SubjectSeries& series) {
  std::vector<std::size_t> rows;
  for (std::size_t row = series.first; row < series.last; ++row) {
    if (series.rows[row].markers[analyte].result) {
      rows.push_back(row);
    }
  }
  const auto all_timed = std::all_of(rows.begin(), rows.end(), [&](std::size_t row) {
    return series.rows[row].markers[analyte].result->collected.has_value();
  });
  if (all_timed) {
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      return series.rows[a].markers[analyte].result->collected->utc_seconds() <
             series.rows[b].markers[analyte].result->collected->utc_seconds();
    });
  }
  return rows;
}

std::optional<double> percent_change(const MarkerResult& from, const MarkerResult& to) {
  return statistics::percent_change(statistics::CensoredValue(from.value, from.censor),
                                    statistics::CensoredValue(to.value, to.censor));
}

/// Numbers the stretches of one assay and fills in the changes within each.
void mark_stretches(std::size_t analyte, const std::vector<std::size_t>& order, const SubjectSeries& series) {
  int stretch = -1;
  const MarkerResult* first = nullptr;
  const MarkerResult* previous = nullptr;
  for (const std::size_t row : order) {
    MarkerAtTimepoint& marker = series.rows[row].markers[analyte];
    const MarkerResult& result = *marker.result;
    if (result.assay.empty()) {
      first = previous = nullptr;
      continue;
    }
    if (first == nullptr || first->assay != result.assay) {
      ++stretch;
      first = &result;
    } else {
      marker.percent_from_previous = percent_change(*previous, result);
      marker.percent_from_first = percent_change(*first, result);
    }
    previous = &result;
    marker.stretch = stretch;
  }
}

void check_analyte(const std::string& name, std::size_t analyte, const SubjectSeries& series) {
  check_marker_order(name, analyte, series);
  const std::vector<std::size_t> order = rows_in_time(analyte, series);
  mark_stretches(analyte, order, series);
  for (std::size_t position = 1; position < order.size(); ++position) {
    Timepoint& earlier = series.rows[order[position - 1]];
    Timepoint& later = series.rows[order[position]];
    check_assay(name, *earlier.markers[analyte].result, earlier, *later.markers[analyte].result, later);
  }
  check_jumps(name, analyte, order, series);
}

}  // namespace

void check_series(const Study& study, SubjectSeries series) {
  check_samples(series);
  for (std::size_t analyte = 0; analyte < study.analytes.size(); ++analyte) {
    check_analyte(study.analytes[analyte].name, analyte, series);
  }
}

}  // namespace cyto
