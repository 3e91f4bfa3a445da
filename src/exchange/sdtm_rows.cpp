#include "sdtm_rows.h"

#include <algorithm>
#include <array>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

constexpr std::string_view kPerVolumeUnit = "cells/7.5 mL";
constexpr std::size_t kMaxTestcd = 8;
constexpr std::size_t kMaxTest = 40;

const SdtmTest kPerVolume{"CTC75ML", "CTC per 7.5 mL of Blood", true, true};
const SdtmTest kPerVolumeLow{"CTC75LO", "CTC per 7.5 mL, Lower 95% Limit", true, true};
const SdtmTest kPerVolumeHigh{"CTC75HI", "CTC per 7.5 mL, Upper 95% Limit", true, true};

bool is_testcd(const std::string& text) {
  const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text.size() <= kMaxTestcd && (text.front() < '0' || text.front() > '9') &&
         std::all_of(text.begin(), text.end(), allowed);
}

/// An analyte's code as LBTESTCD: capitals, everything but letters and digits as '_'.
std::string testcd_from(const std::string& code) {
  std::string testcd;
  for (const char c : code) {
    const bool small = c >= 'a' && c <= 'z';
    const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    testcd.push_back(small ? static_cast<char>(c - 'a' + 'A') : kept ? c : '_');
  }
  return testcd;
}

SdtmTest sdtm_test_of(const LabTest& test) {
  SdtmTest named{test.cdisc_testcd, test.cdisc_test.empty() ? test.name : test.cdisc_test, false,
                 test.cdisc_testcd.empty()};
  if (named.sponsor) {
    named.testcd = testcd_from(test.code);
  }
  if (!is_testcd(named.testcd)) {
    throw Error(ErrorCode::BadConfig, "analyte " + test.code,
                "has no test code of SDTM: '" + named.testcd + "' is not 1 to 8 of A-Z, 0-9 and _",
                "give the analyte a \"cdisc_testcd\" in the study file");
  }
  if (named.test.empty() || named.test.size() > kMaxTest) {
    throw Error(ErrorCode::BadConfig, "analyte " + test.code,
                "its name is longer than the 40 characters of LBTEST",
                "give the analyte a shorter name in the study file");
  }
  return named;
}

SdtmTest test_of(const LabFigure& figure) {
  return {std::string(figure.sdtm), std::string(figure.words), true, true};
}

/// What the program computes of a count and gives a record of its own.
std::vector<SdtmTest> derived_tests() {
  std::vector<SdtmTest> derived{kPerVolume, kPerVolumeLow, kPerVolumeHigh};
  for (const LabFigure& figure : count_figures()) {
    if (figure.sdtm_row) {
      derived.push_back(test_of(figure));
    }
  }
  return derived;
}

std::vector<SdtmTest> named_tests(const LabLedger& ledger) {
  const std::vector<SdtmTest> derived = derived_tests();
  std::vector<SdtmTest> tests;
  for (const LabTest& test : ledger.tests) {
    SdtmTest named = sdtm_test_of(test);
    const auto is_same = [&](const SdtmTest& other) { return other.testcd == named.testcd; };
    if (std::any_of(tests.begin(), tests.end(), is_same) ||
        std::any_of(derived.begin(), derived.end(), is_same)) {
      throw Error(ErrorCode::BadConfig, "analyte " + test.code,
                  "shares the SDTM test code " + named.testcd + " with another one",
                  "give each its own \"cdisc_testcd\" in the study file");
    }
    tests.push_back(std::move(named));
  }
  return tests;
}

std::string label_of(const LabFigure& figure) {
  return std::string(figure.words) + (figure.unit == "%" ? " (%)" : "");
}

std::string text_of(const std::optional<double>& value) {
  return value ? number_text(*value) : std::string();
}

/// Makes the records of one ledger, result by result.
class RecordMaker {
 public:
  RecordMaker(const LabLedger& ledger, SdtmTables& tables)
      : ledger_(ledger), tables_(tables), tests_(named_tests(ledger)) {
    const std::vector<SdtmTest> derived = derived_tests();
    tables_.tests = tests_;
    tables_.tests.insert(tables_.tests.begin() + 1, derived.begin(), derived.end());
  }

