#include <cmath>

#include "argument_parts.h"
#include "command_arguments.h"

namespace cyto::cli {
namespace {

void add_simulated_cells(CLI::App& command, SimulateArgs& args) {
  add_number(command, "--seed", args.seed, "Same seed and options, same bytes", "N",
             between(0, std::ldexp(1.0, 53)));
  add_number(command, "--density", args.density_per_mm2, "Leukocytes per square millimetre, 1 to 6000", "N",
             between(1, 6000));
  add_number(command, "--ctcs", args.ctcs, "Tumor cells on the slide, exactly", "N", between(0, 1e6));
  add_number(command, "--ck-level-min", args.ck_level_min,
             "Cytokeratin of the faintest tumor cell, in leukocyte SDs", "SD", between(0.1, 1000));
  add_number(command, "--apoptotic", args.apoptotic_share, "Share of tumor cells that are apoptotic, 0 to 1",
             "SHARE", between(0, 1));
  add_number(command, "--giant-cells", args.giant_cells_per_mm2,
             "Macrophage-like giant cells per square millimetre, 0 to 100", "N", between(0, 100));
}

void add_control_slide(CLI::App& command, SimulateArgs& args) {
  command
      .add_option("--control", args.control,
                  "A control slide: shutter closed (dark), an even dye without cells (even), or cells that "
                  "carry the dye of one channel alone")
      ->type_name("NAME")
      ->check(CLI::IsMember({"none", "dark", "even", "DAPI", "CK", "CD45", "HER2"}))
      ->capture_default_str();
  command.add_option("--instrument", args.instrument, "Name of the microscope that the scan tells")
      ->type_name("NAME");
  command.add_option("--acquired-on", args.acquired_on, "Day of the scan that the scan tells, as 2026-01-31")
      ->type_name("DATE");
  add_number(command, "--dark-pattern", args.dark_pattern_adu,
             "Height of the camera's fixed pattern above its offset, 0 to 500", "ADU", between(0, 500));
}

/// What went wrong after the instrument was calibrated.
void add_simulated_faults(CLI::App& command, SimulateArgs& args) {
  constexpr const char* kGroup = "Faults that the calibration does not know; the cells stay the same";
  const auto fault = [&](const char* name, auto& number, const char* description, const char* unit,
                         const CLI::Validator& range) {
    add_number(command, name, number, description, unit, range)->group(kGroup);
  };
  fault("--defocus-um", args.defocus_um, "Gaussian blur of the whole scan, 0 to 10", "UM", between(0, 10));
  fault("--light-factor", args.light_factor, "All light, of dyes and background, 0.05 to 20", "X",
        between(0.05, 20));
  fault("--background-factor", args.background_factor, "Background alone, 0 to 20", "X", between(0, 20));
  fault("--noise-factor", args.noise_factor, "Noise of the camera, 0 to 20", "X", between(0, 20));
  fault("--spillover-shift", args.spillover_shift,
        "Added to the spillover between cytokeratin and CD45, both ways, -0.5 to 0.5", "SHARE",
        between(-0.5, 0.5));
  fault("--edge-dimming", args.edge_dimming, "Light lost in the corners of camera fields, 0 to 0.4", "SHARE",
        between(0, 0.4));
  fault("--bubbles", args.bubbles, "Air bubbles with dark rims, 0 to 1000: the cells below them are gone",
        "N", between(0, 1000));
  fault("--bare", args.bare_share, "Share of the slide, at its right, that lost its cells, 0 to 0.9", "SHARE",
        between(0, 0.9));
  fault("--hot-columns", args.hot_columns, "Columns of the camera that are too bright, 0 to 64", "N",
        between(0, 64));
  fault("--jpeg-quality", args.jpeg_quality, "Rounded like a JPEG of this quality, 1 to 99; 100: not", "N",
        between(1, 100));
}

}  // namespace

void add_simulate(CLI::App& app, ParsedArguments& parsed) {
  const auto made =
      add<SimulateArgs>(app, parsed, "simulate", "Write a synthetic scan with known cells",
                        "  cytrial simulate --out sim --seed 7 --width 4096 --height 4096 --ctcs 25\n"
                        "  cytrial simulate --out sim --density 2000 --noise harsh --labels");
  SimulateArgs& args = *made.args;
  CLI::App& command = *made.app;
  command.add_option("--out", args.out, "Folder for scan.ome.tif, truth.csv and truth.json")
      ->type_name("DIR")
      ->required();
  add_number(command, "--width", args.width_px, "Width, 64 to 131072", "PX", between(64, 131072));
  add_number(command, "--height", args.height_px, "Height, 64 to 131072", "PX", between(64, 131072));
  add_number(command, "--pixel-size-um", args.pixel_size_um, "Edge of a pixel on the slide, 0.1 to 2", "UM",
             between(0.1, 2));
  add_simulated_cells(command, args);
  command.add_option("--bits", args.bits, "Bits per pixel")
      ->type_name("N")
      ->check(CLI::IsMember({8, 16}))
      ->capture_default_str();
  command.add_option("--noise", args.noise, "Noise of the camera")
      ->type_name("NAME")
      ->check(CLI::IsMember({"mild", "harsh"}))
      ->capture_default_str();
  command.add_option("--compression", args.compression, "Compression of the TIFF")
      ->type_name("NAME")
      ->check(CLI::IsMember({"none", "lzw", "deflate", "zstd"}))
      ->capture_default_str();
  add_simulated_faults(command, args);
  command.add_flag("--her2", args.her2, "Add a fourth channel, HER2");
  add_control_slide(command, args);
  command.add_flag("--labels", args.labels, "Also write the true nuclei as a label image, labels.tif");
  command.add_flag("--fields", args.fields, "Write a folder of camera fields, fields/, instead of one scan");
  add_number(command, "--field-px", args.field_px, "Edge of a camera field, 64 to 8192", "PX",
             between(64, 8192));
  command.add_flag("--calibration", args.calibration,
                   "Also write the instrument's calibration set, calibration/");
  command.add_flag("--json", args.json, "Print JSON");
  command.add_flag("--quiet", args.quiet, "No progress on standard error");
}

void add_simulate_study(CLI::App& app, ParsedArguments& parsed) {
  const auto made =
      add<SimulateStudyArgs>(app, parsed, "simulate-study",
                             "Write a synthetic study of 24 subjects with known counts and planted faults",
                             "  cytrial simulate-study --out sim --seed 1\n"
                             "  cytrial batch sim/study.json --out results");
  SimulateStudyArgs& args = *made.args;
  made.app
      ->add_option("--out", args.out,
                   "New folder for study.json, the sheets, the scans, and what a perfect program finds: "
                   "expected_timepoints.csv and planted_faults.csv")
      ->type_name("DIR")
      ->required();
  add_number(*made.app, "--seed", args.seed, "Same seed, same bytes", "N", between(0, 60000));
  add_number(*made.app, "--edge-px", args.edge_px, "Edge of the scans, 384 to 4096", "PX",
             between(384, 4096));
  made.app->add_flag("--sound", args.sound, "Plant no fault: nothing must be told of this study");
  made.app->add_flag("--quiet", args.quiet, "No progress on standard error");
}

}  // namespace cyto::cli
