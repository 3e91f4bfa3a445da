#include "cytrial/core/event.h"

#include <algorithm>
#include <set>

#include "cytrial/core/error.h"

namespace cyto {

FeatureSchema::FeatureSchema(std::vector<FeatureColumn> columns) : columns_(std::move(columns)) {
  std::set<std::string_view> seen;
  for (const FeatureColumn& column : columns_) {
    if (!seen.insert(column.name).second) {
      throw Error(ErrorCode::Internal, "event column " + column.name, "occurs twice");
    }
  }
}

std::optional<std::size_t> FeatureSchema::index_of(std::string_view name) const noexcept {
  const auto it = std::find_if(columns_.begin(), columns_.end(),
                               [name](const FeatureColumn& c) { return c.name == name; });
  if (it == columns_.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(it - columns_.begin());
}

std::size_t FeatureSchema::require(std::string_view name) const {
  if (const auto index = index_of(name)) {
    return *index;
  }
  throw Error(ErrorCode::BadConfig, "event column " + std::string(name), "is not in the event table",
              "check the gate file and the panel's channel names");
}

FeatureSchema FeatureSchema::with(const std::vector<FeatureColumn>& more) const {
  std::vector<FeatureColumn> all = columns_;
  all.insert(all.end(), more.begin(), more.end());
  return FeatureSchema(std::move(all));
}

}  // namespace cyto
