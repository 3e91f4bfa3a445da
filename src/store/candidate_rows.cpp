#include "candidate_rows.h"

#include <algorithm>

#include "cytrial/core/digest.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

constexpr char kBetweenGates = '|';

std::string joined(const std::vector<std::string>& gates) {
  std::string path;
  for (const std::string& gate : gates) {
    if (gate.empty() || gate.find(kBetweenGates) != std::string::npos) {
      throw Error(ErrorCode::BadConfig, "gate or definition " + gate, "has a name that cannot be stored",
                  "use names without '|' in the gate file");
    }
    path.append(path.empty() ? 0U : 1U, kBetweenGates).append(gate);
  }
  return path;
}

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> gates;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find(kBetweenGates, begin), path.size());
    gates.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return gates;
}

TrainingSource training_source_of(const std::string& name) {
  return training_source_from(name).value_or(TrainingSource::Simulated);
}

/// Calls `visit` with every stored candidate of a sample in order of event.
template <typename Visit>
void for_each_candidate(const Connection& connection, const std::string& sample_id, const Visit& visit) {
  Statement select = connection.prepare(
      "SELECT event_id, x_px, y_px, phenotype, gate_path, cluster_id, cluster_size, flags, cell_diameter_um,"
      " rank, reasons, ctc_probability, model_disagrees, model_trained_on, attached_leukocytes,"
      " definitions FROM candidates"
      " WHERE sample_id = ? ORDER BY event_id");
  Statement measures = connection.prepare(
      "SELECT column_name, value FROM candidate_measures WHERE sample_id = ? AND event_id = ?"
      " ORDER BY position");
  Statement effects = connection.prepare(
      "SELECT feature, value, log_odds, words FROM candidate_effects WHERE sample_id = ? AND event_id = ?"
      " ORDER BY position");
  select.bind(sample_id);
  while (select.step()) {
    Candidate c;
    c.event_id = static_cast<std::uint64_t>(select.integer(0));
    c.anchor = {select.real(1), select.real(2)};
    c.phenotype = phenotype_from(select.text(3)).value_or(Phenotype::Unclassified);
    c.gate_path = split(select.text(4));
    c.cluster_id = static_cast<std::uint32_t>(select.integer(5));
    c.cluster_size = static_cast<std::uint32_t>(select.integer(6));
    c.flags = static_cast<EventFlags>(select.integer(7));
    c.cell_diameter_um = select.real(8);
    c.rank = static_cast<std::uint32_t>(select.integer(9));
    c.attached_leukocytes = static_cast<std::uint32_t>(select.integer(14));
    c.definitions = split(select.text(15));
    c.notes = review_notes_from(select.text(10), "candidate " + select.text(0) + " of sample " + sample_id);
    measures.bind(sample_id, c.event_id);
    while (measures.step()) {
      c.measures.emplace_back(measures.text(0), measures.real(1));
    }
    if (!select.is_null(11)) {
      c.score = ModelScore{select.real(11), select.integer(12) != 0, training_source_of(select.text(13)), {}};
      effects.bind(sample_id, c.event_id);
      while (effects.step()) {
        c.score->effects.push_back({effects.text(0), effects.real(1), effects.real(2), effects.text(3)});
      }
    }
    visit(c);
  }
}

void append_field(std::string& row, std::string_view field) {
  row.append(std::to_string(field.size())).push_back(':');
  row.append(field);
}

std::string canonical_row(const Candidate& c) {
  std::string row;
  append_field(row, std::to_string(c.event_id));
  append_field(row, number_text(c.anchor.x_px));
  append_field(row, number_text(c.anchor.y_px));
  append_field(row, name_of(c.phenotype));
  append_field(row, joined(c.gate_path));
  append_field(row, std::to_string(c.cluster_id));
  append_field(row, std::to_string(c.cluster_size));
  append_field(row, std::to_string(c.flags));
  append_field(row, number_text(c.cell_diameter_um));
  append_field(row, std::to_string(c.rank));
  append_field(row, text_of(c.notes));
  append_field(row, std::to_string(c.attached_leukocytes));
  append_field(row, joined(c.definitions));
  for (const auto& [column, value] : c.measures) {
    append_field(row, column);
    append_field(row, number_text(value));
  }
  if (c.score) {
    append_field(row, number_text(c.score->probability));
    append_field(row, c.score->disagrees ? "1" : "0");
    append_field(row, name_of(c.score->trained_on));
    for (const FeatureEffect& effect : c.score->effects) {
      append_field(row, effect.feature);
      append_field(row, number_text(effect.value));
      append_field(row, number_text(effect.log_odds));
      append_field(row, effect.words);
    }
  }
  return row;
}

