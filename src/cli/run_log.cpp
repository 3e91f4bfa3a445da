#include "run_log.h"

#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

namespace cyto::cli {
namespace {

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

}  // namespace

void append_run_log(const std::filesystem::path& folder, const SampleResult& result,
                    const RunSummary* summary) {
  nlohmann::ordered_json line;
  line["utc"] = utc_now();
  line["sample_id"] = result.sample_id;
  line["status"] = name_of(result.status);
  if (!result.reasons.empty()) {
    line["code"] = result.error_code;
    line["reasons"] = result.reasons;
  }
  if (summary != nullptr) {
    line["events"] = summary->events;
    line["seconds"] = summary->seconds_total;
    line["threads"] = summary->threads;
    line["blocks_decoded"] = summary->reading.blocks_decoded;
    line["blocks_in_slide"] = summary->reading.blocks_in_slide;
    line["peak_memory_bytes"] = summary->peak_memory_bytes;
  }
  std::ofstream log(folder / "run-log.jsonl", std::ios::app | std::ios::binary);
  log << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
  log.flush();
  if (!log) {
    std::cerr << "warning: " << (folder / "run-log.jsonl").string()
              << ": cannot be written; results are not concerned\n";
  }
}

}  // namespace cyto::cli
