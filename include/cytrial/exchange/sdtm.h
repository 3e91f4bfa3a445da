#pragma once

#include <filesystem>

#include "cytrial/exchange/lab_ledger.h"

namespace cyto {

/// Writes the ledger as CDISC SDTM: lb.csv (domain LB), supplb.csv (its supplemental qualifiers) and
/// define.xml (variables, code lists and derivations in the manner of Define-XML 2.1) into `folder`, which
/// must not exist and appears whole or not at all. See docs/formats/sdtm.md.
/// @throws Error BadConfig when a test has no LBTESTCD of at most 8 characters or no LBTEST of at most 40, or
/// two tests share one; CannotCreate, NoPermission, TryAgain, Io.
void write_sdtm(const LabLedger& ledger, const std::filesystem::path& folder);

}  // namespace cyto
