#include "cytrial/exchange/fhir.h"

#include <algorithm>
#include <set>
#include <vector>

#include "cytrial/core/number_text.h"
#include "cytrial/exchange/stable_uuid.h"
#include "fhir_parts.h"
#include "fhir_status.h"

namespace cyto {
namespace {

using fhir::Code;
using fhir::observation_status;
using fhir::put_component;
using fhir::put_concept;
using fhir::put_quantity;
using fhir::put_reference;
using fhir::put_text;
using fhir::reason_words;

/// The codes of the timepoint's flags, each once.
std::string flag_codes(const LabTimepoint& place) {
  std::set<std::string> seen;
  std::string text;
  for (const std::string& flag : place.flags) {
    std::string code = flag.substr(0, flag.find(':'));
    if (seen.insert(code).second) {
      text.append(text.empty() ? "flags: " : ", ").append(code);
    }
  }
  return text;
}

class Bundle {
 public:
  explicit Bundle(const LabLedger& ledger) : ledger_(ledger) {}

  std::string write() {
    json_.begin_object();
    put_text(json_, "resourceType", "Bundle");
    put_text(json_, "type", "collection");
    json_.key("entry");
    json_.begin_array();
    put_device();
    for (const std::string& subject : ledger_.subjects) {
      put_patient(subject);
    }
    for (std::size_t first = 0; first < ledger_.results.size(); first += ledger_.tests.size()) {
      put_timepoint(first);
    }
    json_.end_array();
    json_.end_object();
    return json_.take();
  }

 private:
  [[nodiscard]] std::string uuid(const std::string& name) const {
    return stable_uuid("fhir/" + ledger_.study + "/" + name);
  }
  [[nodiscard]] std::string url(const std::string& name) const { return "urn:uuid:" + uuid(name); }
  [[nodiscard]] const LabTimepoint& place_of(const LabResult& result) const {
    return ledger_.timepoints[result.timepoint];
  }
  [[nodiscard]] static std::string patient_name(const std::string& subject) { return "subject/" + subject; }
  [[nodiscard]] static std::string specimen_name(const std::string& sample) { return "sample/" + sample; }
  [[nodiscard]] std::string result_name(const LabResult& result) const {
    const LabTimepoint& place = place_of(result);
    return "result/" + place.subject + "/" + place.visit + "/" + ledger_.tests[result.test].code;
  }

  void begin(const char* type, const std::string& name) {
    json_.begin_object();
    put_text(json_, "fullUrl", url(name));
    json_.key("resource");
    json_.begin_object();
    put_text(json_, "resourceType", type);
    put_text(json_, "id", uuid(name));
  }
  void end() {
    json_.end_object();
    json_.end_object();
  }

  /// A business identifier within the study.
  void put_identifier(const std::string& kind, const std::string& value) {
    json_.key("identifier");
    json_.begin_array();
    json_.begin_object();
    put_text(json_, "system", "urn:uuid:" + stable_uuid("system/" + ledger_.study + "/" + kind));
    put_text(json_, "value", value);
    json_.key("assigner");
    json_.begin_object();
    put_text(json_, "display", "study " + ledger_.study);
    json_.end_object();
    json_.end_object();
    json_.end_array();
  }

  void put_category(const Code& code) {
    json_.key("category");
    json_.begin_array();
    fhir::put_bare_concept(json_, code, "");
    json_.end_array();
  }

  void put_note(const std::string& text) {
    if (text.empty()) {
      return;
    }
    json_.key("note");
    json_.begin_array();
    json_.begin_object();
    put_text(json_, "text", text);
    json_.end_object();
    json_.end_array();
  }

  void put_device() {
    begin("Device", "program");
    json_.key("deviceName");
    json_.begin_array();
    json_.begin_object();
    put_text(json_, "name", "Cytrial");
    put_text(json_, "type", "other");
    json_.end_object();
    json_.end_array();
    json_.key("version");
    json_.begin_array();
    json_.begin_object();
    put_text(json_, "value", ledger_.program);
    json_.end_object();
    json_.end_array();
    end();
  }

  void put_patient(const std::string& subject) {
    begin("Patient", patient_name(subject));
    put_identifier("subject", subject);
    end();
  }

