#include "tables.h"

#include <string>
#include <vector>

#include "cytrial/core/number_text.h"

namespace cyto::cli {
namespace {

void write_cell(TableWriter& writer, const TimepointColumn& column, const std::string& cell) {
  if (cell.empty()) {
    writer.absent();
  } else if (const auto number = parse_double(cell); column.kind == CellKind::Number && number) {
    writer.number(*number);
  } else {
    writer.text(cell);
  }
}

}  // namespace

void write_grid(const TimepointGrid& grid, TableFormat format, std::ostream& out) {
  std::vector<std::string> names;
  for (const TimepointColumn& column : grid.columns) {
    names.push_back(column.name);
  }
  const auto writer = make_table_writer(format, out, names);
  for (const auto& row : grid.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      write_cell(*writer, grid.columns[c], row[c]);
    }
    writer->end_row();
  }
  writer->finish();
}

}  // namespace cyto::cli
