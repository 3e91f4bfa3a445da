#include <filesystem>
#include <iostream>
#include <string>

#include "commands.h"
#include "console.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/synth/simulate_scan.h"
#include "cytrial/synth/simulated_calibration.h"
#include "simulated_study.h"

namespace cyto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPanel = R"({
  "name": "dapi_ck_cd45",
  "version": "1",
  "channels": [
    {"name": "DAPI", "role": "nuclear"},
    {"name": "CK", "role": "cytokeratin"},
    {"name": "CD45", "role": "leukocyte"}
  ]
}
)";

/// Cells that nobody could take for others: the study is about data, not about finding cells.
synth::ScanOptions scan_options(const SimulateStudyArgs& args) {
  synth::ScanOptions options;
  options.width_px = args.edge_px;
  options.height_px = args.edge_px;
  options.field_px = args.edge_px;
  options.density_per_mm2 = 1500.0;
  options.ck_level_min = 20.0;
  options.ck_level_max = 120.0;
  options.cluster_share = 0.0;
  options.ctc_touching_share = 0.0;
  options.apoptotic_share = 0.0;
  options.doublet_share = 0.0;
  options.double_positive_ppm = 0.0;
  options.nucleated_other_ppm = 0.0;
  options.out_of_focus_share = 0.0;
  options.dapi_debris_share = 0.0;
  options.ck_debris_per_mm2 = 0.0;
  options.fragments_per_mm2 = 0.0;
  options.fibres_per_mm2 = 0.0;
  return options;
}

void cut_short(const Path& file, double kept_share) {
  const auto size = static_cast<double>(fs::file_size(file));
  fs::resize_file(file, static_cast<std::uintmax_t>(size * kept_share));
}

void make_scan(const ScanToMake& scan, const synth::ScanOptions& base, const Path& out, Logger& logger) {
  const auto file_of = [&](const std::string& name) { return out / "scans" / (name + ".ome.tif"); };
  if (!scan.copy_of.empty()) {
    fs::copy_file(file_of(scan.copy_of), file_of(scan.name));
    return;
  }
  synth::ScanOptions options = base;
  options.seed = scan.seed;
  options.ctc_count = scan.ctcs;
  options.blank = scan.ctcs == 0;
  options.light_factor = scan.light_factor;
  options.noise_factor = scan.noise_factor;
  options.image_name = scan.image_name;
  synth::ScanPaths paths;
  paths.scan = file_of(scan.name);
  paths.truth = out / "truth" / (scan.name + ".csv");
  synth::simulate_scan(options, paths, logger);
  if (scan.kept_share < 1.0) {
    cut_short(paths.scan, scan.kept_share);
  }
}

std::string faults_csv(const SimulatedStudy& study) {
  std::string csv = "code,subject,visit,source\n";
  for (const PlantedFault& fault : study.faults) {
    csv += fault.code + "," + fault.subject + "," + fault.visit + "," + fault.source + "\n";
  }
  return csv;
}

std::string expected_csv(const SimulatedStudy& study) {
  std::string csv = "subject,visit,visit_state,ctc_state,ctc_count,ca153,ca153_censor,ca2729,ca2729_censor\n";
  for (const ExpectedTimepoint& row : study.expected) {
    csv += row.subject + "," + row.visit + "," + row.visit_state + "," + row.ctc_state + "," + row.ctc_count +
           "," + row.ca153 + "," + row.ca153_censor + "," + row.ca2729 + "," + row.ca2729_censor + "\n";
  }
  return csv;
}

}  // namespace

int run(const SimulateStudyArgs& args) {
  std::error_code status;
  if (fs::exists(args.out / "study.json", status)) {
    throw Error(ErrorCode::CannotCreate, args.out.string(), "holds a study already", "name a new folder");
  }
  const SimulatedStudy study = simulated_study(args.seed, args.sound);
  const synth::ScanOptions options = scan_options(args);
  ConsoleLogger logger(args.quiet);
  fs::create_directories(args.out / "scans", status);
  write_file_atomically(args.out / "panel.json", kPanel);
  synth::write_simulated_calibration(options, args.out / "calibration");
  for (std::size_t scan = 0; scan < study.scans.size(); ++scan) {
    logger.set_label("[" + std::to_string(scan + 1) + "/" + std::to_string(study.scans.size()) + "]");
    make_scan(study.scans[scan], options, args.out, logger);
  }
  write_file_atomically(args.out / "samples.csv", study.samples_csv);
  write_file_atomically(args.out / "markers.csv", study.markers_csv);
  write_file_atomically(args.out / "assessments.csv", study.assessments_csv);
  write_file_atomically(args.out / "treatments.csv", study.treatments_csv);
  write_file_atomically(args.out / "planted_faults.csv", faults_csv(study));
  write_file_atomically(args.out / "expected_timepoints.csv", expected_csv(study));
  write_file_atomically(args.out / "study.json", study.study_json);
  std::cout << (args.out / "study.json").string() << "\n";
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
