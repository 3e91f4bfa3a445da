#include <algorithm>
#include <array>

#include "cytrial/core/error.h"
#include "cytrial/core/phenotype.h"
#include "cytrial/store/export_tables.h"
#include "mask_names.h"
#include "sample_selection.h"

namespace cyto {
namespace {

/// Columns of the table behind sample_id and event_id that other programs rely on by place. Those that an
/// event file lacks stay empty.
constexpr std::array<std::string_view, 6> kLeading{column::kXPx, column::kYPx,       column::kXUm,
                                                   column::kYUm, "nucleus_area_um2", "cell_area_um2"};

/// Where the cells of one row come from.
struct EventColumns {
  std::vector<std::string> names;                     ///< header of the table
  std::array<std::optional<std::size_t>, 6> leading;  ///< as kLeading
  std::size_t phenotype = 0;
  std::size_t gate_mask = 0;
  std::size_t cluster_id = 0;
  std::size_t cluster_size = 0;
  std::vector<std::size_t> others;
  std::optional<std::size_t> definition_mask;  ///< one of the others; shown by the definitions' names
};

/// Names of what the masks of one sample hold.
struct SampleNames {
  MaskNames gates;
  MaskNames definitions;

  SampleNames(const MaskNames::Keywords& keywords, const std::string& subject)
      : gates(keywords, kGateNamesKeyword, ">", subject),
        definitions(keywords, kDefinitionNamesKeyword, "|", subject) {}
};

EventColumns columns_of(const FeatureSchema& schema) {
  EventColumns columns;
  columns.names = {"sample_id", "event_id"};
  std::vector<std::size_t> placed;
  for (std::size_t i = 0; i < kLeading.size(); ++i) {
    columns.names.emplace_back(kLeading[i]);
    columns.leading[i] = schema.index_of(kLeading[i]);
    placed.push_back(columns.leading[i].value_or(schema.size()));
  }
  columns.phenotype = schema.require(column::kPhenotype);
  columns.gate_mask = schema.require(column::kGateMask);
  columns.cluster_id = schema.require(column::kClusterId);
  columns.cluster_size = schema.require(column::kClusterSize);
  placed.insert(placed.end(),
                {columns.phenotype, columns.gate_mask, columns.cluster_id, columns.cluster_size});
  columns.names.insert(columns.names.end(), {"phenotype", "gate_path", "cluster_id", "cluster_size"});
  for (std::size_t i = 0; i < schema.size(); ++i) {
    if (std::find(placed.begin(), placed.end(), i) == placed.end()) {
      const bool is_definitions = schema.columns()[i].name == column::kDefinitionMask;
      columns.others.push_back(i);
      columns.names.push_back(is_definitions ? "definitions" : schema.columns()[i].name);
      if (is_definitions) {
        columns.definition_mask = i;
      }
    }
  }
  return columns;
}

Phenotype phenotype_of(float stored, const std::string& sample_id) {
  for (const Phenotype phenotype : kAllPhenotypes) {
    if (stored == static_cast<float>(phenotype)) {
      return phenotype;
    }
  }
  throw Error(ErrorCode::BadData, "events of sample " + sample_id,
              "have a phenotype that this version does not know",
              "use the Cytrial version that made them, or a newer one");
}

void put_row(TableWriter& table, const EventColumns& columns, const float* row, const std::string& sample_id,
             SampleNames& names) {
  for (const auto& place : columns.leading) {
    place ? table.number(row[*place]) : table.absent();
  }
  table.text(name_of(phenotype_of(row[columns.phenotype], sample_id)));
  table.text(names.gates.of(row[columns.gate_mask]));
  table.number(row[columns.cluster_id]);
  table.number(row[columns.cluster_size]);
  for (const std::size_t place : columns.others) {
    place == columns.definition_mask ? table.text(names.definitions.of(row[place]))
                                     : table.number(row[place]);
  }
  table.end_row();
}

void put_sample(TableWriter& table, const EventColumns& columns, const RunStore& store,
                const std::string& sample_id) {
  SampleNames names(store.event_keywords(sample_id), "events of sample " + sample_id);
  const auto events = store.events(sample_id);
  EventBatch batch;
  while (events->next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      table.text(sample_id);
      table.integer(static_cast<std::int64_t>(batch.first_event + i + 1));
      put_row(table, columns, batch.row(i), sample_id, names);
    }
  }
}

/// Columns that all samples share, so that one header fits every row.
EventColumns common_columns(const RunStore& store, const std::vector<std::string>& ids) {
  FeatureSchema shared({{std::string(column::kPhenotype), ""},
                        {std::string(column::kGateMask), ""},
                        {std::string(column::kClusterId), ""},
                        {std::string(column::kClusterSize), ""}});
  for (const std::string& id : ids) {
    FeatureSchema schema = store.event_schema(id);
    const auto same_name = [](const FeatureColumn& a, const FeatureColumn& b) { return a.name == b.name; };
    const bool fits =
        id == ids.front() || std::equal(schema.columns().begin(), schema.columns().end(),
                                        shared.columns().begin(), shared.columns().end(), same_name);
    if (!fits) {
      throw Error(ErrorCode::BadConfig, "events of sample " + id,
                  "have other columns than those of sample " + ids.front() +
                      " (another panel or gate file, or analysed with other --features or gates)",
                  "export them one by one with --sample");
    }
    shared = std::move(schema);
  }
  return columns_of(shared);
}

}  // namespace

void export_events(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                   std::ostream& out) {
  const SampleSelection samples = select_samples(store, sample_id);
  const EventColumns columns = common_columns(store, samples.with_events);
  const auto table = make_table_writer(format, out, columns.names);
  for (const std::string& id : samples.with_events) {
    put_sample(*table, columns, store, id);
  }
  table->finish();
  samples.refuse_missing();
}

}  // namespace cyto
