#pragma once

#include <string_view>

namespace cyto {

/// The style sheet of every report, for screen and for A4. Plot colours are those of Okabe and Ito
/// ("Color Universal Design", 2008); text colours keep a contrast of at least 4.5 to 1.
[[nodiscard]] std::string_view page_style() noexcept;

}  // namespace cyto
