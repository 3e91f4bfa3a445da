#pragma once

#include <map>
#include <string>

#include "database.h"

namespace cyto {

/// Creates the tables of a new database in one transaction, or checks that an existing one is ours and of
/// this version. @throws Error BadConfig for a newer or foreign database, BadData for a damaged one.
void create_or_check_schema(const Connection& connection);
/// The check alone. @throws Error NoInput as well, when nothing was ever stored.
void check_schema(const Connection& connection);
/// Removes the rollback journal that a killed run may have left without need. @pre the caller is the only
/// writer.
void clear_stale_journal(const Connection& connection);

/// What a new database holds: SQL by "table name" or "index name", empty for what SQLite adds itself.
[[nodiscard]] std::map<std::string, std::string> made_schema();

}  // namespace cyto
