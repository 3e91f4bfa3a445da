#include "sample_rows.h"

namespace cyto {
namespace {

const std::string kNoDigestYet(64, '0');

std::optional<std::string> if_any(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void put_sample_row(const Connection& connection, const SampleResult& r) {
  const bool evaluable = r.status == SampleStatus::Evaluable;
  // The digests of an evaluable sample follow in put_digests(); until then they are zeros.
  const auto pending = evaluable ? std::optional(kNoDigestYet) : std::nullopt;
  const auto counts_of = r.counts ? std::optional(r.sample_id) : std::nullopt;
  connection
      .prepare(
          "INSERT INTO samples (sample_id, status, error_code, blood_volume_ml, width_px, height_px,"
          " pixel_size_x_um, pixel_size_y_um, area_mm2, analysed_share, in_focus_area_share, "
          "unobstructed_share,"
          " usable_share, in_focus_share, events_sha256,"
          " events_text_sha256, candidates_sha256, crops_sha256, counts_sha256, counts_of)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(r.sample_id, name_of(r.status), r.error_code, r.blood_volume_ml, r.width_px, r.height_px,
            r.pixel_size.x_um, r.pixel_size.y_um, r.area_mm2, r.coverage.analysed_share,
            r.coverage.in_focus_area_share, r.coverage.unobstructed_share, r.coverage.usable_share(),
            r.in_focus_share, pending, pending, pending, pending, kNoDigestYet, counts_of)
      .run();
}

void put_counts(const Connection& connection, const SampleResult& r) {
  const SampleCounts& counts = *r.counts;
  connection
      .prepare(
          "INSERT INTO counts (sample_id, status, events, nucleated_events, ctc_clusters, ctcs_in_clusters,"
          " definition_set) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(r.sample_id, name_of(r.status), counts.events, counts.nucleated_events, counts.ctc_clusters,
            counts.ctcs_in_clusters, counts.definition_set)
      .run();
  Statement insert =
      connection.prepare("INSERT INTO phenotype_counts (sample_id, phenotype, count) VALUES (?, ?, ?)");
  for (const Phenotype phenotype : kAllPhenotypes) {
    insert.bind(r.sample_id, name_of(phenotype), counts.of(phenotype)).run();
  }
  Statement definition = connection.prepare("INSERT INTO definition_counts VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < counts.definitions.size(); ++i) {
    const DefinitionCount& d = counts.definitions[i];
    definition.bind(r.sample_id, i, d.name, d.title, d.source, d.reported ? 1 : 0, d.count).run();
  }
  Statement marker = connection.prepare("INSERT INTO marker_levels VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < counts.markers.size(); ++i) {
    const MarkerLevelCounts& m = counts.markers[i];
    marker
        .bind(r.sample_id, i, m.channel, m.positive_from, m.ctcs[0], m.ctcs[1], m.ctcs[2], m.ctcs[3],
              m.not_known)
        .run();
  }
}

void put_lists(const Connection& connection, const SampleResult& r) {
  Statement reason = connection.prepare("INSERT INTO reasons VALUES (?, ?, ?)");
  for (std::size_t i = 0; i < r.reasons.size(); ++i) {
    reason.bind(r.sample_id, i, r.reasons[i]).run();
  }
  Statement scan = connection.prepare("INSERT INTO scan_files VALUES (?, ?, ?, ?)");
  for (std::size_t i = 0; i < r.scan_files.size(); ++i) {
    scan.bind(r.sample_id, i, r.scan_files[i], r.scan_digests[i]).run();
  }
  Statement flag = connection.prepare("INSERT INTO quality_flags VALUES (?, ?, ?, ?)");
  for (std::size_t i = 0; i < r.flags.size(); ++i) {
    flag.bind(r.sample_id, i, r.flags[i].code, r.flags[i].text).run();
  }
  Statement failure = connection.prepare("INSERT INTO tile_failures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < r.failures.size(); ++i) {
    const TileFailure& f = r.failures[i];
    failure
        .bind(r.sample_id, i, f.file, f.channel, f.rect.x, f.rect.y, f.rect.width, f.rect.height, f.problem,
              f.remedy)
        .run();
  }
  Statement statistic = connection.prepare("INSERT INTO population VALUES (?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < r.population.size(); ++i) {
    const PopulationStatistic& p = r.population[i];
    statistic.bind(r.sample_id, i, p.column, p.location, p.scale).run();
  }
}

/// Rows of one list of a sample in their order.
template <typename Read>
auto read_list(const Connection& connection, std::string_view sql, const std::string& sample_id,
               const Read& read) {
  std::vector<decltype(read(std::declval<const Statement&>()))> rows;
  Statement select = connection.prepare(sql);
  select.bind(sample_id);
  while (select.step()) {
    rows.push_back(read(select));
  }
  return rows;
}

void read_definitions(const Connection& connection, const std::string& sample_id, SampleCounts& counts) {
  counts.definitions = read_list(connection,
                                 "SELECT name, title, source, reported, count FROM definition_counts WHERE "
                                 "sample_id = ? ORDER BY position",
                                 sample_id, [](const Statement& s) {
                                   return DefinitionCount{s.text(0), s.text(1), s.text(2), s.integer(3) != 0,
                                                          static_cast<std::uint64_t>(s.integer(4))};
                                 });
}

void read_markers(const Connection& connection, const std::string& sample_id, SampleCounts& counts) {
  counts.markers = read_list(
      connection,
      "SELECT channel, positive_from, level_0, level_1, level_2, level_3, not_known FROM marker_levels"
      " WHERE sample_id = ? ORDER BY position",
      sample_id, [](const Statement& s) {
        MarkerLevelCounts marker;
        marker.channel = s.text(0);
        marker.positive_from = static_cast<int>(s.integer(1));
        for (int level = 0; level < 4; ++level) {
          marker.ctcs[static_cast<std::size_t>(level)] = static_cast<std::uint64_t>(s.integer(2 + level));
        }
        marker.not_known = static_cast<std::uint64_t>(s.integer(6));
        return marker;
      });
}

std::optional<SampleCounts> read_counts(const Connection& connection, const std::string& sample_id) {
  Statement select = connection.prepare(
      "SELECT events, nucleated_events, ctc_clusters, ctcs_in_clusters, definition_set FROM counts"
      " WHERE sample_id = ?");
  if (!select.bind(sample_id).step()) {
    return std::nullopt;
  }
  SampleCounts counts;
  counts.events = static_cast<std::uint64_t>(select.integer(0));
  counts.nucleated_events = static_cast<std::uint64_t>(select.integer(1));
  counts.ctc_clusters = static_cast<std::uint64_t>(select.integer(2));
  counts.ctcs_in_clusters = static_cast<std::uint64_t>(select.integer(3));
  counts.definition_set = select.text(4);
  read_definitions(connection, sample_id, counts);
  read_markers(connection, sample_id, counts);
  Statement by_name = connection.prepare("SELECT phenotype, count FROM phenotype_counts WHERE sample_id = ?");
  by_name.bind(sample_id);
  while (by_name.step()) {
    if (const auto phenotype = phenotype_from(by_name.text(0))) {
      counts.by_phenotype[static_cast<std::size_t>(*phenotype)] =
          static_cast<std::uint64_t>(by_name.integer(1));
    }
  }
  return counts;
}

void read_lists(const Connection& connection, SampleResult& r) {
  r.reasons = read_list(connection, "SELECT reason FROM reasons WHERE sample_id = ? ORDER BY position",
                        r.sample_id, [](const Statement& s) { return s.text(0); });
  r.scan_files = read_list(connection, "SELECT name FROM scan_files WHERE sample_id = ? ORDER BY position",
                           r.sample_id, [](const Statement& s) { return s.text(0); });
  r.scan_digests =
      read_list(connection, "SELECT sha256 FROM scan_files WHERE sample_id = ? ORDER BY position",
                r.sample_id, [](const Statement& s) { return s.text(0); });
  r.flags =
      read_list(connection, "SELECT code, text FROM quality_flags WHERE sample_id = ? ORDER BY position",
                r.sample_id, [](const Statement& s) {
                  return QualityFlag{s.text(0), s.text(1)};
                });
  r.failures =
      read_list(connection,
                "SELECT file, channel, x_px, y_px, width_px, height_px, problem, remedy FROM tile_failures"
                " WHERE sample_id = ? ORDER BY position",
                r.sample_id, [](const Statement& s) {
                  const SlideRect rect{s.integer(2), s.integer(3), s.integer(4), s.integer(5)};
                  return TileFailure{s.text(0), s.text(1), rect, s.text(6), s.text(7)};
                });
  r.population = read_list(
      connection, "SELECT column_name, location, scale FROM population WHERE sample_id = ? ORDER BY position",
      r.sample_id, [](const Statement& s) {
        return PopulationStatistic{s.text(0), s.real(1), s.real(2)};
      });
}

}  // namespace

void put_result(const Connection& connection, const SampleResult& result, const Provenance& provenance) {
  connection.prepare("DELETE FROM samples WHERE sample_id = ?").bind(result.sample_id).run();
  put_sample_row(connection, result);
  if (result.counts) {
    put_counts(connection, result);
  }
  put_lists(connection, result);
  connection.prepare("INSERT INTO provenance VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(result.sample_id, provenance.program_version, provenance.config_json, provenance.config_digest,
            provenance.panel_digest, provenance.gates_digest, provenance.calibration_digest)
      .run();
}

void put_digests(const Connection& connection, const std::string& sample_id, const StoredDigests& digests) {
  connection
      .prepare(
          "UPDATE samples SET events_sha256 = ?, events_text_sha256 = ?, candidates_sha256 = ?, crops_sha256 "
          "= ?,"
          " counts_sha256 = ? WHERE sample_id = ?")
      .bind(if_any(digests.content.events_sha256), if_any(digests.content.events_text_sha256),
            if_any(digests.content.candidates_sha256), if_any(digests.content.crops_sha256),
            digests.counts_sha256, sample_id)
      .run();
}

std::vector<std::string> stored_sample_ids(const Connection& connection) {
  std::vector<std::string> ids;
  Statement select = connection.prepare("SELECT sample_id FROM samples ORDER BY sample_id COLLATE BINARY");
  while (select.step()) {
    ids.push_back(select.text(0));
  }
  return ids;
}

std::optional<StoredDigests> stored_digests(const Connection& connection, const std::string& sample_id) {
  Statement select = connection.prepare(
      "SELECT events_sha256, events_text_sha256, candidates_sha256, crops_sha256, counts_sha256 FROM samples"
      " WHERE sample_id = ?");
  if (!select.bind(sample_id).step()) {
    return std::nullopt;
  }
  return StoredDigests{{select.text(0), select.text(1), select.text(2), select.text(3)}, select.text(4)};
}

SampleResult stored_result(const Connection& connection, const std::string& sample_id) {
  Statement select = connection.prepare(
      "SELECT status, error_code, blood_volume_ml, width_px, height_px, pixel_size_x_um, pixel_size_y_um,"
      " area_mm2, analysed_share, in_focus_share, in_focus_area_share, unobstructed_share FROM samples WHERE "
      "sample_id = ?");
  select.bind(sample_id).step();
  SampleResult r;
  r.sample_id = sample_id;
  r.status = sample_status_from(select.text(0)).value_or(SampleStatus::NotEvaluable);
  r.error_code = select.text(1);
  r.blood_volume_ml = select.is_null(2) ? std::nullopt : std::optional(select.real(2));
  r.width_px = select.integer(3);
  r.height_px = select.integer(4);
  r.pixel_size = {select.real(5), select.real(6)};
  r.area_mm2 = select.real(7);
  r.coverage.analysed_share = select.real(8);
  r.in_focus_share = select.real(9);
  r.coverage.in_focus_area_share = select.real(10);
  r.coverage.unobstructed_share = select.real(11);
  r.counts = read_counts(connection, sample_id);
  read_lists(connection, r);
  return r;
}

Provenance stored_provenance(const Connection& connection, const std::string& sample_id) {
  Statement select = connection.prepare(
      "SELECT program_version, config_json, config_digest, panel_digest, gates_digest, calibration_digest"
      " FROM provenance WHERE sample_id = ?");
  Provenance p;
  if (select.bind(sample_id).step()) {
    p = {select.text(0), select.text(1), select.text(2), select.text(3), select.text(4), select.text(5)};
  }
  return p;
}

}  // namespace cyto
