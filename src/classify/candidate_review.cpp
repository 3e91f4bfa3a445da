#include "candidate_review.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <tuple>

namespace cyto {
namespace {

/// Place of a phenotype in the order of review.
int tier_of(Phenotype phenotype) {
  switch (phenotype) {
    case Phenotype::Ctc:
      return 0;
    case Phenotype::DoublePositive:
      return 1;
    case Phenotype::Fragment:
      return 3;
    case Phenotype::Debris:
      return 4;
    default:
      return 2;
  }
}

bool reviewed_before(const CandidateStanding& a, const CandidateStanding& b) {
  return std::tuple(tier_of(a.phenotype), -a.steps, a.position) <
         std::tuple(tier_of(b.phenotype), -b.steps, b.position);
}

}  // namespace

GateMargin margin_of_call(const GateFile& file, std::uint32_t mask, const std::vector<GateMargin>& margins) {
  GateMargin margin;
  for (const PhenotypeRule& rule : file.phenotypes) {
    const GateMargin own = margin_of(rule.when, margins);
    if (holds(rule.when, mask)) {
      return lesser(margin, own);
    }
    margin = lesser(margin, own.opposite());
  }
  return margin;
}

void CandidateReview::add(const CandidateStanding& standing, const CellEllipse& cell) {
  standings_.push_back(standing);
  cells_.push_back(cell);
}

void CandidateReview::close() {
  grid_ = CellGrid(std::move(cells_));
}

void CandidateReview::see_artefact(const CellEllipse& artefact, double within_um) {
  const std::vector<CellEllipse>& cells = grid_.cells();
  grid_.visit_near(artefact, within_um, [&](std::size_t i) {
    if (cells[i].position == artefact.position || !touch(cells[i], artefact, within_um)) {
      return;
    }
    const double gap_um = std::max(0.0, outline_gap_um(cells[i], artefact));
    auto& known = standings_[i].artefact_gap_um;
    known = known ? std::min(*known, gap_um) : gap_um;
  });
}

void CandidateReview::rank() {
  std::vector<std::size_t> order(standings_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [this](std::size_t a, std::size_t b) { return reviewed_before(standings_[a], standings_[b]); });
  for (std::size_t i = 0; i < order.size(); ++i) {
    standings_[order[i]].rank = static_cast<std::uint32_t>(i + 1);
  }
}

const CandidateStanding& CandidateReview::at(std::uint64_t position) const {
  return *std::lower_bound(
      standings_.begin(), standings_.end(), position,
      [](const CandidateStanding& standing, std::uint64_t wanted) { return standing.position < wanted; });
}

std::vector<ReviewNote> review_notes_of(const Classification& call, EventFlags flags,
                                        const CandidateStanding& standing) {
  std::vector<ReviewNote> notes;
  const auto add_if = [&notes](bool applies, ReviewReason reason) {
    if (applies) {
      notes.push_back({reason, {}, {}, {}});
    }
  };
  add_if(call.phenotype == Phenotype::DoublePositive, ReviewReason::DoublePositive);
  add_if(has(flags, EventFlag::Saturated), ReviewReason::Saturated);
  add_if(has(flags, EventFlag::OutOfFocus), ReviewReason::OutOfFocus);
  add_if(has(flags, EventFlag::TouchesSlideEdge) || has(flags, EventFlag::TouchesHaloEdge),
         ReviewReason::AtSlideEdge);
  if (call.cluster_size > 1) {
    notes.push_back({ReviewReason::InCluster, {}, static_cast<double>(call.cluster_size), "cells"});
  }
  if (standing.artefact_gap_um) {
    notes.push_back({ReviewReason::NextToArtefact, {}, *standing.artefact_gap_um, "um"});
  }
  return notes;
}

std::string unit_of(const BoundParameter& parameter, const FeatureSchema& schema) {
  if (parameter.unit != GateUnit::Absolute) {
    return parameter.unit == GateUnit::LeukocyteSd ? "leukocyte_sd" : "leukocyte_ratio";
  }
  constexpr std::array<std::string_view, 6> kUnits{"um2", "um", "adu", "px", "rad", "bit"};
  const std::string& name = schema.columns()[parameter.column].name;
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&name](std::string_view candidate_unit) {
    return name.ends_with("_" + std::string(candidate_unit));
  });
  return unit == kUnits.end() ? "1" : std::string(*unit);
}

}  // namespace cyto
