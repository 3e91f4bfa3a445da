#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cytrial/exchange/lab_ledger.h"

namespace cyto::fhir {

/// Code of data-absent-reason (R4) for a result that is not there; empty for one that is.
[[nodiscard]] std::string_view absent_code(LabState state) noexcept;

/// "NOT EVALUABLE: reason" of a result that is not there.
[[nodiscard]] std::string reason_words(const LabResult& result);

/// Observation.status: "final", "amended", "preliminary", "registered" or "cancelled" (docs/formats/fhir.md).
[[nodiscard]] std::string_view observation_status(const LabResult& result) noexcept;

/// DiagnosticReport.status over the Observations of one timepoint.
[[nodiscard]] std::string_view report_status(std::span<const LabResult* const> results) noexcept;

}  // namespace cyto::fhir
