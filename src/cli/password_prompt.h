#pragma once

#include <string>

namespace cyto::cli {

/// A password typed on the terminal without echo, twice; or one line of standard input when that is no
/// terminal.
/// @throws Error Usage when both differ or nothing comes.
[[nodiscard]] std::string ask_password(const std::string& name);

/// The same for a password that is known already: typed once.
[[nodiscard]] std::string ask_known_password(const std::string& name);

}  // namespace cyto::cli
