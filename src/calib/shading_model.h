#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <vector>

namespace cyto {

/// What is known of one channel: the background's level per field and mesh cell.
struct MeshLevels {
  int rows = 0;  ///< of the mesh
  int columns = 0;
  std::vector<std::vector<double>> fields;  ///< per field, row-major mesh cells; NaN: not seen
  std::vector<std::size_t> slides;          ///< per field: number of its slide
  std::vector<cv::Point2d> corners;         ///< per field: place of its frame on the slide, in frames
};

/// The response common to all fields of `chosen`, relative to its mean, and how often each cell was seen.
struct MeshResponse {
  cv::Mat1d relative;  ///< NaN where no field was
  cv::Mat1i seen;
};

/// Median over the fields, each divided by its own level and by the slope of its slide's background.
[[nodiscard]] MeshResponse common_response(const MeshLevels& levels, const std::vector<std::size_t>& chosen);

/// A smooth surface through the cells of `response`: a polynomial in both coordinates.
class SmoothSurface {
 public:
  /// @pre at least one cell of the response is not NaN.
  explicit SmoothSurface(const cv::Mat1d& response);
  /// Value at the centre of a pixel of a field of that size.
  [[nodiscard]] cv::Mat1f over(const cv::Size& field) const;
  /// Value at the centres of the mesh cells.
  [[nodiscard]] cv::Mat1d over_mesh(int rows, int columns) const;

 private:
  [[nodiscard]] double at(const std::vector<double>& x_terms, const std::vector<double>& y_terms) const;

  int degree_;
  cv::Mat1d coefficients_;
};

}  // namespace cyto
