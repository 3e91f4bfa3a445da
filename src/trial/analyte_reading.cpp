#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/trial/csv_reader.h"
#include "default_analytes.h"
#include "in_quotes.h"
#include "study_parts.h"

namespace cyto {
namespace {

constexpr std::size_t kMaxAnalytes = 200;
constexpr std::size_t kMaxEntries = 50;
constexpr std::uint64_t kMaxCatalogueBytes = 4ULL << 20U;
constexpr double kLargestLimit = 1e7;

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

UpperLimit read_upper_limit(const JsonReader& json) {
  UpperLimit limit;
  limit.assay = read_name(json.member("assay"));
  limit.upper = json.number("upper", 1e-9, kLargestLimit);
  limit.lower = json.optional_number("lower", 0.0, kLargestLimit);
  if (limit.lower && *limit.lower >= limit.upper) {
    json.member("lower").fail("the lower limit is not below the upper one");
  }
  limit.source = json.optional_text("source").value_or("");
  limit.verified = json.optional_boolean("verified").value_or(false);
  json.finish();
  return limit;
}

std::vector<UpperLimit> read_upper_limits(const JsonReader& json) {
  std::map<std::string, UpperLimit> by_assay;
  for (const JsonReader& item : optional_items_up_to(kMaxEntries, json, "upper_limits")) {
    UpperLimit limit = read_upper_limit(item);
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

Variation read_variation(const JsonReader& json) {
  Variation variation;
  variation.cv_percent = json.number("cv_percent", 0.01, 200.0);
  variation.source = read_name(json.member("source"));
  variation.verified = json.optional_boolean("verified").value_or(false);
  return variation;
}

std::optional<Variation> read_within_subject(const JsonReader& json) {
  const std::optional<JsonReader> at = json.optional_member("within_subject");
  if (!at) {
    return std::nullopt;
  }
  Variation variation = read_variation(*at);
  variation.population = at->optional_text("population").value_or("");
  at->finish();
  return variation;
}

std::vector<Variation> read_analytical(const JsonReader& json) {
  std::map<std::string, Variation> by_assay;
  for (const JsonReader& item : optional_items_up_to(kMaxEntries, json, "analytical")) {
    Variation variation = read_variation(item);
    if (const std::optional<JsonReader> assay = item.optional_member("assay")) {
      variation.assay = read_name(*assay);
    }
    item.finish();
    if (!by_assay.emplace(variation.assay, variation).second) {
      item.fail("the assay " + in_quotes(variation.assay) + " is there twice", "keep one of the two");
    }
  }
  std::vector<Variation> list;
  for (auto& [assay, variation] : by_assay) {
    list.push_back(std::move(variation));
  }
  return list;
}

AnalyteGroup read_group(const JsonReader& json) {
  const std::optional<JsonReader> at = json.optional_member("group");
  if (!at) {
    return AnalyteGroup::TumorMarker;
  }
  const std::optional<AnalyteGroup> group = analyte_group_from(at->as_text());
  if (!group) {
    at->fail(in_quotes(at->as_text()) + " is no group of analytes",
             "use tumor_marker, haematology, chemistry or other");
  }
  return *group;
}

/// Where codes and units were read is for people: checked, but not kept.
void check_sources(const JsonReader& json, const std::vector<std::string>& unverified) {
  const std::optional<JsonReader> sources = json.optional_member("sources");
  if (!sources) {
    return;
  }
  for (const char* key : {"loinc", "cdisc_testcd", "cdisc_test", "ucum", "accepted_units"}) {
    const std::optional<JsonReader> source = sources->optional_member(key);
    if (source) {
      (void)read_name(*source);
      if (std::find(unverified.begin(), unverified.end(), key) != unverified.end()) {
        source->fail(in_quotes(key) + " has a source and is said to be unverified", "keep one of the two");
      }
    }
  }
  sources->finish();
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

Analyte analyte_of(const JsonReader& json, const AnalyteCatalogue& catalogue) {
  if (!json.is_text()) {
    return read_analyte(json);
  }
  const std::string code = json.as_text();
  const Analyte* known = catalogue.find(code);
  if (known == nullptr) {
    json.fail("the analyte " + in_quotes(code) + " is not in the catalogue " + in_quotes(catalogue.name),
              "write the analyte out, or name another catalogue as \"analyte_file\"");
  }
  return *known;
}

AnalyteCatalogue catalogue_from(std::string_view text, const std::string& file) {
  const JsonReader json = JsonReader::from_text(text, file);
  AnalyteCatalogue catalogue;
  (void)json.integer("format", 1, 1);
  catalogue.name = read_id(json.member("name"));
  catalogue.version = read_name(json.member("version"));
  catalogue.digest = sha256_of(text);
  catalogue.analytes = read_analytes(json.member("analytes"), AnalyteCatalogue());
  json.finish();
  return catalogue;
}

}  // namespace

Analyte read_analyte(const JsonReader& json) {
  Analyte analyte;
  analyte.code = read_id(json.member("code"));
  analyte.name = read_name(json.member("name"));
  analyte.group = read_group(json);
  for (const JsonReader& alias : optional_items_up_to(kMaxEntries, json, "aliases")) {
    analyte.aliases.push_back(read_name(alias));
  }
  analyte.loinc = json.optional_text("loinc").value_or("");
  analyte.cdisc_testcd = json.optional_text("cdisc_testcd").value_or("");
  analyte.cdisc_test = json.optional_text("cdisc_test").value_or("");
  analyte.unit = read_name(json.member("unit"));
  analyte.ucum = json.optional_text("ucum").value_or("");
  analyte.accepted_units = read_units(json, analyte.unit);
  analyte.upper_limits = read_upper_limits(json);
  analyte.within_subject = read_within_subject(json);
  analyte.analytical = read_analytical(json);
  for (const JsonReader& key : optional_items_up_to(kMaxEntries, json, "unverified")) {
    analyte.unverified.push_back(read_name(key));
  }
  check_sources(json, analyte.unverified);
  json.finish();
  return analyte;
}

std::vector<Analyte> read_analytes(const JsonReader& array, const AnalyteCatalogue& catalogue) {
  std::vector<Analyte> analytes;
  std::set<std::string> names;
  for (const JsonReader& item : items_up_to(kMaxAnalytes, array)) {
    analytes.push_back(analyte_of(item, catalogue));
    claim_names(analytes.back(), names, item);
  }
  return analytes;
}

AnalyteCatalogue read_analyte_file(const std::filesystem::path& file) {
  return catalogue_from(read_text_file(file, kMaxCatalogueBytes), file.string());
}

const AnalyteCatalogue& default_analytes() {
  static const AnalyteCatalogue catalogue =
      catalogue_from(kDefaultAnalytes, "the analytes that the program carries");
  return catalogue;
}

}  // namespace cyto
