#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cyto {

/// What of a result folder's database is not as the program made it, beyond what reading a sample finds:
/// tables and indices, documents against their digests, folders of samples without a row. One line each,
/// empty when there is nothing. The audit trail's own tables are left to ReviewLog.
/// @throws Error as RunStore::open_for_reading().
[[nodiscard]] std::vector<std::string> database_faults(const std::filesystem::path& run);

}  // namespace cyto