  void put_specimen(const LabResult& count) {
    begin("Specimen", specimen_name(count.specimen));
    put_identifier("sample", count.specimen);
    put_concept(json_, "type", Code{"http://terminology.hl7.org/CodeSystem/v2-0487", "BLD", "Whole blood"},
                "Blood");
    put_reference(json_, "subject", url(patient_name(place_of(count).subject)));
    if (count.collected) {
      json_.key("collection");
      json_.begin_object();
      put_text(json_, "collectedDateTime", iso_text(*count.collected));
      json_.end_object();
    }
    if (count.state == LabState::Quarantined) {
      put_note(reason_words(count));
    }
    end();
  }

  /// What was expected or found at one timepoint, and its report; nothing when there is none.
  void put_timepoint(std::size_t first) {
    std::vector<const LabResult*> results;
    for (std::size_t i = 0; i < ledger_.tests.size(); ++i) {
      if (ledger_.results[first + i].state != LabState::NotExpected) {
        results.push_back(&ledger_.results[first + i]);
      }
    }
    if (results.empty()) {
      return;
    }
    const LabResult& count = ledger_.results[first];
    // One tube may be claimed by two visits; it is one specimen.
    if (!count.specimen.empty() && specimens_.insert(count.specimen).second) {
      put_specimen(count);
    }
    for (const LabResult* result : results) {
      put_observation(*result);
    }
    put_report(count, results);
  }

  void put_observation(const LabResult& result) {
    const LabTest& test = ledger_.tests[result.test];
    const bool is_count = result.test == kCtcTest;
    begin("Observation", result_name(result));
    put_text(json_, "status", observation_status(result));
    put_category({"http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", ""});
    put_concept(json_, "code",
                test.loinc.empty() ? std::nullopt : std::optional(Code{fhir::kLoinc, test.loinc, ""}),
                test.name);
    put_reference(json_, "subject", url(patient_name(place_of(result).subject)));
    if (result.collected) {
      put_text(json_, "effectiveDateTime", iso_text(*result.collected));
    }
    put_approval_time(result);
    put_value(result, test);
    put_note(note_of(result));
    put_method(result);
    if (is_count && !result.specimen.empty()) {
      put_reference(json_, "specimen", url(specimen_name(result.specimen)));
    }
    if (is_count) {
      put_reference(json_, "device", url("program"));
    }
    put_reference_range(result, test);
    put_components(result);
    end();
  }

  /// From then on the result stands.
  void put_approval_time(const LabResult& result) {
    if (result.approval) {
      put_text(json_, "issued", result.approval->at);
    }
  }

  void put_value(const LabResult& result, const LabTest& test) {
    if (result.state == LabState::Measured) {
      put_quantity(json_, "valueQuantity", {*result.value, test.unit, test.ucum, symbol_of(result.censor)});
      put_interpretation(result);
      return;
    }
    put_concept(
        json_, "dataAbsentReason",
        Code{"http://terminology.hl7.org/CodeSystem/data-absent-reason", fhir::absent_code(result.state), ""},
        reason_words(result));
  }

  void put_interpretation(const LabResult& result) {
    const std::optional<bool>& high = result.count.unfavourable;
    const std::string_view range = range_indicator(result);
    if (result.test == kCtcTest ? !high : range.empty()) {
      return;
    }
    json_.key("interpretation");
    json_.begin_array();
    if (result.test == kCtcTest) {
      fhir::put_bare_concept(
          json_, std::nullopt,
          *high ? "at or above the cut-off of the study" : "below the cut-off of the study");
    } else {
      fhir::put_bare_concept(
          json_,
          Code{"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", range.substr(0, 1), ""},
          range);
    }
    json_.end_array();
  }

  [[nodiscard]] std::string note_of(const LabResult& result) const {
    const LabTimepoint& place = place_of(result);
    std::string note = "visit " + place.visit;
    if (!result.written_value.empty() && result.test != kCtcTest) {
      note += "; as written: " + result.written_value + " " + result.written_unit;
    }
    if (result.test != kCtcTest) {
      return note;
    }
    if (result.approval) {
      note += "; approved by " + result.approval->by + ", " + result.approval->at;
    }
    if (const auto& recovery = ledger_.rule.recovery; recovery && result.state == LabState::Measured) {
      note += "; corrected for recovery: " + words_of(*recovery) + ", never against the cut-off";
    }
    const std::string flags = flag_codes(place);
    return flags.empty() ? note : note + "; " + flags;
  }

  void put_method(const LabResult& result) {
    if (!result.method.empty()) {
      put_concept(json_, "method", std::nullopt, result.method);
    }
  }

