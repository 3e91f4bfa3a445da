#pragma once

#include <string>
#include <vector>

#include "commands.h"
#include "cytrial/store/run_store.h"
#include "cytrial/trial/identity.h"

namespace cyto::cli {

/// What the label, the names of the scan's files and the scan itself say of a sample's identity.
[[nodiscard]] std::vector<IdentitySource> identity_sources(const SheetSample& sample);

[[nodiscard]] bool has_landmarks(const RunStore& store, const std::string& sample_id);
/// Keeps the landmarks of an evaluable sample with its results. @throws Error of the store.
void keep_landmarks(RunStore& store, const std::string& sample_id);

/// Two samples whose scans show the same cells though their files differ.
struct SameCells {
  std::string first;  ///< by sample id
  std::string second;
};
/// Of the evaluable samples of the store, by sample ids.
[[nodiscard]] std::vector<SameCells> same_cells(const RunStore& store);

}  // namespace cyto::cli
