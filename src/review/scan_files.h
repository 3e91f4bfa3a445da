#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cytrial/core/sample.h"
#include "scan_checks.h"

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
  /// The sample's files, in the order of its list, each with the right SHA-256. Reads those whole that
  /// `checks` does not know. Empty when `go_on`, told the bytes read so far, gave up.
  /// @throws Error NoInput when one is missing, BadData when none of a name has the right digest; as
  /// ScanChecks::digest().
  [[nodiscard]] std::optional<std::vector<std::filesystem::path>> find(
      const SampleResult& result, ScanChecks& checks, const std::function<bool(std::uint64_t)>& go_on) const;
  /// Bytes that find() would have to read, if the first file of each name is the right one.
  [[nodiscard]] std::uint64_t unread_bytes(const SampleResult& result, const ScanChecks& checks) const;

 private:
  std::unordered_map<std::string, std::vector<std::filesystem::path>> files_;
};

}  // namespace cyto::review
