#include <atomic>
#include <csignal>
#include <iostream>
#include <mutex>

#include "commands.h"
#include "cytrial/core/error.h"
#include "cytrial/review/review_server.h"
#include "study_results.h"

namespace cyto::cli {
namespace {

std::atomic<bool> stop{false};

void on_signal(int /*number*/) {
  stop = true;
}

review::ReviewOptions options_of(const ReviewArgs& args) {
  review::ReviewOptions options;
  options.run = args.run;
  options.scan_roots = args.scans;
  options.port = static_cast<std::uint16_t>(args.port);
  options.public_origin = args.public_origin;
  options.idle_lock_s = args.idle_lock_s;
  const auto store = RunStore::open_for_reading(args.run);
  options.title = args.run.filename().string();
  if (kept_study(args.run, *store)) {
    const StudyResults joined = join_results(args.run, *store, std::nullopt);
    options.title = joined.study.title;
    for (const SheetSample& row : joined.sheet.rows) {
      options.origins[row.sample_id] = {row.subject, row.visit};
    }
  }
  return options;
}

}  // namespace

int run(const ReviewArgs& args) {
  review::ReviewOptions options = options_of(args);
  std::mutex one_at_a_time;
  options.on_problem = [&](std::string_view problem) {
    const std::lock_guard guard(one_at_a_time);
    std::cerr << "review: " << problem << std::endl;
  };
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  review::serve_review(options, stop, [](std::string_view address) {
    std::cout << "review: open " << address << " in a browser; Ctrl-C ends it" << std::endl;
  });
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
