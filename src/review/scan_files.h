#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cytrial/core/sample.h"

namespace cyto::review {

/// Where the original scans lie: every file below the given folders, by name. A result knows its scan by name
/// and digest alone, so that moving scans to another disk does no harm and a wrong file is never shown.
class ScanFiles {
 public:
  /// Looks at names only; folders that cannot be read are left out. @throws Error BadConfig for more than a
  /// million files.
  explicit ScanFiles(const std::vector<std::filesystem::path>& roots);

  /// Whether there is a file of every name of the sample's scan.
  [[nodiscard]] bool may_have(const SampleResult& result) const;
  /// The sample's files, in the order of its list, each with the right SHA-256. Reads them whole.
  /// @throws Error NoInput when one is missing, BadData when none of a name has the right digest.
  [[nodiscard]] std::vector<std::filesystem::path> find(const SampleResult& result) const;

 private:
  std::unordered_map<std::string, std::vector<std::filesystem::path>> files_;
};

}  // namespace cyto::review