  void add(const LabResult& result, bool baseline) {
    SdtmRecord record = record_of(result, tests_[result.test]);
    if (baseline) {
      record["LBBLFL"] = "Y";
    }
    if (result.state == LabState::Measured) {
      put_value(result, record);
    } else {
      record["LBSTAT"] = "NOT DONE";
      record["LBREASND"] = std::string(words_of(result.state)) +
                           (result.reason.empty() ? std::string() : ": " + result.reason);
    }
    if (result.test == kCtcTest) {
      qualify_count(result, record);
    }
    qualify_figures(result, record);
    qualify_flags(result, record);
    tables_.lb.push_back(std::move(record));
    if (result.test == kCtcTest) {
      add_derived(result, kPerVolume, text_of(result.count.per_7_5_ml), kPerVolumeUnit);
      add_derived(result, kPerVolumeLow, text_of(result.count.per_7_5_ml_low), kPerVolumeUnit);
      add_derived(result, kPerVolumeHigh, text_of(result.count.per_7_5_ml_high), kPerVolumeUnit);
      add_derived_figures(result);
    }
  }

 private:
  SdtmRecord record_of(const LabResult& result, const SdtmTest& named) {
    const LabTimepoint& place = ledger_.timepoints[result.timepoint];
    const LabTest& test = ledger_.tests[result.test];
    SdtmRecord record{{"STUDYID", ledger_.study},
                      {"DOMAIN", "LB"},
                      {"USUBJID", ledger_.study + "-" + place.subject},
                      {"LBSEQ", std::to_string(++sequence_[place.subject])},
                      {"LBREFID", result.specimen},
                      {"LBTESTCD", named.testcd},
                      {"LBTEST", named.test},
                      {"LBCAT", test.category},
                      {"LBSPEC", test.specimen},
                      {"LBMETHOD", result.method},
                      {"LBLOINC", named.derived ? std::string() : test.loinc},
                      {"VISITNUM", number_text(place.visit_number)},
                      {"VISIT", place.visit}};
    if (place.planned_day) {
      record["VISITDY"] = std::to_string(study_day(*place.planned_day));
    }
    if (result.collected) {
      record["LBDTC"] = iso_text(*result.collected);
      if (!last_ || result.collected->utc_seconds() > *last_) {
        last_ = result.collected->utc_seconds();
        tables_.last_collection = record["LBDTC"];
      }
    }
    if (result.collected_day) {
      record["LBDY"] = std::to_string(study_day(*result.collected_day));
    }
    return record;
  }

  void put_value(const LabResult& result, SdtmRecord& record) const {
    const LabTest& test = ledger_.tests[result.test];
    record["LBORRES"] = result.written_value;
    record["LBORRESU"] = result.written_unit;
    record["LBSTRESC"] = std::string(symbol_of(result.censor)) + text_of(result.value);
    record["LBSTRESU"] = test.unit;
    if (result.censor == Censor::None) {  // a bound is no number
      record["LBSTRESN"] = text_of(result.value);
    }
    record["LBSTNRLO"] = text_of(result.lower_limit);
    record["LBSTNRHI"] = text_of(result.upper_limit);
    if (result.written_unit == test.unit) {
      record["LBORNRLO"] = text_of(result.lower_limit);
      record["LBORNRHI"] = text_of(result.upper_limit);
    }
    record["LBNRIND"] = range_indicator(result);
  }

  /// @param unit of a number; empty: the value is a text.
  void add_derived(const LabResult& result, const SdtmTest& named, const std::string& value,
                   std::string_view unit) {
    if (value.empty()) {
      return;
    }
    SdtmRecord record = record_of(result, named);
    record["LBDRVFL"] = "Y";
    record["LBSTRESC"] = value;
    if (!unit.empty()) {
      record["LBSTRESN"] = value;
      record["LBSTRESU"] = unit == "1" ? "" : unit;
    }
    tables_.lb.push_back(std::move(record));
  }

  void add_derived_figures(const LabResult& result) {
    const std::span<const LabFigure> figures = figures_of(result);
    for (std::size_t i = 0; i < result.figures.size(); ++i) {
      if (figures[i].sdtm_row) {
        add_derived(result, test_of(figures[i]), result.figures[i], figures[i].unit);
      }
    }
  }

