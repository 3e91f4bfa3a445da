#pragma once

#include <string>

namespace cyto {

/// What a result was made with. Holds no time of day and no machine name: same input, same bytes.
struct Provenance {
  std::string program_version;  ///< "cytrial 0.1.0"
  std::string config_json;      ///< canonical JSON of every option that can change a result
  std::string config_digest;    ///< SHA-256 of config_json
  std::string panel_digest;
  std::string gates_digest;
  std::string calibration_digest;  ///< empty: no calibration
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// "0.1.0", from the build.
[[nodiscard]] const char* program_version() noexcept;

}  // namespace cyto
