#pragma once

#include <string>

#include "tiff_page.h"

namespace cyto {

/// The name that a single-channel page gives itself: PageName, the <Name> of a vendor's XML (PerkinElmer
/// QPI), or a description of one short line. Empty when there is none.
[[nodiscard]] std::string channel_name_of_page(const TiffPage& page);

/// Whether a vendor's XML calls the page a thumbnail, an overview, a label or a smaller copy.
[[nodiscard]] bool is_side_image(const std::string& description);

}  // namespace cyto
