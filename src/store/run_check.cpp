#include "cytrial/store/run_check.h"

#include <sqlite3.h>

#include <map>
#include <memory>
#include <set>

#include "cytrial/core/digest.h"
#include "cytrial/core/phenotype.h"
#include "cytrial/store/run_store.h"
#include "database.h"
#include "sample_folders.h"
#include "schema.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDatabaseName = "cytrial.db";

void compare_schema(const Connection& database, std::vector<std::string>& faults) {
  std::map<std::string, std::string> made = made_schema();
  Statement select = database.prepare(
      "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE tbl_name NOT GLOB 'review_*'");
  while (select.step()) {
    const auto same = made.find(select.text(0));
    if (same == made.end()) {
      faults.push_back(select.text(0) + " was added");
      continue;
    }
    if (same->second != select.text(1)) {
      faults.push_back(select.text(0) + " is not as the program made it");
    }
    made.erase(same);
  }
  for (const auto& [name, sql] : made) {
    faults.push_back(name + " is missing");
  }
}

void compare_documents(const Connection& database, std::vector<std::string>& faults) {
  Statement select = database.prepare("SELECT name, text, sha256 FROM documents ORDER BY name");
  while (select.step()) {
    if (sha256_of(select.text(1)) != select.text(2)) {
      faults.push_back("document " + select.text(0) + " was changed after it was stored");
    }
  }
}

/// The places of a sample's rows are 0, 1, 2, … in every table that has them.
void check_places(const Connection& database, std::vector<std::string>& faults) {
  for (const std::string table : {"definition_counts", "marker_levels", "reasons", "scan_files",
                                  "quality_flags", "tile_failures", "population"}) {
    Statement select = database.prepare(
        "SELECT DISTINCT sample_id FROM (SELECT sample_id, count(*) AS n, max(position) AS"
        " last FROM " +
        table + " GROUP BY sample_id) WHERE n <> last + 1");
    while (select.step()) {
      faults.push_back(table + ": a row of sample " + select.text(0) + " is missing or misplaced");
    }
  }
  for (const std::string table : {"candidate_measures", "candidate_effects"}) {
    Statement select = database.prepare(
        "SELECT sample_id, event_id FROM (SELECT sample_id, event_id, count(*) AS n,"
        " max(position) AS last FROM " +
        table + " GROUP BY sample_id, event_id) WHERE n <> last + 1");
    while (select.step()) {
      faults.push_back(table + ": a row of event " + select.text(1) + " of sample " + select.text(0) +
                       " is missing or misplaced");
    }
  }
}

/// Every sample with counts has one for each phenotype and none for anything else.
void check_phenotypes(const Connection& database, std::vector<std::string>& faults) {
  std::map<std::string, std::size_t> known;
  Statement samples = database.prepare("SELECT sample_id FROM counts");
  while (samples.step()) {
    known[samples.text(0)] = 0;
  }
  Statement select = database.prepare("SELECT sample_id, phenotype FROM phenotype_counts");
  while (select.step()) {
    if (phenotype_from(select.text(1))) {
      ++known[select.text(0)];
    } else {
      faults.push_back("phenotype_counts: " + select.text(1) + " of sample " + select.text(0) +
                       " is no phenotype");
    }
  }
  for (const auto& [sample, count] : known) {
    if (count != kAllPhenotypes.size()) {
      faults.push_back("phenotype_counts: a row of sample " + sample + " is missing");
    }
  }
}

/// Panels are kept under their digest, and every sample with a count keeps its own.
void check_panels(const Connection& database, std::vector<std::string>& faults) {
  Statement misnamed =
      database.prepare("SELECT name FROM documents WHERE name GLOB 'panel/*' AND name <> 'panel/' || sha256");
  while (misnamed.step()) {
    faults.push_back("document " + misnamed.text(0) + " is not the one of its name");
  }
  Statement lost = database.prepare(
      "SELECT c.sample_id FROM counts c JOIN provenance USING (sample_id)"
      " WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.name = 'panel/' || panel_digest)");
  while (lost.step()) {
    faults.push_back("sample " + lost.text(0) + ": its panel is gone");
  }
}

void find_folders_without_row(const Connection& database, const fs::path& root,
                              std::vector<std::string>& faults) {
  std::set<std::string> rows;
  Statement select = database.prepare("SELECT sample_id FROM samples");
  while (select.step()) {
    rows.insert(select.text(0));
  }
  std::set<std::string> folders;
  std::error_code status;
  for (const auto& entry : fs::directory_iterator(root, status)) {
    const std::string name = entry.path().filename().string();
    if (name.front() != '.' && entry.is_directory(status) && !rows.contains(name)) {
      folders.insert(name);
    }
  }
  for (const std::string& name : folders) {
    faults.push_back("sample " + name + ": its folder is there, its row is gone");
  }
}

}  // namespace

std::vector<std::string> database_faults(const fs::path& run) {
  (void)RunStore::open_for_reading(run);  // integrity, keys, version
  const Connection database(run / kDatabaseName, Connection::Access::Read);
  std::vector<std::string> faults;
  const Transaction snapshot(database, Transaction::Kind::Read);
  compare_schema(database, faults);
  compare_documents(database, faults);
  check_places(database, faults);
  check_phenotypes(database, faults);
  check_panels(database, faults);
  find_folders_without_row(database, SampleFolders(run).root(), faults);
  return faults;
}

}  // namespace cyto
