#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <vector>

#include "cytrial/calib/field_exposure.h"
#include "cytrial/core/units.h"

namespace cyto {

/// Unevenness of a field on a coarse mesh: background of each mesh cell over the field's mean.
struct ShadingMap {
  cv::Mat1f relative;    ///< mesh rows x columns, mean 1
  double rms = 0.0;      ///< root mean square of relative - 1
  double largest = 0.0;  ///< largest absolute value of relative - 1
};

/// Relative response of one channel over the camera field.
struct FlatFieldEstimate {
  cv::Mat1f gain;          ///< field rows x columns, mean 1, smooth
  std::size_t fields = 0;  ///< camera fields used
  ShadingMap before;       ///< of the fields that the check did not learn from, uncorrected
  ShadingMap after;        ///< the same fields, corrected by a response learned from the other fields
  double error = 0.0;      ///< relative standard error of the response, from the two halves
  double rough = 0.0;      ///< rms of what the smooth surface leaves of the mesh: dust, sharp edges
};

/// Learns the response of the camera field from many fields, with or without cells.
///
/// In every cell of a coarse mesh the counts of the background are found among those of cells; over many
/// fields its median is taken, after the level of each field and the slope of the slide's own background were
/// taken out; a smooth surface goes through the mesh. Method, limits:
/// docs/methods/calibration-from-controls.md.
class FlatFieldEstimator {
 public:
  /// @param darks one plane per panel channel, all of one size.
  FlatFieldEstimator(std::vector<cv::Mat1f> darks, const PixelSize& pixel_size);

  /// @throws Error BadConfig naming the field when it differs from the darks in size or channels.
  void add(const FieldExposure& exposure);
  /// One estimate per channel. @throws Error BadData: fewer than 6 fields in a place of the frame, background
  /// not above dark, a response that falls below 0.05 of its mean.
  [[nodiscard]] std::vector<FlatFieldEstimate> finish() const;

 private:
  std::vector<cv::Mat1f> darks_;
  int mesh_rows_;
  int mesh_columns_;
  std::vector<std::vector<std::vector<double>>> levels_;  ///< channel, field, mesh cell; NaN: not seen
  std::vector<std::size_t> slides_;                       ///< per field
  std::vector<cv::Point2d> corners_;                      ///< of the frames, in frames
};

inline constexpr std::size_t kRecommendedFields = 20;

/// Level of the background among `counts` that cells may brighten: the mode of the lower flank.
/// @pre not empty. Reorders its copy.
[[nodiscard]] double background_level(std::vector<float> counts);

}  // namespace cyto
