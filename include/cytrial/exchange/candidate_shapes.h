#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cytrial/core/result_sink.h"
#include "cytrial/imageio/mask_outline.h"
#include "cytrial/store/run_store.h"

namespace cyto {

/// Where an outline comes from.
enum class OutlineSource {
  Mask,     ///< exact, from the label images of the sample
  Ellipse,  ///< drawn from axes and orientation of the event
  Box,      ///< the cell's box: the event has no axes
};
/// "mask", "ellipse", "box".
[[nodiscard]] std::string_view name_of(OutlineSource source) noexcept;

/// A candidate with its place on the scan, in slide pixels.
struct CandidateShape {
  Candidate candidate;
  OutlineSource source = OutlineSource::Ellipse;
  std::vector<OutlinePolygon> cell;     ///< at least one
  std::vector<OutlinePolygon> nucleus;  ///< empty without a nucleus
  /// area, diameter, eccentricity, solidity of the cell and the nucleus as measured: column, value.
  std::vector<std::pair<std::string, double>> form;
};

/// The candidates of an evaluable sample, by event. Outlines come from cells.tif and nuclei.tif when the
/// sample has them (`--labels`); a candidate whose pixels all belong to others there, and every one without
/// label images, gets the ellipse of its axes.
/// @throws Error Usage for an unknown sample; NotEvaluable; BadData for a damaged event file or label image;
/// Io.
[[nodiscard]] std::vector<CandidateShape> candidate_shapes(const RunStore& store,
                                                           const std::string& sample_id);

}  // namespace cyto
