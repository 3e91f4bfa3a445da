// fit_weights DATA_DIR DETECT_DIR: fits the three networks of module detect and writes merge_weights.h,
// piece_weights.h and object_weights.h into DETECT_DIR (src/detect). README.md beside this file;
// docs/methods/segmentation.md.

#include <unistd.h>

#include <exception>
#include <filesystem>
#include <iostream>
#include <string>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "lessons.h"
#include "training_images.h"
#include "varied_copy.h"
#include "weights_header.h"

namespace {

using cyto::Error;
using cyto::ErrorCode;
namespace fit = cyto::fit;

constexpr std::uint64_t kCopiesSeed = 5;
constexpr fit::FitOptions kRoughMerge{.units = 28, .rounds = 15, .networks = 1, .seed = 11};
constexpr fit::FitOptions kFinalMerge{.units = 28, .rounds = 40, .networks = 3, .seed = 21};
constexpr fit::FitOptions kFinalPiece{.units = 24, .rounds = 30, .networks = 3, .seed = 41};
constexpr fit::FitOptions kFinalObject{.units = 10, .rounds = 50, .networks = 3, .seed = 31};

/// An own folder that is gone when the program ends.
class ScratchFolder {
 public:
  ScratchFolder()
      : path_(std::filesystem::temp_directory_path() / ("cytrial-fit-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// One pass over all images and a varied copy of each real one. The copies are the same in every pass.
fit::LessonSets pass(const fit::TrainingImages& all, const fit::FittedNetworks& networks) {
  fit::LessonSets sets;
  fit::RepeatableRandom random(kCopiesSeed);
  for (const fit::TrainingImage& image : all.images) {
    fit::add_lessons(image, networks, sets);
    if (image.varied) {
      fit::add_lessons(fit::varied_copy(image, random), networks, sets);
    }
  }
  return sets;
}

fit::Network fitted(const std::string& name, const fit::Lessons& lessons, const fit::FitOptions& options) {
  fit::Network network = fit::fit_network(lessons, options);
  std::cout << name << ": " << lessons.size() << " lessons, " << network.units << " units, "
            << cyto::number_text(100.0 * fit::error_share(network, lessons), 2) << " % wrong on them"
            << std::endl;
  return network;
}

std::string origin_text(const fit::TrainingImages& all) {
  return "Fitted, not chosen: docs/methods/segmentation.md tells on what and how.\n"
         "Made by: build/release/tools/fit/fit_weights DATA_DIR src/detect (tools/fit/README.md)\n"
         "Images and outlines: sha256 " +
         all.files_digest + "\nSimulated scans: sha256 " + all.simulation_digest + "\n";
}

void fit_weights(const std::filesystem::path& data, const std::filesystem::path& detect) {
  if (!std::filesystem::is_directory(detect)) {
    throw Error(ErrorCode::NoInput, detect.string(), "is no folder", "name src/detect");
  }
  const ScratchFolder scratch;
  const fit::TrainingImages all = fit::load_training_images(data, scratch.path());
  const fit::Network rough = fitted("merge, first pass", pass(all, {}).merges, kRoughMerge);
  const fit::Network merge = fitted("merge", pass(all, {&rough, nullptr}).merges, kFinalMerge);
  const fit::Network piece = fitted("piece", pass(all, {&merge, nullptr}).pieces, kFinalPiece);
  const fit::Network object = fitted("object", pass(all, {&merge, &piece}).objects, kFinalObject);
  const std::string origin = origin_text(all);
  cyto::write_file_atomically(
      detect / "merge_weights.h",
      fit::weights_header(merge, {"region_graph.h", "kMergeFeatures", "kMergeNetwork"}, origin));
  cyto::write_file_atomically(
      detect / "piece_weights.h",
      fit::weights_header(piece, {"merge_tree.h", "kPieceFeatures", "kPieceNetwork"}, origin));
  cyto::write_file_atomically(
      detect / "object_weights.h",
      fit::weights_header(object, {"object_model.h", "kObjectFeatures", "kObjectNetwork"}, origin));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: fit_weights DATA_DIR DETECT_DIR\n";
    return static_cast<int>(ErrorCode::Usage);
  }
  try {
    fit_weights(argv[1], argv[2]);
  } catch (const Error& problem) {
    std::cerr << "fit_weights: " << problem.what() << "\n";
    return static_cast<int>(problem.code());
  } catch (const std::exception& problem) {
    std::cerr << "fit_weights: " << problem.what() << "\n";
    return static_cast<int>(ErrorCode::Internal);
  }
  return 0;
}
