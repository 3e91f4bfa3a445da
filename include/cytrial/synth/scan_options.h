#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/units.h"
#include "cytrial/imageio/tiff_writer.h"

namespace cyto::synth {

/// How much the camera adds to the light.
enum class NoiseLevel {
  Mild,   ///< 0.5 electrons per ADU, read noise 1.6 electrons: a scientific CMOS camera
  Harsh,  ///< a quarter of the electrons, three times the background, read noise 2 electrons
};

/// What lies under the camera.
enum class Specimen {
  Blood,    ///< cells, as the options below say
  Dark,     ///< the shutter is closed: offset and read noise alone
  EvenDye,  ///< a slide that shines evenly in every channel, without cells
};

/// Dyes of the simulated assay, in the order of the scan's pages.
inline constexpr std::size_t kMaxDyes = 4;
/// Light of a dye (row) seen by a detector (column); diagonal 1.
using Spillover = std::array<std::array<double, kMaxDyes>, kMaxDyes>;

/// Everything that decides a simulated scan. Same options, same bytes, on any machine.
/// Each field states unit, range and default; the reasons stand in docs/methods/simulator.md.
struct ScanOptions {
  // The image.
  std::int64_t width_px = 4096;    ///< 32..200000
  std::int64_t height_px = 4096;   ///< 32..200000
  PixelSize pixel_size{0.5, 0.5};  ///< [um], each 0.1..2
  std::uint64_t seed = 1;
  int bits = 16;                ///< per stored pixel: 8 or 16; with 8 all light is divided by 16
  int camera_bits = 16;         ///< counts saturate at 2^camera_bits - 1: 12..16; not used with 8 bits
  bool fourth_channel = false;  ///< HER2 behind DAPI, CK and CD45
  std::int64_t tile_px = 512;   ///< stored tiles, multiple of 16
  TiffCompression compression = TiffCompression::Zstd;

  // A folder of camera fields instead of one file.
  bool as_fields = false;             ///< width and height must then be whole numbers of fields
  std::int64_t field_overlap_px = 0;  ///< that neighbours share, 0..field_px / 4
  bool serpentine = false;            ///< every second row is exposed backwards

  // The slide.
  Specimen specimen = Specimen::Blood;
  /// Index of the only dye of a single-stain control; the cells' autofluorescence stays.
  std::optional<std::size_t> only_dye;
  std::string instrument;   ///< name of the microscope that the files tell; empty: they tell none
  std::string acquired_on;  ///< day of the scan that the files tell, "2026-01-31"; empty: they tell none
  std::string image_name;   ///< that the files give their image; empty: none

  // The blood.
  double density_per_mm2 = 1000.0;         ///< leukocytes, 1..6000
  std::optional<std::uint64_t> ctc_count;  ///< exact number of CTCs; wins over ctc_ppm
  double ctc_ppm = 200.0;                  ///< CTCs per million leukocytes expected, 0..500000
  bool blank = false;                      ///< a donor without a single CTC
  double ck_level_min = 2.0;               ///< weakest CTC, 0.1..1000: cytokeratin seen in the cell,
                                           ///< in leukocyte SDs above the leukocytes' mean
  double ck_level_max = 150.0;             ///< strongest CTC, up to 1000; levels are log-uniform between
  double cluster_share = 0.2;              ///< of CTCs in clusters of 2 to 6, 0..1
  double ctc_touching_share = 0.1;         ///< of single CTCs with a leukocyte forced against them, 0..1
  double apoptotic_share = 0.05;           ///< of CTCs with granular CK and broken nucleus, 0..1
  double doublet_share = 0.15;             ///< of leukocytes in forced touching pairs, 0..0.9
  double double_positive_ppm = 300.0;      ///< of leukocytes, CK and CD45 both, 0..500000
  double nucleated_other_ppm = 3000.0;     ///< of leukocytes, neither marker, 0..500000
  double out_of_focus_share = 0.02;        ///< of all cells, 0..1
  double dapi_debris_share = 0.03;         ///< DAPI specks per leukocyte, 0..1
  double ck_debris_per_mm2 = 4.0;          ///< CK specks, 0..1000
  double fragments_per_mm2 = 2.0;          ///< CK without a nucleus, 0..1000
  double fibres_per_mm2 = 0.05;            ///< lint that shines in every channel, 0..10
  double giant_cells_per_mm2 = 0.0;        ///< macrophage-like, CK and CD45 both, 0..100
  double leukocyte_ck_mean_adu = 45.0;     ///< autofluorescence: location of their CK, > 0
  double leukocyte_ck_sd_adu = 18.0;       ///< and its standard deviation, > 0

