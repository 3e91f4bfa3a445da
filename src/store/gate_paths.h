#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cyto {

/// Key under which an event file keeps the gates' names, separated by '|'; bit i of gate_mask is the i-th.
inline constexpr const char* kGateNamesKeyword = "CYTRIAL_GATE_NAMES";

/// Turns the gate mask of an event into the names of the gates it passed: "nucleated>ck_positive".
class GatePaths {
 public:
  /// @param keywords  of the event file. @param subject  named in errors.
  /// @throws Error BadData when there are more gates than a mask can tell apart.
  GatePaths(const std::vector<std::pair<std::string, std::string>>& keywords, std::string subject);

  /// The path of one mask; valid until the next call. @throws Error BadData for a bit without a gate.
  [[nodiscard]] const std::string& of(float mask);

 private:
  std::string subject_;
  std::vector<std::string> gates_;
  std::vector<std::pair<std::uint32_t, std::string>> known_;  ///< sorted by mask
};

}  // namespace cyto
