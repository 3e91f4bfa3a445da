#include "cytrial/store/export_tables.h"

#include <algorithm>

#include "cytrial/core/error.h"
#include "sample_selection.h"

namespace cyto {
namespace {

/// Phenotypes in the order of the counts table: what a reader looks for first.
constexpr std::array kCountOrder{
    Phenotype::Ctc,    Phenotype::Leukocyte, Phenotype::DoublePositive, Phenotype::NucleatedOther,
    Phenotype::Debris, Phenotype::Fragment,  Phenotype::Unclassified};
static_assert(kCountOrder.size() == kAllPhenotypes.size());

constexpr const char* kCellDiameter = "cell_diameter_um";

template <typename Parts>
std::string joined(const Parts& parts, std::string_view separator) {
  std::string text;
  for (const auto& part : parts) {
    text += (text.empty() ? "" : std::string(separator)) + std::string(part);
  }
  return text;
}

std::vector<std::string> counts_columns() {
  std::vector<std::string> names{"sample_id", "status", "reasons"};
  for (const Phenotype phenotype : kCountOrder) {
    names.emplace_back(name_of(phenotype));
  }
  names.insert(names.end(), {"events",
                             "nucleated_events",
                             "ctc_clusters",
                             "ctcs_in_clusters",
                             "unidentified_share",
                             "blood_volume_ml",
                             "quality_flags",
                             "error_code",
                             "usable_share",
                             "analysed_share",
                             "in_focus_area_share",
                             "unobstructed_share",
                             "in_focus_share",
                             "area_mm2",
                             "width_px",
                             "height_px",
                             "pixel_size_x_um",
                             "pixel_size_y_um",
                             "scan_files",
                             "scan_sha256",
                             "program_version",
                             "config_sha256",
                             "panel_sha256",
                             "gates_sha256",
                             "calibration_sha256"});
  return names;
}

void put_count(TableWriter& table, std::uint64_t count) {
  table.integer(static_cast<std::int64_t>(count));
}

void put_counts(TableWriter& table, const SampleResult& r) {
  const auto put_if = [&](bool known, std::uint64_t count) {
    known ? put_count(table, count) : table.absent();
  };
  const bool counted = r.counts.has_value();
  const bool told_apart = counted && is_classified(r);
  const SampleCounts counts = r.counts.value_or(SampleCounts{});
  for (const Phenotype phenotype : kCountOrder) {
    put_if(told_apart || (counted && phenotype == Phenotype::Unclassified), counts.of(phenotype));
  }
  put_if(counted, counts.events);
  put_if(counted, counts.nucleated_events);
  put_if(told_apart, counts.ctc_clusters);
  put_if(told_apart, counts.ctcs_in_clusters);
  table.number(told_apart ? counts.unidentified_share() : std::nullopt);
}

void put_or_absent(TableWriter& table, const std::string& text) {
  text.empty() ? table.absent() : table.text(text);
}

void put_counts_row(TableWriter& table, const SampleResult& r, const Provenance& provenance) {
  std::vector<std::string> flags;
  std::transform(r.flags.begin(), r.flags.end(), std::back_inserter(flags),
                 [](const QualityFlag& flag) { return flag.code; });
  table.text(r.sample_id);
  table.text(name_of(r.status));
  put_or_absent(table, joined(r.reasons, " | "));
  put_counts(table, r);
  table.number(r.blood_volume_ml);
  put_or_absent(table, joined(flags, " "));
  put_or_absent(table, r.error_code);
  table.number(r.coverage.usable_share());
  table.number(r.coverage.analysed_share);
  table.number(r.coverage.in_focus_area_share);
  table.number(r.coverage.unobstructed_share);
  table.number(r.in_focus_share);
  table.number(r.area_mm2);
  table.integer(r.width_px);
  table.integer(r.height_px);
  table.number(r.pixel_size.x_um);
  table.number(r.pixel_size.y_um);
  put_or_absent(table, joined(r.scan_files, " | "));
  put_or_absent(table, joined(r.scan_digests, " | "));
  table.text(provenance.program_version);
  put_or_absent(table, provenance.config_digest);
  put_or_absent(table, provenance.panel_digest);
  put_or_absent(table, provenance.gates_digest);
  put_or_absent(table, provenance.calibration_digest);
  table.end_row();
}

/// Names of all measures, in the order of their first appearance; those with a column of their own left out.
std::vector<std::string> measures_in(const RunStore& store, const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  for (const std::string& id : ids) {
    for (const Candidate& candidate : store.candidates(id)) {
      for (const auto& measure : candidate.measures) {
        if (measure.first != kCellDiameter &&
            std::find(names.begin(), names.end(), measure.first) == names.end()) {
          names.push_back(measure.first);
        }
      }
    }
  }
  return names;
}

constexpr std::array kScoreColumns{"ctc_probability", "model_disagrees", "model_trained_on",
                                   "model_speaks_for", "model_speaks_against"};

void put_score(TableWriter& table, const std::optional<ModelScore>& score) {
  if (!score) {
    std::for_each(kScoreColumns.begin(), kScoreColumns.end(), [&](const char*) { table.absent(); });
    return;
  }
  table.number(static_cast<float>(score->probability));  // a 32-bit column of the events
  table.integer(score->disagrees ? 1 : 0);
  table.text(name_of(score->trained_on));
  put_or_absent(table, words_for(*score));
  put_or_absent(table, words_against(*score));
}

void put_candidate(TableWriter& table, const std::string& sample_id, const Candidate& candidate,
                   const std::vector<std::string>& measures) {
  table.text(sample_id);
  put_count(table, candidate.event_id);
  table.number(candidate.anchor.x_px);
  table.number(candidate.anchor.y_px);
  table.text(name_of(candidate.phenotype));
  table.text(joined(candidate.gate_path, ">"));
  table.integer(candidate.cluster_id);
  table.integer(candidate.cluster_size);
  table.integer(candidate.flags);
  table.number(candidate.cell_diameter_um);
  table.integer(candidate.rank);
  put_or_absent(table, text_of(candidate.notes));
  put_score(table, candidate.score);
  put_or_absent(table, joined(candidate.definitions, "|"));
  table.integer(candidate.attached_leukocytes);
  for (const std::string& name : measures) {
    const auto found = std::find_if(candidate.measures.begin(), candidate.measures.end(),
                                    [&](const auto& measure) { return measure.first == name; });
    found == candidate.measures.end() ? table.absent() : table.number(found->second);
  }
  table.end_row();
}

}  // namespace

void export_candidates(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                       std::ostream& out) {
  const SampleSelection samples = select_samples(store, sample_id);
  const std::vector<std::string> measures = measures_in(store, samples.with_events);
  std::vector<std::string> columns{"sample_id", "event_id",    "x_px",       "y_px",
                                   "phenotype", "gate_path",   "cluster_id", "cluster_size",
                                   "flags",     kCellDiameter, "rank",       "reasons"};
  columns.insert(columns.end(), kScoreColumns.begin(), kScoreColumns.end());
  columns.insert(columns.end(), {"definitions", "attached_leukocytes"});
  columns.insert(columns.end(), measures.begin(), measures.end());
  const auto table = make_table_writer(format, out, columns);
  for (const std::string& id : samples.with_events) {
    for (const Candidate& candidate : store.candidates(id)) {
      put_candidate(*table, id, candidate, measures);
    }
  }
  table->finish();
  samples.refuse_missing();
}

void export_counts(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                   std::ostream& out) {
  const auto table = make_table_writer(format, out, counts_columns());
  const std::vector<std::string> ids = sample_id ? std::vector{*sample_id} : store.sample_ids();
  for (const std::string& id : ids) {
    const auto result = store.result(id);
    if (!result) {
      refuse_unknown_sample(id);
    }
    put_counts_row(*table, *result, store.provenance(id).value());
  }
  table->finish();
}

}  // namespace cyto
