#include "series_checks.h"

#include <algorithm>

#include "ctc_timepoint.h"
#include "cytrial/core/number_text.h"

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

void check_jump(const std::string& name, const MarkerResult& earlier, const Timepoint& earlier_row,
                const MarkerResult& later, Timepoint& row) {
  if (earlier.censor != Censor::None || later.censor != Censor::None) {
    return;
  }
  const auto [low, high] = std::minmax(earlier.value, later.value);
  if (low > 0.0 && high >= kJumpFactor * low) {
    row.flags.push_back(flag_text("value_jump", name + ": " + number_text(later.value) + " after " +
                                                    number_text(earlier.value) + " at " + earlier_row.visit +
                                                    "; check the unit"));
  }
}

void check_samples(std::size_t first, std::size_t visits,
                   const std::vector<std::optional<CollectionTime>>& drawn, std::vector<Timepoint>& rows) {
  std::optional<std::size_t> earlier;
  for (std::size_t position = first; position < first + visits; ++position) {
    if (!drawn[position]) {
      continue;
    }
    if (earlier) {
      check_order("the sample", drawn[*earlier], rows[*earlier], drawn[position], rows[position]);
    }
    earlier = position;
  }
}

void check_analyte(const std::string& name, std::size_t analyte, std::size_t first, std::size_t visits,
                   std::vector<Timepoint>& rows) {
  std::optional<std::size_t> earlier;
  for (std::size_t position = first; position < first + visits; ++position) {
    const std::optional<MarkerResult>& later = rows[position].markers[analyte].result;
    if (!later) {
      continue;
    }
    if (earlier) {
      const MarkerResult& before = *rows[*earlier].markers[analyte].result;
      check_order(name, before.collected, rows[*earlier], later->collected, rows[position]);
      check_assay(name, before, rows[*earlier], *later, rows[position]);
      check_jump(name, before, rows[*earlier], *later, rows[position]);
    }
    earlier = position;
  }
}

}  // namespace

void check_series(const Study& study, std::size_t first,
                  const std::vector<std::optional<CollectionTime>>& drawn, std::vector<Timepoint>& rows) {
  const std::size_t visits = study.protocol.visits.size();
  check_samples(first, visits, drawn, rows);
  for (std::size_t analyte = 0; analyte < study.analytes.size(); ++analyte) {
    check_analyte(study.analytes[analyte].name, analyte, first, visits, rows);
  }
}

}  // namespace cyto
