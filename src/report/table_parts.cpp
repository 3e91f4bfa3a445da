#include "table_parts.h"

namespace cyto {

void write_table_head(Markup& page, const std::vector<std::string>& columns) {
  const auto head = page.in("thead");
  const auto row = page.in("tr");
  for (const std::string& column : columns) {
    if (column.starts_with('#')) {
      page.leaf("th", column.substr(1), {{"scope", "col"}, {"class", "number"}});
    } else {
      page.leaf("th", column, {{"scope", "col"}});
    }
  }
}

void write_number_cell(Markup& page, const std::string& value, const std::string& interval) {
  const auto cell = page.in("td", {{"class", "number"}});
  page.text(value);
  if (!interval.empty()) {
    page.leaf("span", interval, {{"class", "below"}});
  }
}

}  // namespace cyto
