#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/core/ids.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/trial/csv_reader.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_columns.h"
#include "in_quotes.h"

namespace cyto {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::uint64_t kMaxStudyBytes = 16ULL << 20U;
constexpr std::int64_t kMaxDay = 36'500;
constexpr std::int64_t kMaxWindowDays = 365;
constexpr std::size_t kMaxVisits = 500;
constexpr std::size_t kMaxSubjects = 20'000;
constexpr std::size_t kMaxAnalytes = 50;
constexpr std::string_view kIdRule =
    "use 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit";

/// The elements of an array, at most `limit`.
std::vector<JsonReader> items_up_to(std::size_t limit, const JsonReader& array) {
  std::vector<JsonReader> items = array.as_items();
  if (items.size() > limit) {
    array.fail("more than " + std::to_string(limit) + " entries");
  }
  return items;
}

std::string read_id(const JsonReader& at) {
  std::string id = at.as_text();
  if (!is_valid_id(id)) {
    at.fail(in_quotes(id) + " is no identifier", kIdRule);
  }
  return id;
}

/// A text that is not empty and has no blanks around it, so that it can be compared with a cell.
std::string read_name(const JsonReader& at) {
  std::string name = at.as_text();
  if (name.empty() || trimmed(name) != name) {
    at.fail("the text is empty or has blanks around it");
  }
  return name;
}

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

Visit read_visit(const JsonReader& json) {
  Visit visit;
  visit.code = read_id(json.member("code"));
  visit.title = json.optional_text("title").value_or("");
  visit.day = static_cast<int>(json.integer("day", -kMaxDay, kMaxDay));
  visit.window_before_days = static_cast<int>(json.integer("window_before_days", 0, kMaxWindowDays));
  visit.window_after_days = static_cast<int>(json.integer("window_after_days", 0, kMaxWindowDays));
  json.finish();
  return visit;
}

std::string window_text(const Visit& visit) {
  return visit.code + " (days " + std::to_string(visit.first_day()) + " to " +
         std::to_string(visit.last_day()) + ")";
}

void require_disjoint_window(const std::vector<Visit>& earlier, const Visit& visit, const JsonReader& json) {
  for (const Visit& other : earlier) {
    if (visit.first_day() <= other.last_day() && other.first_day() <= visit.last_day()) {
      json.fail("the window of " + window_text(visit) + " overlaps that of " + window_text(other),
                "narrow one of them, or set \"overlapping_windows\" to \"report\"");
    }
  }
}

bool read_overlap_rule(const JsonReader& json) {
  const std::optional<JsonReader> rule = json.optional_member("overlapping_windows");
  if (!rule || rule->as_text() == "refuse") {
    return false;
  }
  if (rule->as_text() != "report") {
    rule->fail(in_quotes(rule->as_text()) + " is not known", R"(use "refuse" or "report")");
  }
  return true;
}

Protocol read_protocol(const JsonReader& json) {
  Protocol protocol;
  protocol.title = json.optional_text("title").value_or("");
  protocol.day_zero = read_name(json.member("day_zero"));
  protocol.windows_may_overlap = read_overlap_rule(json);
  std::set<std::string> codes;
  for (const JsonReader& item : items_up_to(kMaxVisits, json.member("visits"))) {
    const Visit visit = read_visit(item);
    if (!codes.insert(visit.code).second) {
      item.fail("the visit " + visit.code + " is there twice", "give every visit its own code");
    }
    if (!protocol.windows_may_overlap) {
      require_disjoint_window(protocol.visits, visit, item);
    }
    protocol.visits.push_back(visit);
  }
  if (protocol.visits.empty()) {
    json.member("visits").fail("a study needs at least one visit");
  }
  std::sort(protocol.visits.begin(), protocol.visits.end(), [](const Visit& a, const Visit& b) {
    return std::pair(a.day, std::string_view(a.code)) < std::pair(b.day, std::string_view(b.code));
  });
  json.finish();
  return protocol;
}

std::vector<Subject> read_subjects(const JsonReader& json) {
  std::vector<Subject> subjects;
  std::set<std::string> ids;
  for (const JsonReader& item : items_up_to(kMaxSubjects, json.member("subjects"))) {
    Subject subject{item.text("id"), {}};
    if (!is_valid_id(subject.id)) {
      // Not repeated in the message: it may be a person's name by mistake.
      item.member("id").fail("the subject's id is no identifier", kIdRule);
    }
    const JsonReader day = item.member("day_zero");
    const std::optional<CalendarDay> day_zero = parse_day(day.as_text());
    if (!day_zero) {
      day.fail(in_quotes(day.as_text()) + " is no day", "write it like 2026-01-12");
    }
    subject.day_zero = *day_zero;
    if (!ids.insert(subject.id).second) {
      item.fail("the subject is there twice", "keep one of the two");
    }
    item.finish();
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

std::vector<AcceptedUnit> read_units(const JsonReader& json, const std::string& own_unit) {
  std::map<std::string, double> factors{{own_unit, 1.0}};
  if (const std::optional<JsonReader> units = json.optional_member("accepted_units")) {
    for (const std::string& unit : units->keys()) {
      const double factor = units->number(unit, 1e-9, 1e9);
      if (unit.empty() || trimmed(unit) != unit) {
        units->member(unit).fail("the unit is empty or has blanks around it");
      }
      if (unit == own_unit && factor != 1.0) {
        units->member(unit).fail("the analyte's own unit must have the factor 1");
      }
      factors[unit] = factor;
    }
  }
  std::vector<AcceptedUnit> accepted;
  for (const auto& [unit, factor] : factors) {
    accepted.push_back({unit, factor});
  }
  return accepted;
}

std::vector<UpperLimit> read_upper_limits(const JsonReader& json) {
  std::map<std::string, UpperLimit> by_assay;
  for (const JsonReader& item : json.optional_items("upper_limits")) {
    UpperLimit limit;
    limit.assay = read_name(item.member("assay"));
    limit.upper = item.number("upper", 1e-9, 1e7);
    limit.source = item.optional_text("source").value_or("");
    item.finish();
    if (!by_assay.emplace(limit.assay, limit).second) {
      item.fail("the assay " + in_quotes(limit.assay) + " is there twice", "keep one of the two");
    }
  }
  std::vector<UpperLimit> limits;
  for (auto& [assay, limit] : by_assay) {
    limits.push_back(std::move(limit));
  }
  return limits;
}

Analyte read_analyte(const JsonReader& json) {
  Analyte analyte;
  analyte.code = read_id(json.member("code"));
  analyte.name = read_name(json.member("name"));
  for (const JsonReader& alias : json.optional_items("aliases")) {
    analyte.aliases.push_back(read_name(alias));
  }
  analyte.loinc = json.optional_text("loinc").value_or("");
  analyte.cdisc_testcd = json.optional_text("cdisc_testcd").value_or("");
  analyte.unit = read_name(json.member("unit"));
  analyte.accepted_units = read_units(json, analyte.unit);
  analyte.upper_limits = read_upper_limits(json);
  json.finish();
  return analyte;
}

/// No two analytes may answer to the same name: CA 15-3 and CA 27.29 are never mixed up.
void claim_names(const Analyte& analyte, std::set<std::string>& taken, const JsonReader& json) {
  std::set<std::string> names(analyte.aliases.begin(), analyte.aliases.end());
  names.insert(analyte.code);
  names.insert(analyte.name);
  for (const std::string& name : names) {
    if (!taken.insert(name).second) {
      json.fail("the name " + in_quotes(name) + " belongs to another analyte too");
    }
  }
}

std::vector<Analyte> read_analytes(const JsonReader& json) {
  std::vector<Analyte> analytes;
  const std::optional<JsonReader> array = json.optional_member("analytes");
  if (!array) {
    return analytes;
  }
  std::set<std::string> names;
  for (const JsonReader& item : items_up_to(kMaxAnalytes, *array)) {
    analytes.push_back(read_analyte(item));
    claim_names(analytes.back(), names, item);
  }
  return analytes;
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

CtcRule read_ctc_rule(const JsonReader& json) {
  CtcRule rule;
  if (const std::optional<JsonReader> ctc = json.optional_member("ctc")) {
    rule.cutoff = ctc->number("cutoff", 0.001, 1e6);
    rule.per_ml = ctc->number("per_ml", 0.001, 1000.0);
    ctc->finish();
  }
  return rule;
}

std::optional<int> read_site_offset(const JsonReader& json) {
  const std::optional<JsonReader> at = json.optional_member("site_utc_offset");
  if (!at) {
    return std::nullopt;
  }
  const std::optional<int> offset = parse_utc_offset(at->as_text());
  if (!offset) {
    at->fail(in_quotes(at->as_text()) + " is no UTC offset", "write it like +01:00");
  }
  return offset;
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
  study.subjects = read_subjects(json);
  study.analytes = read_analytes(json);
  require_unique_columns(study, json);
  study.ctc = read_ctc_rule(json);
  study.site_utc_offset_minutes = read_site_offset(json);
  study.panel = read_path(json.member("panel"), study.root);
  study.gates = read_optional_path(json, "gates", study.root);
  study.calibration = read_optional_path(json, "calibration", study.root);
  study.samples = read_path(json.member("samples"), study.root);
  study.markers = read_optional_path(json, "markers", study.root).value_or(std::filesystem::path());
  json.finish();
  return study;
}

}  // namespace cyto
