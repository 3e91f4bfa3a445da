#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cyto {

/// Keys under which an event file keeps names separated by '|': bit i of gate_mask is the i-th gate, bit i of
/// definition_mask the i-th definition.
inline constexpr const char* kGateNamesKeyword = "CYTRIAL_GATE_NAMES";
inline constexpr const char* kDefinitionNamesKeyword = "CYTRIAL_DEFINITION_NAMES";

/// Turns a mask of an event into the names of its bits: "nucleated>ck_positive".
class MaskNames {
 public:
  using Keywords = std::vector<std::pair<std::string, std::string>>;
  /// @param keywords  of the event file. @param keyword  the one that holds the names. @param separator  put
  /// between names. @param subject  named in errors.
  /// @throws Error BadData when there are more names than a mask can tell apart.
  MaskNames(const Keywords& keywords, std::string_view keyword, std::string separator, std::string subject);

  /// The names of one mask; valid until the next call. @throws Error BadData for a bit without a name.
  [[nodiscard]] const std::string& of(float mask);

 private:
  std::string subject_;
  std::string separator_;
  std::vector<std::string> names_;
  std::vector<std::pair<std::uint32_t, std::string>> known_;  ///< sorted by mask
};

}  // namespace cyto
