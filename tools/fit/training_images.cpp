#include "training_images.h"

#include <array>
#include <cstdint>
#include <sstream>
#include <utility>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/imageio/read_plane.h"
#include "cytrial/synth/simulate_scan.h"
#include "cytrial/validation/label_image.h"

namespace cyto::fit {
namespace {

constexpr const char* kIndexColumns = "set,image,label,width,height,n_objects,median_diameter_px,um_per_px";
constexpr std::size_t kPhenoptrNuclearPage = 3;
constexpr double kPhenoptrWeight = 5.0;   // one crowded tissue field against 150 pictures
constexpr double kSimulatedWeight = 2.0;  // the blood that the program is made for

struct IndexRow {
  std::string set;
  std::string image;
  std::string label;
  double pixel_um = 0.0;
};

/// One line, however it ends.
bool next_line(std::istream& text, std::string& line) {
  if (!std::getline(text, line)) {
    return false;
  }
  if (line.ends_with('\r')) {
    line.pop_back();
  }
  return true;
}

std::vector<IndexRow> read_index(const std::filesystem::path& file) {
  std::istringstream text(read_text_file(file));
  std::string line;
  if (!next_line(text, line) || line != kIndexColumns) {
    throw Error(ErrorCode::BadData, file.string(), "does not begin with the expected columns", kIndexColumns);
  }
  std::vector<IndexRow> rows;
  while (next_line(text, line)) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) {
      cells.push_back(cell);
    }
    const auto pixel_um = cells.size() == 8 ? parse_double(cells[7]) : std::nullopt;
    if (!pixel_um || !(*pixel_um > 0.0)) {
      throw Error(ErrorCode::BadData, file.string() + ": " + line, "is no row of the index");
    }
    rows.push_back({cells[0], cells[1], cells[2], *pixel_um});
  }
  return rows;
}

TrainingImage read_image(const std::filesystem::path& folder, const IndexRow& row, std::size_t page,
                         std::string& files) {
  TrainingImage image;
  image.plane = read_plane(folder / row.image, page);
  image.truth = validation::read_label_image(folder / row.label);
  image.pixel_um = row.pixel_um;
  if (image.plane.size() != image.truth.size()) {
    throw Error(ErrorCode::BadData, (folder / row.label).string(), "is not as large as its image");
  }
  for (const std::string& name : {row.image, row.label}) {
    files += sha256_of_file(folder / name) + "  " + row.set + "/" + name + "\n";
  }
  return image;
}

std::string read_real_images(const std::filesystem::path& data, std::vector<TrainingImage>& images) {
  std::string files;
  std::size_t dsb_rows = 0;
  for (const IndexRow& row : read_index(data / "truth_index.csv")) {
    if (row.set == "dsb2018_fluo" && dsb_rows++ % 2 == 0) {
      images.push_back(read_image(data / row.set, row, 0, files));
      images.back().varied = true;
    } else if (row.set == "multiplex_phenoptr_lymphoid") {
      TrainingImage image = read_image(data / row.set, row, kPhenoptrNuclearPage, files);
      const cv::Rect left(0, 0, image.plane.cols / 2, image.plane.rows);
      image.plane = image.plane(left).clone();
      image.truth = image.truth(left).clone();
      image.weight = kPhenoptrWeight;
      images.push_back(std::move(image));
    }
  }
  return files;
}

/// The scans differ in what makes nuclei hard to tell apart.
struct ScanCase {
  double pixel_um;
  double density_per_mm2;
  synth::NoiseLevel noise;
  double defocus_um;
  std::int64_t edge_px;
  double doublet_share;
  double psf_um;
  double ctc_ppm = 30000.0;
};

// The last two are rich in tumor cells, whose large textured nuclei must not be taken for two.
constexpr std::array<ScanCase, 9> kScans{
    {{0.325, 2000, synth::NoiseLevel::Mild, 0.0, 1800, 0.15, 0.4},
     {0.5, 1000, synth::NoiseLevel::Mild, 0.3, 1300, 0.15, 0.4},
     {0.65, 2000, synth::NoiseLevel::Mild, 0.0, 1100, 0.3, 0.4},
     {0.325, 1000, synth::NoiseLevel::Harsh, 0.0, 1800, 0.15, 0.6},
     {0.65, 1500, synth::NoiseLevel::Harsh, 0.4, 1100, 0.15, 0.4},
     {0.45, 4000, synth::NoiseLevel::Mild, 0.0, 1000, 0.3, 0.5},
     {1.3, 2500, synth::NoiseLevel::Harsh, 0.0, 700, 0.15, 0.4},
     {0.4, 600, synth::NoiseLevel::Mild, 0.0, 2000, 0.15, 0.4, 500000.0},
     {0.6, 900, synth::NoiseLevel::Harsh, 0.0, 1400, 0.3, 0.4, 300000.0}}};

synth::ScanOptions scan_options(std::size_t number) {
  const ScanCase& scan = kScans[number];
  synth::ScanOptions options;
  options.width_px = scan.edge_px;
  options.height_px = scan.edge_px;
  options.pixel_size = {scan.pixel_um, scan.pixel_um};
  options.seed = 100 + 7 * number;
  options.density_per_mm2 = scan.density_per_mm2;
  options.ctc_ppm = scan.ctc_ppm;
  options.defocus_sigma_um = scan.defocus_um;
  options.noise = scan.noise;
  options.doublet_share = scan.doublet_share;
  options.psf_sigma_um = scan.psf_um;
  options.compression = TiffCompression::None;
  options.field_px = 1024;
  return options;
}

std::string simulate_images(const std::filesystem::path& scratch, std::vector<TrainingImage>& images) {
  SilentLogger silent;
  std::string options_text;
  synth::ScanPaths paths;
  paths.scan = scratch / "scan.tif";
  paths.truth = scratch / "truth.csv";
  paths.labels = scratch / "labels.tif";
  for (std::size_t number = 0; number < kScans.size(); ++number) {
    const synth::ScanOptions options = scan_options(number);
    synth::simulate_scan(options, paths, silent);
    TrainingImage image;
    image.plane = read_plane(paths.scan, 0);
    image.truth = validation::read_label_image(paths.labels);
    image.pixel_um = options.pixel_size.x_um;
    image.weight = kSimulatedWeight;
    images.push_back(std::move(image));
    options_text += synth::options_json(options);
  }
  return options_text;
}

}  // namespace

TrainingImages load_training_images(const std::filesystem::path& data, const std::filesystem::path& scratch) {
  TrainingImages all;
  all.files_digest = sha256_of(read_real_images(data, all.images));
  all.simulation_digest = sha256_of(simulate_images(scratch, all.images));
  return all;
}

}  // namespace cyto::fit
