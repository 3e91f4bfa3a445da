// score_masks LIST.csv: scores label images and event tables against true label images.
//
// LIST.csv has the columns found,events,truth,pixel_size_um,max_distance_um, no quotes: the label image
// that `cytrial analyze --labels` wrote, the events that `cytrial export` wrote (empty: places are not
// scored), the true label image. Prints one JSON object per row, in order: masks by score_masks(), places by
// score_events() with the centroids of the true labels. Made for tools/validate_real;
// docs/methods/validation-scores.md has the figures.

#include <tiffio.h>

#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <opencv2/core.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/validation/score.h"
#include "cytrial/validation/score_masks.h"

namespace {

using cyto::Error;
using cyto::ErrorCode;

constexpr std::int64_t kMaxLabelPixels = std::int64_t{1} << 28U;
/// Smaller ones are specks and fragments, no nuclei: the least nucleus of the default gates.
constexpr double kSmallUm = 4.0;

struct CloseTiff {
  void operator()(TIFF* tiff) const noexcept { TIFFClose(tiff); }
};
using TiffPtr = std::unique_ptr<TIFF, CloseTiff>;

struct Pair {
  std::string found;
  std::string events;
  std::string truth;
  double pixel_size_um = 0.0;
  double max_distance_um = 0.0;
};

/// Pixel type of a label image. @throws Error BadData when it is none.
int type_of(const std::string& file, TIFF* tiff) {
  std::uint16_t bits = 0;
  std::uint16_t samples = 1;
  std::uint16_t format = SAMPLEFORMAT_UINT;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  if (samples != 1 || format != SAMPLEFORMAT_UINT || (bits != 8 && bits != 16 && bits != 32)) {
    throw Error(ErrorCode::BadData, file, "is no label image", "labels are one sample of 8, 16 or 32 bits");
  }
  return bits == 8 ? CV_8U : bits == 16 ? CV_16U : CV_32S;
}

void read_tiles(const std::string& file, TIFF* tiff, cv::Mat& labels) {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_TILELENGTH, &height);
  if (width == 0 || height == 0 || std::int64_t{width} * height > kMaxLabelPixels) {
    throw Error(ErrorCode::BadData, file, "has tiles of an impossible size");
  }
  cv::Mat tile(static_cast<int>(height), static_cast<int>(width), labels.type());
  const cv::Rect whole(0, 0, labels.cols, labels.rows);
  for (int y = 0; y < labels.rows; y += tile.rows) {
    for (int x = 0; x < labels.cols; x += tile.cols) {
      if (TIFFReadTile(tiff, tile.data, static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 0, 0) <
          0) {
        throw Error(ErrorCode::BadData, file,
                    "tile at " + std::to_string(x) + "," + std::to_string(y) + " cannot be decoded");
      }
      const cv::Rect inside = cv::Rect(x, y, tile.cols, tile.rows) & whole;
      tile(cv::Rect(0, 0, inside.width, inside.height)).copyTo(labels(inside));
    }
  }
}

void read_rows(const std::string& file, TIFF* tiff, cv::Mat& labels) {
  if (TIFFScanlineSize64(tiff) != labels.cols * labels.elemSize()) {
    throw Error(ErrorCode::BadData, file, "has rows of an unexpected length");
  }
  for (int y = 0; y < labels.rows; ++y) {
    if (TIFFReadScanline(tiff, labels.ptr(y), static_cast<std::uint32_t>(y), 0) < 0) {
      throw Error(ErrorCode::BadData, file, "row " + std::to_string(y) + " cannot be decoded");
    }
  }
}

cv::Mat read_labels(const std::string& file) {
  const TiffPtr tiff(TIFFOpen(file.c_str(), "r"));
  if (!tiff) {
    throw Error(ErrorCode::NoInput, file, "cannot be opened as a TIFF");
  }
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
  if (width == 0 || height == 0 || std::int64_t{width} * height > kMaxLabelPixels) {
    throw Error(ErrorCode::BadData, file, "is too large, or empty");
  }
  cv::Mat labels(static_cast<int>(height), static_cast<int>(width), type_of(file, tiff.get()));
  if (TIFFIsTiled(tiff.get()) != 0) {
    read_tiles(file, tiff.get(), labels);
  } else {
    read_rows(file, tiff.get(), labels);
  }
  return labels;
}

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
  cv::Mat1i truth;
  read_labels(pair.truth).convertTo(truth, CV_32S);
  const cv::Mat found = read_labels(pair.found);
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
  TIFFSetErrorHandler(nullptr);
  TIFFSetWarningHandler(nullptr);
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