  void qualify_figures(const LabResult& result, const SdtmRecord& record) {
    const std::span<const LabFigure> figures = figures_of(result);
    for (std::size_t i = 0; i < result.figures.size(); ++i) {
      if (!figures[i].sdtm_row && !figures[i].sdtm.empty()) {
        qualify(record, std::string(figures[i].sdtm), label_of(figures[i]), result.figures[i], "Derived");
      }
    }
    if (result.approval) {
      qualify(record, "LBAPPRBY", "Approved By", result.approval->by, "Collected");
      qualify(record, "LBAPPRDT", "Approved At (UTC)", result.approval->at, "Collected");
    }
  }

  void qualify(const SdtmRecord& record, const std::string& name, const std::string& label,
               const std::string& value, const char* origin) {
    if (value.empty()) {
      return;
    }
    tables_.qualifiers[name] = label;
    tables_.supplb.push_back({{"STUDYID", ledger_.study},
                              {"RDOMAIN", "LB"},
                              {"USUBJID", record.at("USUBJID")},
                              {"IDVAR", "LBSEQ"},
                              {"IDVARVAL", record.at("LBSEQ")},
                              {"QNAM", name},
                              {"QLABEL", label},
                              {"QVAL", value},
                              {"QORIG", origin},
                              {"QEVAL", ""}});
  }

  void qualify_count(const LabResult& result, const SdtmRecord& record) {
    const LabCount& count = result.count;
    qualify(record, "LBVOLML", "Blood Volume Examined (mL)", text_of(count.volume_ml), "Collected");
    qualify(record, "LBCLLOW", "Lower 95% Limit of the Count", text_of(count.low), "Derived");
    qualify(record, "LBCLHIGH", "Upper 95% Limit of the Count", text_of(count.high), "Derived");
    qualify(record, "LBUSESHR", "Share of the Scan that was Usable", text_of(count.usable_share), "Derived");
    if (count.unfavourable) {
      qualify(record, "LBCUTOFF", "Against the Cut-off of the Study",
              *count.unfavourable ? "UNFAVOURABLE" : "FAVOURABLE", "Derived");
    }
  }

  /// Codes of the timepoint's flags, with its first record alone.
  void qualify_flags(const LabResult& result, const SdtmRecord& record) {
    if (result.test != kCtcTest) {
      return;
    }
    constexpr std::size_t kMaxValue = 200;  // of a text in SDTM
    std::vector<std::string> parts(1);
    std::vector<std::string> seen;
    for (const std::string& flag : ledger_.timepoints[result.timepoint].flags) {
      const std::string code = flag.substr(0, flag.find(':'));
      if (std::find(seen.begin(), seen.end(), code) != seen.end()) {
        continue;
      }
      seen.push_back(code);
      if (parts.back().size() + 1 + code.size() > kMaxValue) {
        parts.emplace_back();
      }
      parts.back().append(parts.back().empty() ? "" : " ").append(code);
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::string number = i == 0 ? "" : std::to_string(i);
      qualify(record, "LBFLAGS" + number, "Flags of the Timepoint" + (i == 0 ? "" : " " + number), parts[i],
              "Derived");
    }
  }

  const LabLedger& ledger_;
  SdtmTables& tables_;
  std::vector<SdtmTest> tests_;
  std::map<std::string, int> sequence_;  ///< by subject
  std::optional<std::int64_t> last_;     ///< latest collection [s since 1970]
};

/// Positions of the last measured result of each subject and test up to day 0.
std::vector<bool> baselines(const LabLedger& ledger) {
  std::map<std::pair<std::string, std::size_t>, std::pair<int, std::size_t>> last;
  for (std::size_t i = 0; i < ledger.results.size(); ++i) {
    const LabResult& result = ledger.results[i];
    const LabTimepoint& place = ledger.timepoints[result.timepoint];
    const auto day = result.collected_day ? result.collected_day : place.planned_day;
    if (result.state != LabState::Measured || !day || *day > 0) {
      continue;
    }
    auto& best = last.try_emplace({place.subject, result.test}, *day, i).first->second;
    if (*day >= best.first) {
      best = {*day, i};
    }
  }
  std::vector<bool> flags(ledger.results.size(), false);
  for (const auto& [key, best] : last) {
    flags[best.second] = true;
  }
  return flags;
}

}  // namespace

