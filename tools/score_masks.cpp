// score_masks LIST.csv: scores label images and event tables against true label images.
//
// LIST.csv has the columns found,events,truth,pixel_size_um,max_distance_um, no quotes: the label image
// that `cytrial analyze --labels` wrote, the events that `cytrial export` wrote (empty: places are not
// scored), the true label image. Prints one JSON object per row, in order: masks by score_masks(), places by
// score_events() with the centroids of the true labels. Made for tools/validate_real;
// docs/methods/validation-scores.md has the figures.

#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <opencv2/core.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/validation/label_image.h"
#include "cytrial/validation/score.h"
#include "cytrial/validation/score_masks.h"

namespace {

using cyto::Error;
using cyto::ErrorCode;

/// Smaller ones are specks and fragments, no nuclei: the least nucleus of the default gates.
constexpr double kSmallUm = 4.0;

struct Pair {
  std::string found;
  std::string events;
  std::string truth;
  double pixel_size_um = 0.0;
  double max_distance_um = 0.0;
};

struct LabelSums {
  std::int64_t area = 0;
  std::int64_t x = 0;
  std::int64_t y = 0;
};
using Labels = std::map<std::int32_t, LabelSums>;

Labels labels_of(const cv::Mat1i& labels) {
  Labels sums;
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      if (const std::int32_t label = labels(y, x); label != 0) {
        LabelSums& sum = sums[label];
        ++sum.area;
        sum.x += x;
        sum.y += y;
      }
    }
  }
  return sums;
}

/// Centroids of the labels; centre of the first pixel at 0.5, 0.5.
cyto::validation::TruthTable centroids_of(const Labels& labels, double pixel_size_um) {
  cyto::validation::TruthTable table;
  for (const auto& [label, sum] : labels) {
    const auto area = static_cast<double>(sum.area);
    cyto::validation::TruthObject object;
    object.x_um = (static_cast<double>(sum.x) / area + 0.5) * pixel_size_um;
    object.y_um = (static_cast<double>(sum.y) / area + 0.5) * pixel_size_um;
    table.objects.push_back(object);
  }
  return table;
}

/// The image without the labels smaller than a disc of kSmallUm.
cv::Mat1i without_small(const cv::Mat1i& labels, const Labels& sums, double pixel_size_um) {
  const double least_area = CV_PI / 4.0 * kSmallUm * kSmallUm / (pixel_size_um * pixel_size_um);
  cv::Mat1i kept = labels.clone();
  for (std::int32_t& label : kept) {
    label = label != 0 && static_cast<double>(sums.at(label).area) < least_area ? 0 : label;
  }
  return kept;
}

std::string mask_json(const cyto::validation::MaskScore& score) {
  return "{\"truth\": " + std::to_string(score.truth) + ", \"found\": " + std::to_string(score.found) +
         ", \"matched\": " + std::to_string(score.matched) +
         ", \"overlap_sum\": " + cyto::number_text(score.matched_overlap_sum) + "}";
}

std::string places_json(const Pair& pair, const Labels& truth) {
  if (pair.events.empty()) {
    return "null";
  }
  const cyto::PixelSize pixel_size{pair.pixel_size_um, pair.pixel_size_um};
  const auto events = cyto::validation::read_event_table(pair.events, pixel_size);
  std::string json = cyto::validation::score_json(
      cyto::validation::score_events(events, centroids_of(truth, pair.pixel_size_um), pair.max_distance_um));
  for (char& character : json) {
    character = character == '\n' ? ' ' : character;
  }
  return json;
}

void score_pair(const Pair& pair) {
  const cv::Mat1i truth = cyto::validation::read_label_image(pair.truth);
  const cv::Mat1i found = cyto::validation::read_label_image(pair.found);
  const Labels labels = labels_of(truth);
  const cv::Mat1i large = without_small(truth, labels, pair.pixel_size_um);
  std::cout << "{\"masks\": " << mask_json(cyto::validation::score_masks(found, truth))
            << ", \"masks_from_4_um\": " << mask_json(cyto::validation::score_masks(found, large))
            << ", \"places\": " << places_json(pair, labels) << "}\n";
}

double positive_number(const std::string& text, const std::string& line) {
  const auto number = cyto::parse_double(text);
  if (!number || !(*number > 0.0)) {
    throw Error(ErrorCode::BadData, line, "\"" + text + "\" is no positive number");
  }
  return *number;
}

std::vector<Pair> read_list(const std::string& file) {
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line) || line != "found,events,truth,pixel_size_um,max_distance_um") {
    throw Error(ErrorCode::BadData, file, "does not begin with the expected columns");
  }
  std::vector<Pair> pairs;
  while (std::getline(stream, line)) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) {
      cells.push_back(cell);
    }
    if (cells.size() != 5) {
      throw Error(ErrorCode::BadData, file + ": " + line, "has not five cells");
    }
    pairs.push_back({cells[0], cells[1], cells[2], positive_number(cells[3], file + ": " + line),
                     positive_number(cells[4], file + ": " + line)});
  }
  return pairs;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: score_masks LIST.csv\n";
    return static_cast<int>(ErrorCode::Usage);
  }
  try {
    for (const Pair& pair : read_list(argv[1])) {
      score_pair(pair);
    }
  } catch (const Error& problem) {
    std::cerr << "score_masks: " << problem.what() << "\n";
    return static_cast<int>(problem.code());
  } catch (const std::exception& problem) {
    std::cerr << "score_masks: " << problem.what() << "\n";
    return static_cast<int>(ErrorCode::Internal);
  }
  return 0;
}
