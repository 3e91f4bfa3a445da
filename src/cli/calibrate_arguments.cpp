#include "argument_parts.h"
#include "command_arguments.h"

namespace cyto::cli {
namespace {

template <typename Args>
Subcommand<Args> add_kind(CLI::App& calibrate, ParsedArguments& parsed, const char* name, const char* summary,
                          const char* examples) {
  const auto made = add<Args>(calibrate, parsed, name, summary, examples);
  CLI::App* kind = made.app;
  CalibrationArgs& set = made.args->set;
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
  kind->add_option("--valid-days", set.valid_days,
                   "Days that the set holds, 1 to 3650; default: as the base, else 365")
      ->type_name("DAYS")
      ->check(CLI::Range(1, 3650));
  kind->add_flag("--json", set.json, "Print JSON");
  kind->add_flag("--quiet", set.quiet, "No progress on standard error");
  return made;
}

void add_scans(CLI::App& kind, std::vector<Path>& scans, const char* description) {
  kind.add_option("scans", scans, description)->type_name("PATH")->required();
}

}  // namespace

void add_calibrate(CLI::App& app, ParsedArguments& parsed) {
  CLI::App& calibrate =
      *app.add_subcommand("calibrate", "Make a dated calibration set from control scans of an instrument");
  calibrate.require_subcommand(1);
  calibrate.footer(
      "In this order, each with --base and the set before it: dark, flat-field, spillover, thresholds.\n"
      "'cytrial calibrate KIND --help' shows the options of one.\n\n"
      "Examples:\n"
      "  cytrial calibrate dark dark_frames --panel panel.json --out sets/dark\n"
      "  cytrial calibrate flat-field slide_1 slide_2 --base sets/dark --panel panel.json --out sets/flat");
  const auto dark = add_kind<CalibrateDarkArgs>(
      calibrate, parsed, "dark", "Dark level of every pixel, from exposures with closed shutter",
      "  cytrial calibrate dark dark_frames --panel panel.json --out sets/dark --instrument scope1 --date "
      "2026-01-31");
  add_scans(*dark.app, dark.args->scans,
            "Folders of camera fields, or TIFF files of one exposure each; 20 or more");
  add_pixel_size(*dark.app, dark.args->set.pixel_size_um);
  const auto flat = add_kind<CalibrateFlatFieldArgs>(
      calibrate, parsed, "flat-field",
      "Response over the camera field, from many fields with or without cells",
      "  cytrial calibrate flat-field slide_1 slide_2 --base sets/dark --panel panel.json --out sets/flat");
  add_scans(*flat.app, flat.args->scans,
            "Folders of camera fields, or TIFF files of one field each; 20 fields or more");
  add_pixel_size(*flat.app, flat.args->set.pixel_size_um);
  const auto spillover = add_kind<CalibrateSpilloverArgs>(
      calibrate, parsed, "spillover", "Light of each dye in the other channels, from single-stain slides",
      "  cytrial calibrate spillover --stain DAPI=dapi_only.tif --stain CK=ck_only.tif --stain "
      "CD45=cd45_only.tif \\\n"
      "      --base sets/flat --panel panel.json --out sets/spillover");
  spillover.app
      ->add_option("--stain", spillover.args->stains,
                   "Channel and the scan of cells with that dye alone; once per channel")
      ->type_name("CHANNEL=PATH")
      ->required();
  add_pixel_size(*spillover.app, spillover.args->set.pixel_size_um);
  const auto thresholds = add_kind<CalibrateThresholdsArgs>(
      calibrate, parsed, "thresholds",
      "Limit of blank and false CTCs per million, from analysed blank slides",
      "  cytrial calibrate thresholds blanks --base sets/spillover --panel panel.json --date 2026-01-31 \\\n"
      "      --out sets/2026-01-31");
  thresholds.app
      ->add_option("results", thresholds.args->run, "Result folder with healthy donors or blank slides alone")
      ->type_name("DIR")
      ->required();
  thresholds.app->add_option("--sample", thresholds.args->samples, "Only this sample; may be given again")
      ->type_name("ID");
}

}  // namespace cyto::cli
