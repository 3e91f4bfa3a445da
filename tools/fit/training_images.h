#pragma once

#include <opencv2/core.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace cyto::fit {

/// One picture of nuclei with their true outlines.
struct TrainingImage {
  cv::Mat plane;    ///< nuclear channel, 8U, 16U or 32F
  cv::Mat1i truth;  ///< 0 outside, one label per nucleus
  double pixel_um = 0.0;
  double weight = 1.0;  ///< of each of its lessons
  bool varied = false;  ///< its lessons are also taken from a varied copy
};

/// Everything that the networks are fitted on, and what it was.
struct TrainingImages {
  std::vector<TrainingImage> images;
  std::string files_digest;       ///< SHA-256 over names and digests of the files read
  std::string simulation_digest;  ///< SHA-256 over the options of the simulated scans
};

/// Even rows of dsb2018_fluo and the left half of phenoptr's lymphoid field, as `data/truth_index.csv` lists
/// them, then nine simulated scans. The odd rows are never opened.
/// @param scratch folder for the simulated scans; its files are replaced.
/// @throws Error NoInput, BadData, CannotCreate, Io, TryAgain.
[[nodiscard]] TrainingImages load_training_images(const std::filesystem::path& data,
                                                  const std::filesystem::path& scratch);

}  // namespace cyto::fit
