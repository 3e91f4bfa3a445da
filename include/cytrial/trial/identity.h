#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/sample.h"
#include "cytrial/trial/sample_sheet.h"
#include "cytrial/trial/study.h"

namespace cyto {

/// Check character of ISO 7064 MOD 37,2 for a text of 0-9 and A-Z: one of 0-9, A-Z and '*'. Finds every
/// single wrong character and every exchange of two neighbours. Empty for a text that is empty or holds any
/// other character.
[[nodiscard]] std::optional<char> check_character_of(std::string_view body) noexcept;
/// Whether `id` ends in the check character of what stands before it.
[[nodiscard]] bool has_right_check_character(std::string_view id) noexcept;

/// A text that came with the scan and not with the sheet: what it says of the sample's identity is told
/// independently.
struct IdentitySource {
  std::string name;  ///< "the label", "the file name", "the scan's own name"
  std::string text;
};

/// Name of the source that a label reader gives: when there is one it must name sample or subject.
inline constexpr std::string_view kLabelSource = "the label";

/// The error code of a sample that is quarantined: its result is NOT EVALUABLE and it is never counted.
inline constexpr std::string_view kQuarantined = "quarantined";
[[nodiscard]] inline bool is_quarantined(const SampleResult& result) noexcept {
  return result.status == SampleStatus::NotEvaluable && result.error_code == kQuarantined;
}

/// Why it is in doubt that the scan is of the sample that the sheet names (docs/methods/identity.md); empty
/// when it is not. A source names an identifier when it holds it as a whole word, the longest one first. Code
/// "identity_mismatch": a source names another sample or subject of the study, or the label was read and
/// names neither sample nor subject. Code "identity_unconfirmed": the study wants sample or subject
/// confirmed, and no source names it.
[[nodiscard]] std::optional<QualityFlag> identity_problem(const Study& study, const SampleSheet& sheet,
                                                          const SheetSample& sample,
                                                          const std::vector<IdentitySource>& sources);

}  // namespace cyto
