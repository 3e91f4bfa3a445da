#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cyto::learn {

/// Checks the library's own JSON before the library reads it, so that no file can lead it outside its memory:
/// boosted trees for one yes-or-no question over `features` columns, every tree a tree, every split at a
/// column that exists. @throws Error BadConfig naming `subject` and the place.
void check_booster_json(std::string_view json, std::size_t features, const std::string& subject);

}  // namespace cyto::learn
