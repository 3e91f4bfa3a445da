#include <set>
#include <utility>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_columns.h"
#include "in_quotes.h"
#include "study_parts.h"

namespace cyto {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::uint64_t kMaxStudyBytes = 16ULL << 20U;
constexpr std::size_t kMaxSites = 500;
constexpr std::int64_t kMaxSpikedCells = 100'000'000;

std::filesystem::path read_path(const JsonReader& at, const std::filesystem::path& root) {
  const std::string written = at.as_text();
  const std::optional<std::filesystem::path> path = path_below(root, written);
  if (!path) {
    at.fail(in_quotes(written) + " is no relative path below the study root",
            "move the file there, or name another folder as \"root\"");
  }
  return *path;
}

std::optional<std::filesystem::path> read_optional_path(const JsonReader& json, std::string_view key,
                                                        const std::filesystem::path& root) {
  const std::optional<JsonReader> at = json.optional_member(key);
  return at ? std::optional(read_path(*at, root)) : std::nullopt;
}

std::filesystem::path read_root(const JsonReader& json, const std::filesystem::path& file) {
  const std::string written = json.optional_text("root").value_or(".");
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  return (folder / written).lexically_normal();
}

/// Codes become column names: "CA153" and "ca153" would give the same, "day" one of the table's own.
void require_unique_columns(const Study& study, const JsonReader& json) {
  std::set<std::string> names;
  for (const TimepointColumn& column : timepoint_columns(study)) {
    if (!names.insert(column.name).second) {
      json.member("analytes")
          .fail("two columns of the timepoint table would be called " + column.name,
                "give the analyte another code");
    }
  }
}

/// "found" of "spiked" cells, or "mean" and "sd".
statistics::Recovery read_recovered_share(const JsonReader& json) {
  const bool counted = json.optional_member("found") || json.optional_member("spiked");
  if (counted && (json.optional_member("mean") || json.optional_member("sd"))) {
    json.fail("the recovery is given twice", R"(keep "found" and "spiked", or "mean" and "sd")");
  }
  try {
    return counted
               ? statistics::Recovery::from_spikes(json.integer("found", 1, kMaxSpikedCells),
                                                   json.integer("spiked", 1, kMaxSpikedCells))
               : statistics::Recovery::from_mean(json.number("mean", 0.0, 1.0), json.number("sd", 0.0, 1.0));
  } catch (const Error& problem) {
    if (problem.code() == ErrorCode::BadConfig) {
      throw;  // names the place already
    }
    json.fail(problem.subject() + " " + problem.problem(), problem.remedy());
  }
}

std::optional<KnownRecovery> read_recovery(const JsonReader& ctc) {
  const std::optional<JsonReader> json = ctc.optional_member("recovery");
  if (!json) {
    return std::nullopt;
  }
  KnownRecovery recovery{read_recovered_share(*json), read_name(json->member("source"))};
  json->finish();
  return recovery;
}

CtcRule read_ctc_rule(const JsonReader& json) {
  CtcRule rule;
  if (const std::optional<JsonReader> ctc = json.optional_member("ctc")) {
    rule.cutoff = ctc->number("cutoff", 0.001, 1e6);
    rule.per_ml = ctc->number("per_ml", 0.001, 1000.0);
    rule.max_tube_age_hours =
        ctc->optional_number("max_tube_age_hours", 1.0, 1000.0).value_or(rule.max_tube_age_hours);
    rule.loinc = ctc->optional_text("loinc").value_or("");
    rule.recovery = read_recovery(*ctc);
    ctc->finish();
  }
  return rule;
}

std::string read_time_zone(const JsonReader& json, std::string_view key) {
  const std::optional<JsonReader> at = json.optional_member(key);
  if (!at) {
    return {};
  }
  std::string name = at->as_text();
  if (!TimeZone::find(name)) {
    at->fail(in_quotes(name) + " is no time zone of this system's database",
             "write it like Europe/Copenhagen");
  }
  return name;
}

std::vector<Site> read_sites(const JsonReader& json) {
  std::vector<Site> sites;
  std::set<std::string> codes;
  for (const JsonReader& item : optional_items_up_to(kMaxSites, json, "sites")) {
    Site site{read_id(item.member("code")), read_time_zone(item, "time_zone")};
    if (!codes.insert(site.code).second) {
      item.fail("the site " + site.code + " is there twice", "give every site its own code");
    }
    item.finish();
    sites.push_back(std::move(site));
  }
  return sites;
}

void read_times(const JsonReader& json, Study& study) {
  study.sites = read_sites(json);
  study.site_time_zone = read_time_zone(json, "site_time_zone");
  study.as_of = read_optional_day(json, "as_of");
  const std::optional<JsonReader> at = json.optional_member("site_utc_offset");
  if (!at) {
    return;
  }
  study.site_utc_offset_minutes = parse_utc_offset(at->as_text());
  if (!study.site_utc_offset_minutes) {
    at->fail(in_quotes(at->as_text()) + " is no UTC offset", "write it like +01:00");
  }
  if (!study.site_time_zone.empty()) {
    at->fail("the study declares a time zone too", "keep \"site_time_zone\"");
  }
}

IdentityRule read_identity(const JsonReader& json) {
  IdentityRule rule;
  if (const std::optional<JsonReader> at = json.optional_member("identity")) {
    rule.confirm_sample = at->optional_boolean("confirm_sample").value_or(false);
    rule.confirm_subject = at->optional_boolean("confirm_subject").value_or(false);
    rule.check_character = at->optional_boolean("check_character").value_or(false);
    at->finish();
  }
  return rule;
}

void read_study_analytes(const JsonReader& json, Study& study) {
  const std::optional<std::filesystem::path> file = read_optional_path(json, "analyte_file", study.root);
  study.analyte_file = file.value_or(std::filesystem::path());
  const std::optional<JsonReader> array = json.optional_member("analytes");
  if (!array) {
    return;
  }
  const AnalyteCatalogue catalogue = file ? read_analyte_file(*file) : default_analytes();
  study.analytes = read_analytes(*array, catalogue);
  for (const JsonReader& item : array->as_items()) {
    if (item.is_text()) {
      study.analyte_catalogue = catalogue.digest;
    }
  }
}

void read_files(const JsonReader& json, Study& study) {
  study.panel = read_path(json.member("panel"), study.root);
  study.gates = read_optional_path(json, "gates", study.root);
  study.calibration = read_optional_path(json, "calibration", study.root);
  study.samples = read_path(json.member("samples"), study.root);
  study.markers = read_optional_path(json, "markers", study.root).value_or(std::filesystem::path());
  study.assessments = read_optional_path(json, "assessments", study.root).value_or(std::filesystem::path());
  study.treatments = read_optional_path(json, "treatments", study.root).value_or(std::filesystem::path());
}

void require_known_format(const JsonReader& json) {
  const std::int64_t format = json.integer("format", 1, 1'000'000);
  if (format != kFormat) {
    json.member("format").fail("format " + std::to_string(format) + " is newer than this program",
                               "use a newer cytrial");
  }
}

}  // namespace

Study read_study_file(const std::filesystem::path& file, const std::optional<std::filesystem::path>& root) {
  const std::string text = read_text_file(file, kMaxStudyBytes);
  const JsonReader json = JsonReader::from_text(text, file.string());
  require_known_format(json);
  Study study;
  study.file = file;
  const std::filesystem::path own_root = read_root(json, file);
  study.root = root.value_or(own_root);
  study.digest = sha256_of(text);
  study.name = read_id(json.member("name"));
  study.title = json.optional_text("title").value_or(study.name);
  study.protocol = read_protocol(json.member("protocol"));
  read_times(json, study);
  study.subjects = read_subjects(json.member("subjects"), study);
  read_study_analytes(json, study);
  require_unique_columns(study, json);
  study.ctc = read_ctc_rule(json);
  study.identity = read_identity(json);
  if (const std::optional<JsonReader> reason = json.optional_member("mixed_configurations")) {
    study.mixed_configurations = read_name(*reason);
  }
  read_files(json, study);
  json.finish();
  return study;
}

}  // namespace cyto