  void put_reference_range(const LabResult& result, const LabTest& test) {
    const bool is_count = result.test == kCtcTest;
    if (!is_count && !result.upper_limit) {
      return;
    }
    json_.key("referenceRange");
    json_.begin_array();
    json_.begin_object();
    if (is_count) {
      put_text(json_, "text",
               "cut-off of the study: unfavourable from " + number_text(ledger_.rule.cutoff) + " cells in " +
                   number_text(ledger_.rule.per_ml) + " mL on");
    } else {
      if (result.lower_limit) {
        put_quantity(json_, "low", {*result.lower_limit, test.unit, test.ucum, ""});
      }
      put_quantity(json_, "high", {*result.upper_limit, test.unit, test.ucum, ""});
    }
    json_.end_object();
    json_.end_array();
  }

  void put_components(const LabResult& result) {
    const std::span<const LabFigure> figures = figures_of(result);
    const bool has_figure = std::any_of(result.figures.begin(), result.figures.end(),
                                        [](const std::string& cell) { return !cell.empty(); });
    if (result.state != LabState::Measured || (result.test != kCtcTest && !has_figure)) {
      return;
    }
    json_.key("component");
    json_.begin_array();
    if (result.test == kCtcTest) {
      put_count_components(result.count);
    }
    for (std::size_t i = 0; i < result.figures.size(); ++i) {
      const std::string& cell = result.figures[i];
      if (const auto number = parse_double(cell); number && figures[i].kind == CellKind::Number) {
        put_component(json_, figures[i].words, {*number, figures[i].unit, figures[i].ucum, ""});
      } else if (!cell.empty()) {
        put_component(json_, figures[i].words, cell);
      }
    }
    json_.end_array();
  }

  void put_count_components(const LabCount& count) {
    const auto put = [&](const std::optional<double>& value, const char* words, const char* unit,
                         const char* ucum) {
      if (value) {
        put_component(json_, words, {*value, unit, ucum, ""});
      }
    };
    put(count.volume_ml, "Blood volume examined", "mL", "mL");
    put(count.low, "Lower limit of the count, exact 95 % interval", "cells", "{cells}");
    put(count.high, "Upper limit of the count, exact 95 % interval", "cells", "{cells}");
    // UCUM has no unit for 7.5 mL: its annotations and factors are whole.
    put(count.per_7_5_ml, "Count per 7.5 mL of blood", "cells/7.5 mL", "");
    put(count.per_7_5_ml_low, "Lower limit per 7.5 mL of blood", "cells/7.5 mL", "");
    put(count.per_7_5_ml_high, "Upper limit per 7.5 mL of blood", "cells/7.5 mL", "");
    put(count.usable_share, "Share of the scan that was usable, at least", "1", "1");
  }

  void put_report(const LabResult& count, const std::vector<const LabResult*>& results) {
    const LabTimepoint& place = place_of(count);
    begin("DiagnosticReport", "report/" + place.subject + "/" + place.visit);
    put_text(json_, "status", fhir::report_status(results));
    put_category({"http://terminology.hl7.org/CodeSystem/v2-0074", "LAB", ""});
    put_concept(json_, "code", std::nullopt,
                "Circulating tumor cells and serum markers, visit " + place.visit);
    put_reference(json_, "subject", url(patient_name(place.subject)));
    if (count.collected) {
      put_text(json_, "effectiveDateTime", iso_text(*count.collected));
    }
    put_approval_time(count);
    if (count.approval) {
      json_.key("resultsInterpreter");
      json_.begin_array();
      json_.begin_object();
      put_text(json_, "display", count.approval->by);
      json_.end_object();
      json_.end_array();
    }
    if (!count.specimen.empty()) {
      json_.key("specimen");
      json_.begin_array();
      put_bare_reference(url(specimen_name(count.specimen)));
      json_.end_array();
    }
    json_.key("result");
    json_.begin_array();
    for (const LabResult* result : results) {
      put_bare_reference(url(result_name(*result)));
    }
    json_.end_array();
    if (count.state != LabState::Measured && count.state != LabState::NotExpected) {
      put_text(json_, "conclusion", "CTC count " + reason_words(count));
    }
    end();
  }

  void put_bare_reference(const std::string& to) {
    json_.begin_object();
    put_text(json_, "reference", to);
    json_.end_object();
  }

  const LabLedger& ledger_;
  JsonWriter json_;
  std::set<std::string> specimens_;  ///< written already
};

}  // namespace

std::string fhir_bundle(const LabLedger& ledger) {
  return Bundle(ledger).write();
}

}  // namespace cyto
