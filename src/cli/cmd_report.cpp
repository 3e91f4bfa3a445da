#include <iostream>

#include "commands.h"
#include "cytrial/core/error.h"
#include "cytrial/store/json_writer.h"
#include "reports.h"

namespace cyto::cli {

int run(const ReportArgs& args) {
  const auto store = RunStore::open_for_reading(args.run);
  const std::vector<Path> written = write_reports(args.run, *store, args.sample_id);
  if (args.json) {
    JsonWriter json;
    json.begin_array();
    for (const Path& file : written) {
      json.text(file.string());
    }
    json.end_array();
    std::cout << json.take();
  } else {
    for (const Path& file : written) {
      std::cout << file.string() << "\n";
    }
  }
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
