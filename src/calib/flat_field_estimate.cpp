#include "cytrial/calib/flat_field_estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "shading_model.h"

namespace cyto {
namespace {

/// Wider than three leukocytes: in most mesh cells of a slide with cells there is background.
constexpr double kMeshUm = 32.0;
constexpr int kFewestCells = 4;
constexpr int kMostCells = 32;
constexpr int kLeastFields = 6;
constexpr double kLeastResponse = 0.05;

int mesh_cells(int edge_px, double pixel_um) {
  return std::clamp(static_cast<int>(edge_px * pixel_um / kMeshUm), std::min(kFewestCells, edge_px),
                    kMostCells);
}

ShadingMap map_of(const cv::Mat1d& relative) {
  ShadingMap map;
  const double mean = cv::mean(relative)[0];
  map.relative = cv::Mat1f(relative.size());
  double squares = 0.0;
  for (int y = 0; y < relative.rows; ++y) {
    for (int x = 0; x < relative.cols; ++x) {
      const double away = relative(y, x) / mean - 1.0;
      map.relative(y, x) = static_cast<float>(1.0 + away);
      squares += away * away;
      map.largest = std::max(map.largest, std::abs(away));
    }
  }
  map.rms = std::sqrt(squares / static_cast<double>(relative.total()));
  return map;
}

double rms_of_difference(const cv::Mat1d& a, const cv::Mat1d& b) {
  double squares = 0.0;
  for (int y = 0; y < a.rows; ++y) {
    for (int x = 0; x < a.cols; ++x) {
      squares += (a(y, x) - b(y, x)) * (a(y, x) - b(y, x));
    }
  }
  return std::sqrt(squares / static_cast<double>(a.total()));
}

/// Every second field, from `first`.
std::vector<std::size_t> half_of(std::size_t fields, std::size_t first) {
  std::vector<std::size_t> chosen;
  for (std::size_t field = first; field < fields; field += 2) {
    chosen.push_back(field);
  }
  return chosen;
}

void require_seen(const MeshResponse& response, int least, std::size_t fields) {
  double seen = 0.0;
  cv::minMaxLoc(response.seen, &seen, nullptr);
  if (seen < least) {
    throw Error(ErrorCode::BadData, "flat field",
                "a place of the camera field is seen in " + number_text(seen) + " of " +
                    std::to_string(fields) + " fields, must be in " + std::to_string(kLeastFields) +
                    " or more",
                "give more fields; 20 are recommended");
  }
}

/// Two halves that learned nothing from each other: how well one corrects the other.
void check_by_halves(const MeshLevels& levels, FlatFieldEstimate& estimate) {
  const std::size_t fields = levels.fields.size();
  const MeshResponse first = common_response(levels, half_of(fields, 0));
  const MeshResponse second = common_response(levels, half_of(fields, 1));
  require_seen(first, 1, fields);
  require_seen(second, 1, fields);
  const cv::Mat1d learned = SmoothSurface(first.relative).over_mesh(levels.rows, levels.columns);
  const cv::Mat1d other = SmoothSurface(second.relative).over_mesh(levels.rows, levels.columns);
  estimate.before = map_of(second.relative);
  cv::Mat1d corrected;
  cv::divide(second.relative, learned, corrected);
  estimate.after = map_of(corrected);
  // Each half errs sqrt(2) times as much as the whole, their difference twice as much.
  estimate.error = rms_of_difference(learned, other) / 2.0;
}

}  // namespace

FlatFieldEstimator::FlatFieldEstimator(std::vector<cv::Mat1f> darks, const PixelSize& pixel_size)
    : darks_(std::move(darks)),
      mesh_rows_(mesh_cells(darks_.front().rows, pixel_size.y_um)),
      mesh_columns_(mesh_cells(darks_.front().cols, pixel_size.x_um)),
      levels_(darks_.size()) {}

void FlatFieldEstimator::add(const FieldExposure& exposure) {
  const cv::Size size = darks_.front().size();
  if (exposure.frame.width != size.width || exposure.frame.height != size.height ||
      exposure.planes.size() != darks_.size()) {
    throw Error(ErrorCode::BadConfig, exposure.name,
                "is a camera field of " + std::to_string(exposure.frame.width) + " x " +
                    std::to_string(exposure.frame.height) + " pixels, the dark exposures have " +
                    std::to_string(size.width) + " x " + std::to_string(size.height),
                "give scans as camera fields, of the camera that the dark exposures are of");
  }
  slides_.push_back(exposure.slide);
  corners_.emplace_back(static_cast<double>(exposure.frame.x) / size.width,
                        static_cast<double>(exposure.frame.y) / size.height);
  const cv::Rect shown(static_cast<int>(exposure.rect.x - exposure.frame.x),
                       static_cast<int>(exposure.rect.y - exposure.frame.y),
                       static_cast<int>(exposure.rect.width), static_cast<int>(exposure.rect.height));
  for (std::size_t channel = 0; channel < darks_.size(); ++channel) {
    cv::Mat1f counts;
    exposure.planes[channel].convertTo(counts, CV_32F);
    counts -= darks_[channel](shown);
    std::vector<double> levels;
    for (int cell = 0; cell < mesh_rows_ * mesh_columns_; ++cell) {
      const int row = cell / mesh_columns_;
      const int column = cell % mesh_columns_;
      const cv::Rect whole(
          cv::Point(column * size.width / mesh_columns_, row * size.height / mesh_rows_),
          cv::Point((column + 1) * size.width / mesh_columns_, (row + 1) * size.height / mesh_rows_));
      const cv::Rect part = whole & shown;
      if (2 * part.area() < whole.area()) {
        levels.push_back(std::numeric_limits<double>::quiet_NaN());
        continue;
      }
      const cv::Mat1f pixels = counts(part - shown.tl()).clone();
      levels.push_back(background_level(std::vector<float>(pixels.begin(), pixels.end())));
    }
    levels_[channel].push_back(std::move(levels));
  }
}

std::vector<FlatFieldEstimate> FlatFieldEstimator::finish() const {
  std::vector<FlatFieldEstimate> estimates;
  for (std::size_t channel = 0; channel < darks_.size(); ++channel) {
    const MeshLevels levels{mesh_rows_, mesh_columns_, levels_[channel], slides_, corners_};
    for (const std::vector<double>& field : levels.fields) {
      if (std::any_of(field.begin(), field.end(), [](double level) { return level <= 0.0; })) {
        throw Error(ErrorCode::BadData, "flat field, channel " + std::to_string(channel + 1),
                    "the background of a field is not above the dark level",
                    "use dark exposures of the same exposure time, and fields with some background light");
      }
    }
    std::vector<std::size_t> all(levels.fields.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const MeshResponse response = common_response(levels, all);
    require_seen(response, kLeastFields, all.size());
    FlatFieldEstimate estimate;
    estimate.fields = all.size();
    const SmoothSurface surface(response.relative);
    estimate.rough = rms_of_difference(response.relative, surface.over_mesh(mesh_rows_, mesh_columns_));
    estimate.gain = surface.over(darks_.front().size());
    estimate.gain /= cv::mean(estimate.gain)[0];
    double least = 0.0;
    cv::minMaxLoc(estimate.gain, &least, nullptr);
    if (least < kLeastResponse) {
      throw Error(ErrorCode::BadData, "flat field, channel " + std::to_string(channel + 1),
                  "the response falls to " + number_text(least, 3) + " of its mean",
                  "look for something in the light path; give more fields");
    }
    check_by_halves(levels, estimate);
    estimates.push_back(std::move(estimate));
  }
  return estimates;
}

}  // namespace cyto
