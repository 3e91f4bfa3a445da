#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/core/result_sink.h"

namespace cyto {

/// Keyword names and values of an FCS file, in file order.
using FcsKeywords = std::vector<std::pair<std::string, std::string>>;

/// The spillover between columns that are not compensated: $SPILLOVER of FCS 3.1.
struct FcsSpillover {
  std::vector<std::string> columns;  ///< names of event columns, one per detector; empty: no keyword
  std::vector<double> matrix;        ///< row = dye, column = detector, row-major, diagonal 1
};

/// Streams event rows into an FCS 3.1 file: list mode, little-endian 32-bit floats, one row per event. An
/// absent value is an IEEE NaN (docs/formats/fcs.md). Memory does not grow with the number of events.
/// One thread at a time.
/// Source: Spidlen et al. 2010, Cytometry A 77:97 (Data File Standard for Flow Cytometry, version FCS 3.1).
class FcsWriter final : public EventWriter {
 public:
  /// Creates `file`, which must not exist. Column names become $PnN, descriptions $PnS.
  /// @param keywords  kept with the events; names of printable ASCII without '$' in front, each once whatever
  ///                  its case.
  /// @param spillover  a program that applies it must do so to columns that are as the camera saw them.
  /// @throws Error Internal when a name is not allowed or the matrix does not fit; CannotCreate,
  /// NoPermission, TryAgain.
  FcsWriter(const std::filesystem::path& file, const FeatureSchema& schema, FcsKeywords keywords,
            const FcsSpillover& spillover = {});
  ~FcsWriter() override;

  void append(const EventBatch& batch) override;
  /// complete() and make_durable().
  void finish(const FcsKeywords& late);
  /// Completes header and text. Without it the file is no FCS file.
  /// @param late  further keywords, at most 4,000 bytes together.
  void complete(const FcsKeywords& late);
  /// Makes a completed file durable and closes it. Waits for the disk, while others may read the file.
  void make_durable();
  [[nodiscard]] std::uint64_t rows() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cyto
