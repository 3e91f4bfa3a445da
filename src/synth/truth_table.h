#pragma once

#include <filesystem>
#include <string>

#include "cytrial/core/atomic_file.h"
#include "object_drawing.h"

namespace cyto::synth {

/// The table of what is on the slide (docs/formats/truth.md), written row by row.
class TruthTable {
 public:
  /// @throws Error CannotCreate, NoPermission, TryAgain.
  TruthTable(const std::filesystem::path& file, const ScanOptions& options);
  void add(const SimulatedObject& object, const DrawnTruth& truth);
  /// Makes the file appear.
  void finish();

 private:
  void flush();

  ScanOptions options_;
  AtomicFile out_;
  std::string waiting_;
};

}  // namespace cyto::synth
