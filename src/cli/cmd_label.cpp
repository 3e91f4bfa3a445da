#include <fstream>
#include <iostream>

#include "commands.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/validation/label_events.h"

namespace cyto::cli {

int run(const LabelArgs& args) {
  if (args.batch.empty()) {
    throw Error(ErrorCode::Usage, "--batch", "must not be empty");
  }
  AtomicFile file(args.out);
  std::ofstream out(file.path(), std::ios::binary | std::ios::trunc);
  const validation::LabelCounts counts = validation::label_events(
      args.events, args.truth,
      {args.batch, args.source, {args.pixel_size_um, args.pixel_size_um}, args.max_distance_um}, out);
  out.close();
  if (!out) {
    throw Error(ErrorCode::TryAgain, args.out.string(), "cannot be written to the end",
                "free disk space and run again");
  }
  file.commit();
  std::cout << counts.events << " events labelled: " << counts.ctcs << " CTCs, "
            << counts.events - counts.ctcs - counts.unmatched << " other objects, " << counts.unmatched
            << " without a true object\n";
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
