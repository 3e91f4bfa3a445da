#pragma once

#include <string>

#include "cytrial/exchange/lab_ledger.h"

namespace cyto {

/// The ledger as a FHIR R4 (4.0.1) Bundle of type collection, JSON: one Patient per subject with a measured
/// or expected result, one Specimen per blood sample, one Observation per test and timepoint, one
/// DiagnosticReport per timepoint, and the program as a Device (docs/formats/fhir.md). What is not measured
/// has a dataAbsentReason and no value. References are urn:uuid, made from the names: no clock, no chance.
[[nodiscard]] std::string fhir_bundle(const LabLedger& ledger);

}  // namespace cyto