  // The optics.
  double psf_sigma_um = 0.4;         ///< Gaussian point spread, 0.1..3
  double defocus_sigma_um = 0.0;     ///< more of it for the whole scan, 0..10
  std::int64_t field_px = 2048;      ///< edge of a camera field, 64..8192
  double vignetting = 0.25;          ///< light lost in a field's corner, 0..0.6
  double background_gradient = 0.2;  ///< relative change of the background over the slide, 0..1
  /// Default: CK into CD45 3 %, CD45 into CK 2 %, less elsewhere: not symmetric.
  Spillover spillover{
      {{1.0, 0.002, 0.0, 0.0}, {0.0, 1.0, 0.03, 0.01}, {0.0, 0.02, 1.0, 0.02}, {0.0, 0.01, 0.015, 1.0}}};

  // The camera.
  NoiseLevel noise = NoiseLevel::Mild;
  double offset_adu = 100.0;  ///< dark level, 0..2000; with 8 bits divided by 16
  /// Height of a fixed pattern above it [ADU], 0..500: columns that differ, a glow at the lower edge.
  double dark_pattern_adu = 0.0;

  // Faults: what went wrong after the instrument was calibrated. The cells, their places and their truth
  // stay those of the same options without faults; so does the calibration set.
  double light_factor = 1.0;        ///< all light, of dyes and background: lamp, exposure; 0.05..20
  double background_factor = 1.0;   ///< background alone, 0..20
  double noise_factor = 1.0;        ///< of the camera's shot and read noise together, 0..20
  double spillover_shift = 0.0;     ///< added to CK into CD45 and CD45 into CK, never below 0; -0.5..0.5
  double edge_dimming = 0.0;        ///< light lost in a field's corner beside the vignetting, 0..0.4
  std::int64_t jpeg_quality = 100;  ///< 1..99: rounded like a JPEG of that quality; 100: not
  std::int64_t bubbles = 0;         ///< air bubbles with dark rims, 0..1000: they hide the cells below them
  double bare_share = 0.0;          ///< of the slide, at its right, from which the cells were lost, 0..0.9
  std::int64_t hot_columns = 0;     ///< of the camera, 0..field_px: 250 ADU above the calibrated dark

  /// @throws Error BadConfig naming the option, its value and its range.
  void validate() const;

  [[nodiscard]] std::size_t channels() const noexcept { return fourth_channel ? 4 : 3; }
  [[nodiscard]] std::vector<std::string> channel_names() const;
  [[nodiscard]] double width_um() const noexcept { return static_cast<double>(width_px) * pixel_size.x_um; }
  [[nodiscard]] double height_um() const noexcept { return static_cast<double>(height_px) * pixel_size.y_um; }
  [[nodiscard]] double area_mm2() const noexcept { return width_um() * height_um() * 1e-6; }
  /// Fields of the grid that covers the slide.
  [[nodiscard]] std::int64_t field_rows() const noexcept;
  [[nodiscard]] std::int64_t field_columns() const noexcept;
  /// How many CTCs the scan will hold, exactly.
  [[nodiscard]] std::uint64_t ctcs() const noexcept;
  /// The same without faults and defocus: what the instrument was when it was calibrated.
  [[nodiscard]] ScanOptions without_faults() const;
};

/// The options as one JSON object with fixed key order, ending in a newline.
[[nodiscard]] std::string options_json(const ScanOptions& options);

}  // namespace cyto::synth
