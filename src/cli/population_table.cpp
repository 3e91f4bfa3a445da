#include "population_table.h"

#include <algorithm>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/trial/stain_drift.h"
#include "study_results.h"

namespace cyto::cli {
namespace {

void put_limits(TableWriter& table, const std::optional<DriftLimits>& limits, bool outside) {
  if (!limits) {
    for (int i = 0; i < 4; ++i) {
      table.absent();
    }
    return;
  }
  table.number(limits->middle);
  table.number(limits->low);
  table.number(limits->high);
  table.integer(outside ? 1 : 0);
}

void put_rows(TableWriter& table, const std::string& sample_id, const std::vector<DriftSeries>& drift) {
  for (const DriftSeries& series : drift) {
    for (const DriftPoint& point : series.points) {
      if (point.sample_id != sample_id) {
        continue;
      }
      table.text(sample_id);
      table.text(series.column);
      table.number(point.location);
      put_limits(table, series.location, point.location_outside);
      table.number(point.scale);
      put_limits(table, series.scale, point.scale_outside);
      table.end_row();
    }
  }
}

}  // namespace

void export_population(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                       std::ostream& out) {
  const std::vector<SampleResult> results = all_results(store);
  std::vector<const SampleResult*> samples;
  for (const SampleResult& result : results) {
    samples.push_back(&result);
  }
  const bool known = std::any_of(results.begin(), results.end(),
                                 [&](const SampleResult& result) { return result.sample_id == sample_id; });
  if (sample_id && !known) {
    throw Error(ErrorCode::Usage, "sample " + *sample_id, "is not in the result folder",
                "see the samples with: cytrial export DIR --table counts");
  }
  const auto table = make_table_writer(
      format, out,
      {"sample_id", "column", "location", "usual_location", "location_low", "location_high",
       "location_outside", "scale", "usual_scale", "scale_low", "scale_high", "scale_outside"});
  const std::vector<DriftSeries> drift = stain_drift(samples);
  for (const SampleResult& result : results) {
    if (!sample_id || result.sample_id == *sample_id) {
      put_rows(*table, result.sample_id, drift);
    }
  }
  table->finish();
}

}  // namespace cyto::cli
