#pragma once

#include <filesystem>

#include "cytrial/exchange/lab_ledger.h"

namespace cyto {

/// Writes the ledger for REDCap: data_dictionary.csv, which makes the fields, and import.csv, which fills
/// them, into `folder`, which must not exist and appears whole or not at all. One record per subject, one
/// instance of the repeating instrument "timepoint" per visit (docs/formats/redcap.md).
/// @throws Error BadConfig when two tests would share a field; CannotCreate, NoPermission, TryAgain, Io.
void write_redcap(const LabLedger& ledger, const std::filesystem::path& folder);

}  // namespace cyto
