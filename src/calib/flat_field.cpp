#include "flat_field.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/core/ids.h"
#include "cytrial/core/number_text.h"
#include "cytrial/imageio/read_plane.h"

namespace cyto {
namespace {

/// Less light than this share of the mean cannot be corrected: noise grows by its inverse.
constexpr double kSmallestGain = 0.01;
constexpr double kMeanTolerance = 0.01;

struct NamedPlane {
  cv::Mat1f plane;
  std::filesystem::path file;
};

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& problem,
                         std::string_view remedy = {}) {
  throw Error(ErrorCode::BadConfig, file.string(), problem, remedy);
}

NamedPlane read_named_plane(const JsonReader& entry, const std::filesystem::path& folder,
                            std::vector<std::string>& digests) {
  const std::string name = entry.text("file");
  if (!is_valid_id(name)) {
    entry.member("file").fail("must be a plain file name of the set's folder",
                              "letters, digits, '.', '_' and '-', 64 at most");
  }
  const std::string expected = entry.text("sha256");
  entry.finish();
  NamedPlane read{{}, folder / name};
  digests.push_back(sha256_of_file(read.file));
  if (digests.back() != expected) {
    refuse(read.file, "its SHA-256 is " + digests.back() + " and not the one in set.json",
           "restore the file, or make a new set with its own date");
  }
  const cv::Mat stored = read_plane(read.file);
  if (stored.channels() != 1) {
    refuse(read.file, "must have one sample per pixel");
  }
  stored.convertTo(read.plane, CV_32F);
  return read;
}

/// Every pixel must be finite and at least `smallest`.
void check_pixels(const NamedPlane& named, double smallest) {
  for (int y = 0; y < named.plane.rows; ++y) {
    for (int x = 0; x < named.plane.cols; ++x) {
      const auto value = static_cast<double>(named.plane(y, x));
      if (!std::isfinite(value) || value < smallest) {
        refuse(named.file,
               "pixel at column " + std::to_string(x) + ", row " + std::to_string(y) + " is " +
                   (std::isfinite(value) ? number_text(value) : std::string("not a number")),
               "every pixel must be finite and at least " + number_text(smallest));
      }
    }
  }
}

void check_mean(const NamedPlane& gain) {
  double sum = 0;
  for (int y = 0; y < gain.plane.rows; ++y) {
    for (int x = 0; x < gain.plane.cols; ++x) {
      sum += static_cast<double>(gain.plane(y, x));
    }
  }
  const double mean = sum / static_cast<double>(gain.plane.total());
  if (!(std::abs(mean - 1) <= kMeanTolerance)) {
    refuse(gain.file, "its mean is " + number_text(mean, 4) + ", off 1 by more than 1 %",
           "divide the gain by its mean: another scale would change every intensity");
  }
}

}  // namespace

FlatField read_flat_field(const JsonReader& entry, const std::filesystem::path& folder,
                          std::vector<std::string>& digests) {
  const NamedPlane dark = read_named_plane(entry.member("dark"), folder, digests);
  check_pixels(dark, 0);
  const auto gain_entry = entry.optional_member("gain");
  if (!gain_entry) {
    return {dark.plane, cv::Mat1f(dark.plane.size(), 1.0F), false};
  }
  const NamedPlane gain = read_named_plane(*gain_entry, folder, digests);
  if (dark.plane.size() != gain.plane.size()) {
    refuse(gain.file, "its size differs from that of " + dark.file.filename().string());
  }
  check_pixels(gain, kSmallestGain);
  check_mean(gain);
  return {dark.plane, gain.plane, true};
}

}  // namespace cyto
