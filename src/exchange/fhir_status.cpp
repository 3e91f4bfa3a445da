#include "fhir_status.h"

#include <algorithm>

namespace cyto::fhir {

std::string_view absent_code(LabState state) noexcept {
  switch (state) {
    case LabState::Measured:
      return "";
    case LabState::NotDone:
      return "not-performed";
    case LabState::NotEvaluable:
      return "error";
    case LabState::Quarantined:
      return "unknown";
    case LabState::NotExpected:  // has no resource
      break;
  }
  return "";
}

std::string reason_words(const LabResult& result) {
  return std::string(words_of(result.state)) + (result.reason.empty() ? "" : ": " + result.reason);
}

std::string_view observation_status(const LabResult& result) noexcept {
  const bool is_count = result.test == kCtcTest;
  switch (result.state) {
    case LabState::Measured:
      return !is_count                  ? "final"
             : !result.approval         ? "preliminary"
             : result.approval->amended ? "amended"
                                        : "final";
    case LabState::NotEvaluable:
      // A scan that was lost stays lost; a text that could not be read waits for whoever wrote it.
      return is_count ? "cancelled" : "registered";
    case LabState::Quarantined:
      return "registered";
    case LabState::NotDone:
    case LabState::NotExpected:
      break;
  }
  return "cancelled";
}

std::string_view report_status(std::span<const LabResult* const> results) noexcept {
  const auto is = [](const LabResult* result, std::string_view status) {
    return observation_status(*result) == status;
  };
  const auto any = [&](std::string_view status) {
    return std::any_of(results.begin(), results.end(),
                       [&](const LabResult* result) { return is(result, status); });
  };
  if (!any("preliminary") && !any("registered")) {
    return any("amended") ? "amended" : any("final") ? "final" : "cancelled";
  }
  const bool complete = !any("registered") && !any("cancelled");
  return complete ? "preliminary" : "partial";
}

}  // namespace cyto::fhir
