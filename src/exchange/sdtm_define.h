#pragma once

#include <string>

#include "sdtm_rows.h"

namespace cyto {

/// The metadata of both data sets in the manner of Define-XML 2.1.
[[nodiscard]] std::string sdtm_define(const LabLedger& ledger, const SdtmTables& tables);

}  // namespace cyto
