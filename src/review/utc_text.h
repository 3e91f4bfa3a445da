#pragma once

#include <chrono>
#include <string>

namespace cyto::review {

/// "2026-01-31T12:34:56.789Z".
[[nodiscard]] std::string utc_text(std::chrono::system_clock::time_point time);

/// The system's clock as UTC text.
[[nodiscard]] std::string utc_now();

}  // namespace cyto::review
