#include <iostream>

#include "commands.h"
#include "cytrial/core/error.h"
#include "cytrial/validation/score.h"

namespace cyto::cli {

int run(const ValidateArgs& args) {
  const PixelSize pixel_size{args.pixel_size_um, args.pixel_size_um};
  const validation::EventTable events = validation::read_event_table(args.events, pixel_size);
  const validation::TruthTable truth = validation::read_truth_table(args.truth, pixel_size);
  const validation::Score score = validation::score_events(events, truth, args.max_distance_um);
  std::cout << (args.json ? validation::score_json(score) : validation::score_text(score));
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
