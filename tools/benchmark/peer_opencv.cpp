// What a C++ programmer with OpenCV alone would write first: whole planes, blur, background, Otsu's
// threshold, distance transform, its peaks as seeds, every pixel to its nearest seed; mean, deviation, least
// and greatest count of each channel. Written for comparison in tools/bench; a table of 19 columns, one row
// per nucleus.

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "cytrial/imageio/read_plane.h"

namespace {

constexpr double kSmoothPx = 1.0;
constexpr int kShrink = 4;
constexpr int kBackgroundPx = 16;  // of the shrunken plane
constexpr int kLocalPx = 51;
constexpr int kPeakPx = 9;
constexpr double kLeastPeakPx = 1.5;
constexpr int kLeastAreaPx = 40;

cv::Mat1f without_background(const cv::Mat& plane) {
  cv::Mat1f smooth;
  plane.convertTo(smooth, CV_32F);
  cv::GaussianBlur(smooth, smooth, cv::Size(), kSmoothPx);
  cv::Mat1f small;
  cv::resize(smooth, small, cv::Size(), 1.0 / kShrink, 1.0 / kShrink, cv::INTER_AREA);
  cv::erode(small, small, cv::Mat::ones(kBackgroundPx, kBackgroundPx, CV_8U));
  cv::blur(small, small, cv::Size(kBackgroundPx, kBackgroundPx));
  cv::Mat1f background;
  cv::resize(small, background, plane.size());
  return smooth - background;
}

cv::Mat1b foreground(const cv::Mat1f& light) {
  cv::Mat counts;
  light.convertTo(counts, CV_16U);
  cv::Mat ignored;
  const double otsu = cv::threshold(counts, ignored, 0, 65535, cv::THRESH_BINARY | cv::THRESH_OTSU);
  cv::Mat1f near;
  cv::blur(light, near, cv::Size(kLocalPx, kLocalPx));
  cv::Mat1b mask = (light > 0.45 * otsu) & (light > 0.8 * near);
  cv::morphologyEx(mask, mask, cv::MORPH_OPEN, cv::Mat::ones(3, 3, CV_8U));
  return mask;
}

cv::Mat1i nuclei(const cv::Mat1b& mask) {
  cv::Mat1f depth;
  cv::distanceTransform(mask, depth, cv::DIST_L2, 5);
  cv::GaussianBlur(depth, depth, cv::Size(), 1.0);
  cv::Mat1f greatest;
  cv::dilate(depth, greatest, cv::Mat::ones(kPeakPx, kPeakPx, CV_8U));
  const cv::Mat1b peaks = (depth == greatest) & (depth > kLeastPeakPx);
  cv::Mat1f distance;
  cv::Mat1i labels;
  cv::distanceTransform(~peaks, distance, labels, cv::DIST_L2, 5, cv::DIST_LABEL_CCOMP);
  labels.setTo(0, ~mask);
  return labels;
}

struct Counts {
  double sum = 0.0;
  double squares = 0.0;
  int least = 65535;
  int greatest = 0;
};

struct Nucleus {
  int area = 0;
  double x = 0.0;
  double y = 0.0;
  std::vector<Counts> channels;
};

std::vector<Nucleus> measured(const cv::Mat1i& labels, const std::vector<cv::Mat>& planes) {
  double most = 0.0;
  cv::minMaxLoc(labels, nullptr, &most);
  std::vector<Nucleus> found(static_cast<std::size_t>(most) + 1,
                             {0, 0.0, 0.0, std::vector<Counts>(planes.size())});
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      if (labels(y, x) == 0) {
        continue;
      }
      Nucleus& nucleus = found[static_cast<std::size_t>(labels(y, x))];
      ++nucleus.area;
      nucleus.x += x;
      nucleus.y += y;
      for (std::size_t c = 0; c < planes.size(); ++c) {
        const int count = planes[c].at<std::uint16_t>(y, x);
        Counts& counts = nucleus.channels[c];
        counts.sum += count;
        counts.squares += static_cast<double>(count) * count;
        counts.least = std::min(counts.least, count);
        counts.greatest = std::max(counts.greatest, count);
      }
    }
  }
  return found;
}

void write_table(const std::vector<Nucleus>& found, std::size_t channels, std::FILE* out) {
  std::fprintf(out, "x_px,y_px,area_px");
  for (std::size_t c = 0; c < channels; ++c) {
    std::fprintf(out, ",mean%zu,sd%zu,min%zu,max%zu", c, c, c, c);
  }
  std::fprintf(out, "\n");
  for (const Nucleus& nucleus : found) {
    if (nucleus.area < kLeastAreaPx) {
      continue;
    }
    std::fprintf(out, "%.3f,%.3f,%d", nucleus.x / nucleus.area, nucleus.y / nucleus.area, nucleus.area);
    for (const Counts& counts : nucleus.channels) {
      const double mean = counts.sum / nucleus.area;
      std::fprintf(out, ",%.2f,%.2f,%d,%d", mean,
                   std::sqrt(std::max(0.0, counts.squares / nucleus.area - mean * mean)), counts.least,
                   counts.greatest);
    }
    std::fprintf(out, "\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: peer_opencv SCAN TABLE.csv THREADS\n");
    return 64;
  }
  cv::setNumThreads(std::atoi(argv[3]));
  std::vector<cv::Mat> planes;
  for (std::size_t page = 0; page < 4; ++page) {
    planes.push_back(cyto::read_plane(argv[1], page));
  }
  std::FILE* out = std::fopen(argv[2], "w");
  if (out == nullptr) {
    return 73;
  }
  write_table(measured(nuclei(foreground(without_background(planes[0]))), planes), planes.size(), out);
  return std::fclose(out) == 0 ? 0 : 74;
}