const std::vector<SdtmVariable>& lb_variables() {
  using enum SdtmType;
  static const std::vector<SdtmVariable> kVariables{
      {"STUDYID", "Study Identifier", Text, true, "Protocol"},
      {"DOMAIN", "Domain Abbreviation", Text, true, "Assigned"},
      {"USUBJID", "Unique Subject Identifier", Text, true, "Derived"},
      {"LBSEQ", "Sequence Number", Integer, true, "Derived"},
      {"LBREFID", "Specimen ID", Text, false, "Collected"},
      {"LBTESTCD", "Lab Test or Examination Short Name", Text, true, "Assigned"},
      {"LBTEST", "Lab Test or Examination Name", Text, true, "Assigned"},
      {"LBCAT", "Category for Lab Test", Text, false, "Assigned"},
      {"LBORRES", "Result or Finding in Original Units", Text, false, "Collected"},
      {"LBORRESU", "Original Units", Text, false, "Collected"},
      {"LBORNRLO", "Reference Range Lower Limit in Orig Unit", Text, false, "Collected"},
      {"LBORNRHI", "Reference Range Upper Limit in Orig Unit", Text, false, "Collected"},
      {"LBSTRESC", "Character Result/Finding in Std Format", Text, false, "Derived"},
      {"LBSTRESN", "Numeric Result/Finding in Standard Units", Float, false, "Derived"},
      {"LBSTRESU", "Standard Units", Text, false, "Assigned"},
      {"LBSTNRLO", "Reference Range Lower Limit-Std Units", Float, false, "Derived"},
      {"LBSTNRHI", "Reference Range Upper Limit-Std Units", Float, false, "Derived"},
      {"LBNRIND", "Reference Range Indicator", Text, false, "Derived"},
      {"LBSTAT", "Completion Status", Text, false, "Derived"},
      {"LBREASND", "Reason Test Not Done", Text, false, "Derived"},
      {"LBLOINC", "LOINC Code", Text, false, "Assigned"},
      {"LBSPEC", "Specimen Type", Text, false, "Assigned"},
      {"LBMETHOD", "Method of Test or Examination", Text, false, "Collected"},
      {"LBBLFL", "Baseline Flag", Text, false, "Derived"},
      {"LBDRVFL", "Derived Flag", Text, false, "Derived"},
      {"VISITNUM", "Visit Number", Float, false, "Derived"},
      {"VISIT", "Visit Name", Text, false, "Protocol"},
      {"VISITDY", "Planned Study Day of Visit", Integer, false, "Protocol"},
      {"LBDTC", "Date/Time of Specimen Collection", Text, false, "Collected"},
      {"LBDY", "Study Day of Specimen Collection", Integer, false, "Derived"}};
  return kVariables;
}

const std::vector<SdtmVariable>& supplb_variables() {
  using enum SdtmType;
  static const std::vector<SdtmVariable> kVariables{
      {"STUDYID", "Study Identifier", Text, true, "Protocol"},
      {"RDOMAIN", "Related Domain Abbreviation", Text, true, "Assigned"},
      {"USUBJID", "Unique Subject Identifier", Text, true, "Derived"},
      {"IDVAR", "Identifying Variable", Text, false, "Assigned"},
      {"IDVARVAL", "Identifying Variable Value", Text, false, "Derived"},
      {"QNAM", "Qualifier Variable Name", Text, true, "Assigned"},
      {"QLABEL", "Qualifier Variable Label", Text, true, "Assigned"},
      {"QVAL", "Data Value", Text, true, "Derived"},
      {"QORIG", "Origin", Text, true, "Assigned"},
      {"QEVAL", "Evaluator", Text, false, "Assigned"}};
  return kVariables;
}

SdtmTables sdtm_tables(const LabLedger& ledger) {
  SdtmTables tables;
  RecordMaker records(ledger, tables);
  const std::vector<bool> baseline = baselines(ledger);
  for (std::size_t i = 0; i < ledger.results.size(); ++i) {
    if (ledger.results[i].state != LabState::NotExpected) {
      records.add(ledger.results[i], baseline[i]);
    }
  }
  return tables;
}

}  // namespace cyto
