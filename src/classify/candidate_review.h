#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "bound_gates.h"
#include "cell_grid.h"
#include "cytrial/classify/classifier.h"
#include "cytrial/core/phenotype.h"
#include "cytrial/core/review_note.h"
#include "gate_file.h"

namespace cyto {

/// How far an event is from another call: the margin of the rule that called it, and of no earlier rule.
/// @param mask bit i: gate i passed. @param margins one per gate of `file`.
[[nodiscard]] GateMargin margin_of_call(const GateFile& file, std::uint32_t mask,
                                        const std::vector<GateMargin>& margins);

/// What is known of one candidate beyond its call.
struct CandidateStanding {
  std::uint64_t position = 0;  ///< of the event in its table
  Phenotype phenotype = Phenotype::Unclassified;
  double steps = 0.0;  ///< margin of the call or of the candidate gate, whichever is less
  std::optional<double> artefact_gap_um;
  std::uint32_t rank = 0;  ///< from 1
};

/// The candidates of a sample in event order, each with its place in the order of review
/// (docs/methods/review-order.md). 80 bytes per candidate.
class CandidateReview {
 public:
  /// @pre positions ascend.
  void add(const CandidateStanding& standing, const CellEllipse& cell);
  /// Ends adding.
  void close();
  /// Notes that `artefact` lies within `within_um` of candidates. @pre closed.
  void see_artefact(const CellEllipse& artefact, double within_um);
  /// Gives every candidate its rank: tumor cells before double positives before other cells before fragments,
  /// then the greater margin, then the earlier event. @pre closed.
  void rank();

  [[nodiscard]] bool empty() const noexcept { return standings_.empty(); }
  /// @pre the event at `position` is a candidate.
  [[nodiscard]] const CandidateStanding& at(std::uint64_t position) const;

 private:
  std::vector<CandidateStanding> standings_;
  std::vector<CellEllipse> cells_;  ///< until closed
  CellGrid grid_;
};

/// Every reason but NearGate, in the order of ReviewReason.
[[nodiscard]] std::vector<ReviewNote> review_notes_of(const Classification& call, EventFlags flags,
                                                      const CandidateStanding& standing);

/// Unit of a parameter for notes: "leukocyte_sd", "leukocyte_ratio", or the ending of an absolute column's
/// name ("um", "adu"); "1" when it has none.
[[nodiscard]] std::string unit_of(const BoundParameter& parameter, const FeatureSchema& schema);

}  // namespace cyto
