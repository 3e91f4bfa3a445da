#include "state_words.h"

#include <algorithm>

#include "cytrial/core/number_text.h"
#include "cytrial/trial/identity.h"
#include "readable_number.h"

namespace cyto {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

double cut_off_per_7_5_ml(const CtcRule& rule) noexcept {
  return rule.cutoff * kReferenceVolumeMl / rule.per_ml;
}

std::string rule_words(const CtcRule& rule) {
  return number_text(rule.cutoff) + " or more per " + number_text(rule.per_ml) + " mL";
}

bool is_unfavourable(std::uint64_t count, double volume_ml, const CtcRule& rule) noexcept {
  return static_cast<double>(count) * rule.per_ml >= rule.cutoff * volume_ml;
}

std::string counted_noun(std::size_t number, std::string_view singular) {
  return grouped(number) + " " + std::string(singular) + (number == 1 ? "" : "s");
}

std::string_view verdict_word(bool unfavourable) noexcept {
  return unfavourable ? "unfavourable" : "favourable";
}

bool is_quarantined(const Timepoint& timepoint) noexcept {
  return timepoint.ctc_state == CtcState::NotEvaluable &&
         std::any_of(timepoint.flags.begin(), timepoint.flags.end(),
                     [](std::string_view flag) { return flag.substr(0, flag.find(':')) == kQuarantined; });
}

std::string_view no_count_word(const Timepoint& timepoint) noexcept {
  return is_quarantined(timepoint) ? "QUARANTINED" : "NOT EVALUABLE";
}

std::string_view no_count_word(const SampleResult& result) noexcept {
  return result.status == SampleStatus::Duplicate ? "DUPLICATE"
         : is_quarantined(result)                 ? "QUARANTINED"
                                                  : "NOT EVALUABLE";
}

std::string ctc_words(const Timepoint& timepoint, const CtcRule& rule) {
  if (timepoint.ctc_state == CtcState::NotDone) {
    return "CTC count not done";
  }
  if (timepoint.ctc_state == CtcState::NotEvaluable || !timepoint.ctc_count) {
    return "CTC count " + std::string(no_count_word(timepoint));
  }
  std::string words = grouped(*timepoint.ctc_count) + " CTC";
  if (!timepoint.per_7_5_ml) {
    return words + ", blood volume not known";
  }
  words += ", " + readable_beside(*timepoint.per_7_5_ml, cut_off_per_7_5_ml(rule)) + " per 7.5 mL";
  if (timepoint.per_7_5_ml_low && timepoint.per_7_5_ml_high) {
    words +=
        " (95 % interval " + readable_interval(*timepoint.per_7_5_ml_low, *timepoint.per_7_5_ml_high) + ")";
  }
  if (timepoint.unfavourable) {
    (words += ", ") += verdict_word(*timepoint.unfavourable);
  }
  return words;
}

std::string marker_value_text(const MarkerResult& result) {
  if (trimmed(result.unit_text) == result.unit) {
    return std::string(trimmed(result.value_text));
  }
  return std::string(symbol_of(result.censor)) + number_text(result.value);
}

std::string marker_words(const MarkerAtTimepoint& marker, const Analyte* analyte) {
  std::string words = analyte_name(analyte, marker.analyte);
  if (!marker.result) {
    return words + " no result";
  }
  ((words += ' ') += marker_value_text(*marker.result) + ' ') += marker.result->unit;
  if (marker.above_limit) {
    words += *marker.above_limit ? ", above the upper limit" : ", not above the upper limit";
  }
  return words;
}

std::string analyte_name(const Analyte* analyte, std::string_view code) {
  return analyte == nullptr || analyte->name.empty() ? std::string(code) : analyte->name;
}

std::string flag_sentence(std::string_view flag) {
  const auto colon = flag.find(": ");
  return std::string(colon == std::string_view::npos ? flag : flag.substr(colon + 2));
}

std::string_view phenotype_label(Phenotype phenotype) noexcept {
  switch (phenotype) {
    case Phenotype::Unclassified:
      return "not classified";
    case Phenotype::Ctc:
      return "CTC";
    case Phenotype::Leukocyte:
      return "leukocyte";
    case Phenotype::DoublePositive:
      return "double positive";
    case Phenotype::NucleatedOther:
      return "other nucleated";
    case Phenotype::Debris:
      return "debris";
    case Phenotype::Fragment:
      return "fragment without nucleus";
  }
  return "unknown";
}

std::string_view phenotype_meaning(Phenotype phenotype) noexcept {
  switch (phenotype) {
    case Phenotype::Unclassified:
      return "the panel holds nothing to classify with";
    case Phenotype::Ctc:
      return "nucleated, cytokeratin positive, leukocyte marker negative; members of clusters included";
    case Phenotype::Leukocyte:
      return "nucleated, leukocyte marker positive, cytokeratin negative";
    case Phenotype::DoublePositive:
      return "nucleated, positive for cytokeratin and leukocyte marker; not counted as CTC";
    case Phenotype::NucleatedOther:
      return "nucleated, negative for both markers";
    case Phenotype::Debris:
      return "fails the nucleus or size gate";
    case Phenotype::Fragment:
      return "cytokeratin without a nucleus; not counted as CTC";
  }
  return "";
}

}  // namespace cyto
