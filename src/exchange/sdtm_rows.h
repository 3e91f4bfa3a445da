#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/exchange/lab_ledger.h"

namespace cyto {

/// What a variable of LB holds.
enum class SdtmType { Text, Integer, Float };

/// One variable of a data set.
struct SdtmVariable {
  const char* name;
  const char* label;  ///< at most 40 characters
  SdtmType type;
  bool required;
  const char* origin;  ///< "Collected", "Derived", "Assigned", "Protocol"
};

/// The variables of LB in the order of SDTMIG 3.4.
[[nodiscard]] const std::vector<SdtmVariable>& lb_variables();
/// The variables of SUPPLB.
[[nodiscard]] const std::vector<SdtmVariable>& supplb_variables();

/// One record: a text per variable, empty when absent.
using SdtmRecord = std::map<std::string, std::string>;

/// One test as LB knows it.
struct SdtmTest {
  std::string testcd;
  std::string test;
  bool derived = false;  ///< computed by this program: LBDRVFL
  bool sponsor = false;  ///< a name of this program's own, not of CDISC's terminology
  friend bool operator==(const SdtmTest&, const SdtmTest&) = default;
};

struct SdtmTables {
  std::vector<SdtmTest> tests;                    ///< that occur, in the ledger's order
  std::vector<SdtmRecord> lb;                     ///< by subject as in the study, then LBSEQ
  std::vector<SdtmRecord> supplb;                 ///< in the order of lb
  std::map<std::string, std::string> qualifiers;  ///< QNAM, QLABEL
  std::string last_collection;                    ///< latest LBDTC; empty without one
};

/// @throws Error BadConfig as write_sdtm().
[[nodiscard]] SdtmTables sdtm_tables(const LabLedger& ledger);

}  // namespace cyto
