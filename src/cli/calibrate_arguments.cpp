#include "calibrate_arguments.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

namespace cyto::cli {
namespace {

template <typename Args>
std::shared_ptr<Args> add_kind(CLI::App& calibrate, ParsedArguments& parsed, const char* name,
                               const char* summary, const char* examples) {
  auto args = std::make_shared<Args>();
  CLI::App* kind = calibrate.add_subcommand(name, summary);
  kind->footer(std::string("Examples:\n") + examples);
  kind->callback([args, &parsed] { parsed.command = *args; });
  CalibrationArgs& set = args->set;
  kind->add_option("--panel", set.panel, "Panel (JSON): names and roles of the channels")
      ->type_name("FILE")
      ->required();
  kind->add_option("--out", set.out, "Folder of the new set; must not exist, or be empty")
      ->type_name("DIR")
      ->required();
  kind->add_option("--base", set.base, "Calibration set whose other parts are taken over")->type_name("DIR");
  kind->add_option("--instrument", set.instrument,
                   "Name of the instrument; default: as the scans tell, or the base")
      ->type_name("NAME");
  kind->add_option("--date", set.date, "Day of the measurement, as 2026-01-31; default: as the scans tell")
      ->type_name("DATE");
  kind->add_option("--name", set.name, "Name of the set; default: that of the folder")->type_name("NAME");
  kind->add_option("--valid-days", set.valid_days, "Days that the set holds, 1 to 3650")
      ->type_name("DAYS")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  kind->add_flag("--json", set.json, "Print JSON");
  kind->add_flag("--quiet", set.quiet, "No progress on standard error");
  return args;
}

void add_scans(CLI::App& calibrate, const char* kind, std::vector<Path>& scans, const char* description) {
  calibrate.get_subcommand(kind)->add_option("scans", scans, description)->type_name("PATH")->required();
}

void add_pixel_size(CLI::App& calibrate, const char* kind, CalibrationArgs& set) {
  calibrate.get_subcommand(kind)
      ->add_option("--pixel-size-um", set.pixel_size_um, "Edge of a pixel on the slide; wins over the files")
      ->type_name("UM")
      ->check(CLI::PositiveNumber);
}

}  // namespace

void add_calibrate(CLI::App& app, ParsedArguments& parsed) {
  CLI::App& calibrate =
      *app.add_subcommand("calibrate", "Make a dated calibration set from control scans of an instrument");
  calibrate.require_subcommand(1);
  calibrate.footer(
      "In this order, each with --base and the set before it: dark, flat-field, spillover, thresholds.\n"
      "'cytrial calibrate KIND --help' shows the options of one.");
  const auto dark = add_kind<CalibrateDarkArgs>(
      calibrate, parsed, "dark", "Dark level of every pixel, from exposures with closed shutter",
      "  cytrial calibrate dark dark_frames --panel panel.json --out sets/dark --instrument scope1 --date "
      "2026-01-31");
  add_scans(calibrate, "dark", dark->scans,
            "Folders of camera fields, or TIFF files of one exposure each; 20 or more");
  add_pixel_size(calibrate, "dark", dark->set);
  const auto flat = add_kind<CalibrateFlatFieldArgs>(
      calibrate, parsed, "flat-field",
      "Response over the camera field, from many fields with or without cells",
      "  cytrial calibrate flat-field slide_1 slide_2 --base sets/dark --panel panel.json --out sets/flat");
  add_scans(calibrate, "flat-field", flat->scans,
            "Folders of camera fields, or TIFF files of one field each; 20 fields or more");
  add_pixel_size(calibrate, "flat-field", flat->set);
  const auto spillover = add_kind<CalibrateSpilloverArgs>(
      calibrate, parsed, "spillover", "Light of each dye in the other channels, from single-stain slides",
      "  cytrial calibrate spillover --stain DAPI=dapi_only.tif --stain CK=ck_only.tif --stain "
      "CD45=cd45_only.tif \\\n"
      "      --base sets/flat --panel panel.json --out sets/spillover");
  calibrate.get_subcommand("spillover")
      ->add_option("--stain", spillover->stains,
                   "Channel and the scan of cells with that dye alone; once per channel")
      ->type_name("CHANNEL=PATH")
      ->required();
  add_pixel_size(calibrate, "spillover", spillover->set);
  const auto thresholds = add_kind<CalibrateThresholdsArgs>(
      calibrate, parsed, "thresholds",
      "Limit of blank and false CTCs per million, from analysed blank slides",
      "  cytrial calibrate thresholds blanks --base sets/spillover --panel panel.json --out sets/2026-01-31");
  calibrate.get_subcommand("thresholds")
      ->add_option("results", thresholds->run, "Result folder with healthy donors or blank slides alone")
      ->type_name("DIR")
      ->required();
  calibrate.get_subcommand("thresholds")
      ->add_option("--sample", thresholds->samples, "Only this sample; may be given again")
      ->type_name("ID");
}

}  // namespace cyto::cli