/// `name` as part of a file name.
std::string file_part(const std::string& name) {
  std::string part = name.substr(0, 64);
  std::replace_if(
      part.begin(), part.end(),
      [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return !letter && !(c >= '0' && c <= '9') && c != '-' && c != '.';
      },
      '-');
  return part;
}

}  // namespace

CandidateStage::Tables::Tables(const Connection& owner) : connection(owner) {
  connection.execute(
      "CREATE TEMP TABLE staged_candidates (event_id INTEGER PRIMARY KEY, x_px REAL, y_px REAL,"
      " phenotype TEXT, gate_path TEXT, cluster_id INTEGER, cluster_size INTEGER, flags INTEGER,"
      " cell_diameter_um REAL, rank INTEGER, reasons TEXT, ctc_probability REAL, model_disagrees INTEGER,"
      " model_trained_on TEXT, attached_leukocytes INTEGER, definitions TEXT) STRICT;"
      "CREATE TEMP TABLE staged_measures (event_id INTEGER, position INTEGER, column_name TEXT, value REAL,"
      " PRIMARY KEY (event_id, position)) STRICT, WITHOUT ROWID;"
      "CREATE TEMP TABLE staged_effects (event_id INTEGER, position INTEGER, feature TEXT, value REAL,"
      " log_odds REAL, words TEXT, PRIMARY KEY (event_id, position)) STRICT, WITHOUT ROWID;"
      "CREATE TEMP TABLE staged_crops (event_id INTEGER, name TEXT, file TEXT UNIQUE COLLATE NOCASE,"
      " sha256 TEXT, PRIMARY KEY (event_id, name)) STRICT, WITHOUT ROWID");
}

CandidateStage::Tables::~Tables() {
  sqlite3_exec(connection.handle(),
               "DROP TABLE IF EXISTS temp.staged_candidates; DROP TABLE IF EXISTS temp.staged_measures;"
               "DROP TABLE IF EXISTS temp.staged_effects;"
               "DROP TABLE IF EXISTS temp.staged_crops",
               nullptr, nullptr, nullptr);
}

