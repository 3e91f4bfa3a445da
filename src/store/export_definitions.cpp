#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/poisson_interval.h"
#include "cytrial/store/export_tables.h"
#include "sample_selection.h"

namespace cyto {
namespace {

constexpr double kReferenceVolumeMl = 7.5;

/// A value in the blood volume, per 7.5 mL.
std::optional<double> per_reference_volume(double value, const SampleResult& result) {
  return result.blood_volume_ml ? std::optional(value * kReferenceVolumeMl / *result.blood_volume_ml)
                                : std::nullopt;
}

void put_definition(TableWriter& table, const SampleResult& result, const DefinitionCount& definition) {
  const PoissonInterval limits = garwood_interval(definition.count);
  table.text(result.sample_id);
  table.text(result.counts->definition_set);
  table.text(definition.name);
  table.text(definition.title);
  table.integer(definition.reported ? 1 : 0);
  table.integer(static_cast<std::int64_t>(definition.count));
  table.number(limits.low);
  table.number(limits.high);
  table.number(per_reference_volume(static_cast<double>(definition.count), result));
  table.number(per_reference_volume(limits.low, result));
  table.number(per_reference_volume(limits.high, result));
  table.text(definition.source);
  table.end_row();
}

void put_marker(TableWriter& table, const SampleResult& result, const MarkerLevelCounts& marker) {
  const BinomialInterval limits = clopper_pearson_interval(marker.positive(), marker.total());
  table.text(result.sample_id);
  table.text(marker.channel);
  for (const std::uint64_t ctcs : marker.ctcs) {
    table.integer(static_cast<std::int64_t>(ctcs));
  }
  table.integer(static_cast<std::int64_t>(marker.not_known));
  table.integer(marker.positive_from);
  table.integer(static_cast<std::int64_t>(marker.positive()));
  table.number(marker.positive_share());
  table.number(limits.low);
  table.number(limits.high);
  table.integer(marker.ctcs[3] > 0 ? 1 : 0);
  table.integer(marker.half_positive() ? 1 : 0);
  table.number(marker.h_score());
  table.end_row();
}

/// Calls `put` with every result that has counts, of one sample or of all.
template <typename Put>
void for_each_counted(const RunStore& store, const std::optional<std::string>& sample_id, const Put& put) {
  const std::vector<std::string> ids = sample_id ? std::vector{*sample_id} : store.sample_ids();
  for (const std::string& id : ids) {
    const auto result = store.result(id);
    if (!result) {
      refuse_unknown_sample(id);
    }
    if (result->counts) {
      put(*result);
    }
  }
}

}  // namespace

void export_definitions(const RunStore& store, const std::optional<std::string>& sample_id,
                        TableFormat format, std::ostream& out) {
  const auto table = make_table_writer(
      format, out,
      {"sample_id", "definition_set", "definition", "title", "reported", "count", "count_low", "count_high",
       "per_7_5_ml", "per_7_5_ml_low", "per_7_5_ml_high", "source"});
  for_each_counted(store, sample_id, [&](const SampleResult& result) {
    for (const DefinitionCount& definition : result.counts->definitions) {
      put_definition(*table, result, definition);
    }
  });
  table->finish();
}

void export_markers(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                    std::ostream& out) {
  const auto table =
      make_table_writer(format, out,
                        {"sample_id", "channel", "ctcs_0", "ctcs_1", "ctcs_2", "ctcs_3", "not_known",
                         "positive_from", "positive", "positive_share", "positive_share_low",
                         "positive_share_high", "any_3", "half_positive", "h_score"});
  for_each_counted(store, sample_id, [&](const SampleResult& result) {
    for (const MarkerLevelCounts& marker : result.counts->markers) {
      put_marker(*table, result, marker);
    }
  });
  table->finish();
}

}  // namespace cyto
