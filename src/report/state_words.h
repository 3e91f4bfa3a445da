#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cytrial/core/phenotype.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// The cut-off on the scale that counts are shown on: cells per 7.5 mL.
[[nodiscard]] double cut_off_per_7_5_ml(const CtcRule& rule) noexcept;

/// "5 or more per 7.5 mL".
[[nodiscard]] std::string rule_words(const CtcRule& rule);

/// Whether the count is at or above the cut-off; multiplied out, so that 5 in 7.5 mL against 5 per 7.5 mL
/// compares equal numbers.
[[nodiscard]] bool is_unfavourable(std::uint64_t count, double volume_ml, const CtcRule& rule) noexcept;

/// "1 visit", "2 visits".
[[nodiscard]] std::string counted_noun(std::size_t number, std::string_view singular);

/// "unfavourable" or "favourable": at or above the cut-off, or below it.
[[nodiscard]] std::string_view verdict_word(bool unfavourable) noexcept;

/// Whether it is in doubt whose blood the timepoint's sample is.
[[nodiscard]] bool is_quarantined(const Timepoint& timepoint) noexcept;

/// Why a timepoint that was sampled has no count: "QUARANTINED" or "NOT EVALUABLE".
[[nodiscard]] std::string_view no_count_word(const Timepoint& timepoint) noexcept;
/// The same of a sample: "QUARANTINED", "NOT EVALUABLE" or "DUPLICATE". @pre not evaluable
[[nodiscard]] std::string_view no_count_word(const SampleResult& result) noexcept;

/// The count of a timepoint as a sentence part, for people who do not see the plot.
[[nodiscard]] std::string ctc_words(const Timepoint& timepoint, const CtcRule& rule);

/// A marker value in the study's unit with its sign: "38.2", "<2.0", ">1000". As the laboratory wrote it when
/// it used that unit.
[[nodiscard]] std::string marker_value_text(const MarkerResult& result);

/// The marker as a sentence part: "CA 15-3 38.2 U/mL, above the upper limit".
[[nodiscard]] std::string marker_words(const MarkerAtTimepoint& marker, const Analyte* analyte);

/// Name of the analyte for people; its code when the study does not know it.
[[nodiscard]] std::string analyte_name(const Analyte* analyte, std::string_view code);

/// The text behind the code of a flag "code: text"; the whole flag when it has no text.
[[nodiscard]] std::string flag_sentence(std::string_view flag);

/// "CTC", "leukocyte", "CTC fragment" ... for people.
[[nodiscard]] std::string_view phenotype_label(Phenotype phenotype) noexcept;
/// What the phenotype means, in one line.
[[nodiscard]] std::string_view phenotype_meaning(Phenotype phenotype) noexcept;

}  // namespace cyto
