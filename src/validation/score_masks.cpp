#include "cytrial/validation/score_masks.h"

#include <map>
#include <unordered_map>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "ratio.h"

namespace cyto::validation {
namespace {

std::uint32_t label_at(const cv::Mat& labels, int row, int column) {
  switch (labels.depth()) {
    case CV_8U:
      return labels.at<std::uint8_t>(row, column);
    case CV_16U:
      return labels.at<std::uint16_t>(row, column);
    default:
      return static_cast<std::uint32_t>(labels.at<std::int32_t>(row, column));
  }
}

void require_labels(const cv::Mat& labels, const char* name) {
  const int depth = labels.depth();
  if (labels.channels() != 1 || (depth != CV_8U && depth != CV_16U && depth != CV_32S)) {
    throw Error(ErrorCode::BadConfig, name, "is not a label image of one channel with 8, 16 or 32 bits");
  }
}

using Pair = std::pair<std::uint32_t, std::uint32_t>;  ///< label of truth, label of found

/// Pixels of every pair of labels; runs along a row are counted at once.
std::map<Pair, std::uint64_t> count_pairs(const cv::Mat& found, const cv::Mat& truth) {
  std::map<Pair, std::uint64_t> pixels;
  for (int row = 0; row < truth.rows; ++row) {
    for (int column = 0; column < truth.cols;) {
      const Pair pair{label_at(truth, row, column), label_at(found, row, column)};
      const int begin = column;
      while (column < truth.cols &&
             pair == Pair{label_at(truth, row, column), label_at(found, row, column)}) {
        ++column;
      }
      if (pair.first != 0 || pair.second != 0) {
        pixels[pair] += static_cast<std::uint64_t>(column - begin);
      }
    }
  }
  return pixels;
}

}  // namespace

MaskScore& MaskScore::operator+=(const MaskScore& more) noexcept {
  truth += more.truth;
  found += more.found;
  matched += more.matched;
  matched_overlap_sum += more.matched_overlap_sum;
  return *this;
}

std::optional<double> MaskScore::precision() const noexcept {
  return ratio(static_cast<double>(matched), static_cast<double>(found));
}

std::optional<double> MaskScore::recall() const noexcept {
  return ratio(static_cast<double>(matched), static_cast<double>(truth));
}

std::optional<double> MaskScore::f1() const noexcept {
  return f1_of(truth, found, matched);
}

std::optional<double> MaskScore::mean_overlap() const noexcept {
  return ratio(matched_overlap_sum, static_cast<double>(matched));
}

MaskScore score_masks(const cv::Mat& found, const cv::Mat& truth, double least_overlap) {
  require_labels(found, "found labels");
  require_labels(truth, "truth labels");
  if (found.size() != truth.size()) {
    throw Error(ErrorCode::BadConfig, "label images", "have different sizes");
  }
  if (!(least_overlap >= 0.5 && least_overlap < 1.0)) {
    throw Error(ErrorCode::BadConfig, "least overlap",
                "is " + number_text(least_overlap) + ", must be at least 0.5 and below 1");
  }
  const std::map<Pair, std::uint64_t> pixels = count_pairs(found, truth);
  std::unordered_map<std::uint32_t, std::uint64_t> truth_area;
  std::unordered_map<std::uint32_t, std::uint64_t> found_area;
  for (const auto& [pair, count] : pixels) {
    truth_area[pair.first] += count;
    found_area[pair.second] += count;
  }
  MaskScore score;
  score.truth = truth_area.size() - truth_area.count(0);
  score.found = found_area.size() - found_area.count(0);
  for (const auto& [pair, shared] : pixels) {
    if (pair.first == 0 || pair.second == 0) {
      continue;
    }
    const std::uint64_t either = truth_area[pair.first] + found_area[pair.second] - shared;
    const double overlap = static_cast<double>(shared) / static_cast<double>(either);
    if (overlap > least_overlap) {
      ++score.matched;
      score.matched_overlap_sum += overlap;
    }
  }
  return score;
}

}  // namespace cyto::validation
