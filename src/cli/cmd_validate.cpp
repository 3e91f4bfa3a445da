#include <iostream>

#include "commands.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/report/validation_report.h"
#include "cytrial/validation/score.h"
#include "cytrial/validation/summary.h"

namespace cyto::cli {
namespace {

int validate_table(const ValidateArgs& args) {
  const PixelSize pixel_size{args.pixel_size_um, args.pixel_size_um};
  const validation::EventTable events = validation::read_event_table(args.events, pixel_size);
  const validation::TruthTable truth = validation::read_truth_table(args.truth, pixel_size);
  const validation::Score score = validation::score_events(events, truth, args.max_distance_um);
  std::cout << (args.json ? validation::score_json(score) : validation::score_text(score));
  return static_cast<int>(ErrorCode::Ok);
}

int validate_plan(const ValidateArgs& args) {
  const validation::ValidationPlan plan = validation::read_plan(*args.plan);
  const validation::ValidationSummary summary = validation::summarise(plan, validation::measure_plan(plan));
  if (args.html) {
    write_file_atomically(*args.html, validation_report_html(summary));
  }
  std::cout << (args.json ? validation::summary_json(summary) : validation::summary_text(summary));
  return static_cast<int>(summary.not_evaluable() == 0 ? ErrorCode::Ok : ErrorCode::NotEvaluable);
}

}  // namespace

int run(const ValidateArgs& args) {
  return args.plan ? validate_plan(args) : validate_table(args);
}

}  // namespace cyto::cli