CandidateStage::CandidateStage(const Connection& connection)
    : tables_(connection),
      insert_candidate_(connection,
                        "INSERT INTO temp.staged_candidates"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      insert_measure_(connection, "INSERT INTO temp.staged_measures VALUES (?, ?, ?, ?)"),
      insert_effect_(connection, "INSERT INTO temp.staged_effects VALUES (?, ?, ?, ?, ?, ?)"),
      insert_crop_(connection, "INSERT INTO temp.staged_crops VALUES (?, ?, ?, ?)"),
      crop_of_file_(connection, "SELECT 1 FROM temp.staged_crops WHERE file = ?") {}

void CandidateStage::add(const Candidate& c) {
  insert_candidate_
      .bind(c.event_id, c.anchor.x_px, c.anchor.y_px, name_of(c.phenotype), joined(c.gate_path), c.cluster_id,
            c.cluster_size, c.flags, c.cell_diameter_um, c.rank, text_of(c.notes),
            c.score ? std::optional(c.score->probability) : std::nullopt,
            c.score ? std::optional(c.score->disagrees ? 1 : 0) : std::nullopt,
            c.score ? std::optional(name_of(c.score->trained_on)) : std::nullopt, c.attached_leukocytes,
            joined(c.definitions))
      .run();
  for (std::size_t i = 0; i < c.measures.size(); ++i) {
    insert_measure_.bind(c.event_id, i, c.measures[i].first, c.measures[i].second).run();
  }
  if (!c.score) {
    return;
  }
  for (std::size_t i = 0; i < c.score->effects.size(); ++i) {
    const FeatureEffect& effect = c.score->effects[i];
    insert_effect_.bind(c.event_id, i, effect.feature, effect.value, effect.log_odds, effect.words).run();
  }
}

std::string CandidateStage::free_file_name(std::uint64_t event_id, const std::string& name) {
  const std::string stem = std::to_string(event_id) + "_" + file_part(name);
  std::string file = stem + ".png";
  for (int copy = 2; crop_of_file_.bind(file).step(); ++copy) {
    file = stem + "_" + std::to_string(copy) + ".png";
  }
  return file;
}

std::string CandidateStage::add_crop(std::uint64_t event_id, const std::string& name,
                                     const std::string& sha256) {
  std::string file = free_file_name(event_id, name);
  insert_crop_.bind(event_id, name, file, sha256).run();
  return file;
}

void CandidateStage::move_to(const std::string& sample_id, std::uint64_t events) {
  Statement beyond = tables_.connection.prepare("SELECT max(event_id) FROM temp.staged_candidates");
  if (beyond.step() && beyond.integer(0) > static_cast<std::int64_t>(events)) {
    throw Error(ErrorCode::Internal, "candidate " + beyond.text(0), "is not in the event table");
  }
  Statement orphan = tables_.connection.prepare(
      "SELECT event_id FROM temp.staged_crops WHERE event_id NOT IN"
      " (SELECT event_id FROM temp.staged_candidates) LIMIT 1");
  if (orphan.step()) {
    throw Error(ErrorCode::Internal, "crop of event " + orphan.text(0), "belongs to no candidate");
  }
  tables_.connection
      .prepare(
          "INSERT INTO main.candidates SELECT ?, event_id, x_px, y_px, phenotype, gate_path, cluster_id,"
          " cluster_size, attached_leukocytes, definitions, flags, cell_diameter_um, rank, reasons, "
          "ctc_probability, model_disagrees,"
          " model_trained_on FROM temp.staged_candidates ORDER BY event_id")
      .bind(sample_id)
      .run();
  tables_.connection
      .prepare(
          "INSERT INTO main.candidate_measures SELECT ?, event_id, position, column_name, value"
          " FROM temp.staged_measures ORDER BY event_id, position")
      .bind(sample_id)
      .run();
  tables_.connection
      .prepare(
          "INSERT INTO main.candidate_effects SELECT ?, event_id, position, feature, value, log_odds, words"
          " FROM temp.staged_effects ORDER BY event_id, position")
      .bind(sample_id)
      .run();
  tables_.connection
      .prepare(
          "INSERT INTO main.crops SELECT ?, event_id, name, file, sha256 FROM temp.staged_crops"
          " ORDER BY event_id, name")
      .bind(sample_id)
      .run();
}

std::vector<Candidate> stored_candidates(const Connection& connection, const std::string& sample_id) {
  std::vector<Candidate> all;
  for_each_candidate(connection, sample_id, [&](Candidate& c) { all.push_back(std::move(c)); });
  return all;
}

std::string candidates_digest(const Connection& connection, const std::string& sample_id) {
  std::string digest = sha256_of("cytrial candidates");
  for_each_candidate(connection, sample_id,
                     [&](const Candidate& c) { digest = sha256_of(digest + canonical_row(c)); });
  return digest;
}

std::string crops_digest(const Connection& connection, const std::string& sample_id) {
  std::string digest = sha256_of("cytrial crops");
  Statement select = connection.prepare(
      "SELECT event_id, name, file, sha256 FROM crops WHERE sample_id = ? ORDER BY event_id, name");
  select.bind(sample_id);
  while (select.step()) {
    std::string row;
    for (int column = 0; column < 4; ++column) {
      append_field(row, select.text(column));
    }
    digest = sha256_of(digest + row);
  }
  return digest;
}

}  // namespace cyto
