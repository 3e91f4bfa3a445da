#include "arguments.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "cytrial/core/error.h"
#include "cytrial/core/provenance.h"

namespace cyto::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 every sample evaluable; 1 finished, at least one sample NOT EVALUABLE; 64 usage; 65 bad "
    "data; "
    "66 input missing; 70 internal; 71 out of memory; 73 cannot create; 74 I/O; 75 temporary, run again; "
    "77 no permission; 78 configuration.";

/// Arguments that a callback fills later: they live as long as the parser.
template <typename Args>
struct Subcommand {
  std::shared_ptr<Args> args = std::make_shared<Args>();
  CLI::App* app = nullptr;
};

template <typename Args>
Subcommand<Args> add(CLI::App& parent, ParsedArguments& parsed, const char* name, const char* summary,
                     const char* examples) {
  Subcommand<Args> made;
  made.app = parent.add_subcommand(name, summary);
  made.app->footer(std::string("Examples:\n") + examples);
  made.app->callback([args = made.args, &parsed] { parsed.command = *args; });
  return made;
}

void add_resources(CLI::App& app, ResourceArgs& resources) {
  app.add_option("--threads", resources.threads, "Threads to use; 0: all [results do not depend on it]")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  app.add_option("--tile-px", resources.tile_px,
                 "Edge of the tiles that are read at a time [results do not depend on it]")
      ->check(CLI::Range(64, 16384))
      ->capture_default_str();
  app.add_option("--memory-mib", resources.memory_mib, "Memory budget of a run, in MiB")
      ->check(CLI::Range(64, 1 << 20))
      ->capture_default_str();
}

void add_info(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<InfoArgs>(app, parsed, "info", "Print what is understood of a scan",
                                  "  cytrial info slide.ome.tif\n"
                                  "  cytrial info slide.ome.tif --panel panel.json --json");
  made.app->add_option("scan", made.args->scan, "TIFF, one TIFF per channel, or a folder of camera fields")
      ->required();
  made.app->add_option("--panel", made.args->panel, "Panel file: also bind its channels to roles");
  made.app->add_option("--pixel-size-um", made.args->pixel_size_um, "Pixel size, wins over the file");
  made.app->add_flag("--json", made.args->json, "Print JSON");
}

void add_analyze(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<AnalyzeArgs>(
      app, parsed, "analyze", "Count circulating tumor cells in one sample",
      "  cytrial analyze slide.ome.tif --panel panel.json --out results --blood-volume-ml 7.5\n"
      "  cytrial analyze dapi.tif ck.tif cd45.tif --panel panel.json --out results --sample-id S01\n"
      "  cytrial analyze nuclei.tif --panel nuclear_only.json --pixel-size-um 0.5 --out results --labels");
  AnalyzeArgs& args = *made.args;
  CLI::App& command = *made.app;
  command.add_option("scan", args.scan, "TIFF, one TIFF per channel, or a folder of camera fields")
      ->required();
  command.add_option("--panel", args.panel, "Panel file (JSON): channel names and roles")->required();
  command.add_option("--out", args.out, "Result folder; several samples may share one")->required();
  command.add_option("--sample-id", args.sample_id, "Name of the sample; default: from the file name");
  command.add_option("--blood-volume-ml", args.blood_volume_ml, "Blood that the sample holds, in mL");
  command.add_option("--calibration", args.calibration, "Calibration folder: dark, flat field, spillover");
  command.add_option("--gates", args.gates,
                     "Gate file (JSON); default: the gates that came with the program");
  command.add_option("--pixel-size-um", args.pixel_size_um, "Pixel size, wins over the file");
  command.add_option("--max-crops", args.max_crops, "Candidates that get pictures")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command.add_flag("--labels", args.labels, "Also write the label images nuclei.tif and cells.tif");
  command.add_flag("--replace", args.replace, "Replace a result of the same sample made with other inputs");
  command.add_flag("--dry-run", args.dry_run, "Check everything, print the plan, analyse nothing");
  command.add_flag("--json", args.json, "Print JSON");
  command.add_flag("--quiet", args.quiet, "No progress and no notes on stderr");
  add_resources(command, args.resources);
}

void add_batch(CLI::App& app, ParsedArguments& parsed) {
  const auto made =
      add<BatchArgs>(app, parsed, "batch", "Analyse all samples of a study, then write its reports",
                     "  cytrial batch study.json --out results\n"
                     "  cytrial batch study.json --out results --dry-run");
  BatchArgs& args = *made.args;
  CLI::App& command = *made.app;
  command.add_option("study", args.study, "Study file (study.json)")->required();
  command.add_option("--out", args.out, "Result folder")->required();
  command.add_option("--max-crops", args.max_crops, "Candidates of a sample that get pictures")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command.add_flag("--labels", args.labels, "Also write label images of every sample");
  command.add_flag("--again", args.again, "Analyse samples again that are up to date");
  command.add_flag("--dry-run", args.dry_run, "Check study, sheets and scans; analyse nothing");
  command.add_flag("--json", args.json, "Print JSON");
  command.add_flag("--quiet", args.quiet, "No progress and no notes on stderr");
  add_resources(command, args.resources);
}

void add_regate(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<RegateArgs>(app, parsed, "regate", "Classify stored events again, without the images",
                                    "  cytrial regate results --gates strict.json\n"
                                    "  cytrial regate results --gates strict.json --sample S01");
  made.app->add_option("run", made.args->run, "Result folder")->required();
  made.app->add_option("--gates", made.args->gates, "Gate file (JSON)")->required();
  made.app->add_option("--sample", made.args->sample_id, "Only this sample");
  made.app->add_flag("--json", made.args->json, "Print JSON");
}

void add_timepoints(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<TimepointsArgs>(app, parsed, "timepoints",
                                        "Print CTC counts and serum markers at the visits of a study",
                                        "  cytrial timepoints results\n"
                                        "  cytrial timepoints results --csv > timepoints.csv\n"
                                        "  cytrial timepoints results --study study.json --json");
  made.app->add_option("run", made.args->run, "Result folder")->required();
  made.app->add_option("--study", made.args->study, "Study file; default: the one the batch was run with");
  auto* csv = made.app->add_flag("--csv", made.args->csv, "Print CSV");
  made.app->add_flag("--json", made.args->json, "Print JSON")->excludes(csv);
}

void add_report(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<ReportArgs>(app, parsed, "report", "Write the HTML reports of a result folder",
                                    "  cytrial report results\n"
                                    "  cytrial report results --sample S01");
  made.app->add_option("run", made.args->run, "Result folder")->required();
  made.app->add_option("--sample", made.args->sample_id, "Only this sample's report");
  made.app->add_flag("--json", made.args->json, "Print the written files as JSON");
}

void add_export(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<ExportArgs>(app, parsed, "export", "Write a table of a result folder as CSV or JSON",
                                    "  cytrial export results --table events --sample S01 > events.csv\n"
                                    "  cytrial export results --table counts --format json");
  ExportArgs& args = *made.args;
  made.app->add_option("run", args.run, "Result folder")->required();
  made.app->add_option("--table", args.table, "events, candidates, counts or timepoints")
      ->required()
      ->check(CLI::IsMember({"events", "candidates", "counts", "timepoints"}));
  made.app->add_option("--format", args.format, "csv or json")
      ->check(CLI::IsMember({"csv", "json"}))
      ->capture_default_str();
  made.app->add_option("--sample", args.sample_id, "Only this sample");
  made.app->add_option("--output", args.output, "File to write, atomically; default: standard output");
}

void add_simulate(CLI::App& app, ParsedArguments& parsed) {
  const auto made =
      add<SimulateArgs>(app, parsed, "simulate", "Write a synthetic scan with known cells",
                        "  cytrial simulate --out sim --seed 7 --width 4096 --height 4096 --ctcs 25\n"
                        "  cytrial simulate --out sim --density 2000 --noise harsh --labels");
  SimulateArgs& args = *made.args;
  CLI::App& command = *made.app;
  command.add_option("--out", args.out, "Folder for scan.ome.tif and truth.csv")->required();
  command.add_option("--seed", args.seed, "Same seed, same bytes")->capture_default_str();
  command.add_option("--width", args.width_px, "Width in pixels")
      ->check(CLI::Range(64, 131072))
      ->capture_default_str();
  command.add_option("--height", args.height_px, "Height in pixels")
      ->check(CLI::Range(64, 131072))
      ->capture_default_str();
  command.add_option("--pixel-size-um", args.pixel_size_um, "Pixel size")->capture_default_str();
  command.add_option("--density", args.density_per_mm2, "Nucleated cells per mm2")->capture_default_str();
  command.add_option("--ctcs", args.ctcs, "Tumor cells on the slide, exactly")->capture_default_str();
  command
      .add_option("--ck-level-min", args.ck_level_min,
                  "Cytokeratin of the weakest tumor cell, in leukocyte SDs")
      ->capture_default_str();
  command.add_option("--bits", args.bits, "8 or 16")->check(CLI::IsMember({8, 16}))->capture_default_str();
  command.add_option("--noise", args.noise, "mild or harsh")
      ->check(CLI::IsMember({"mild", "harsh"}))
      ->capture_default_str();
  command.add_option("--compression", args.compression, "none, lzw, deflate or zstd")
      ->check(CLI::IsMember({"none", "lzw", "deflate", "zstd"}))
      ->capture_default_str();
  command.add_flag("--her2", args.her2, "Add a fourth channel, HER2");
  command.add_flag("--labels", args.labels, "Also write the true nuclei as a label image");
  command.add_flag("--calibration", args.calibration, "Also write the instrument's calibration set");
  command.add_flag("--json", args.json, "Print JSON");
  command.add_flag("--quiet", args.quiet, "No progress on stderr");
}

void add_validate(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<ValidateArgs>(
      app, parsed, "validate", "Score an events table against known truth",
      "  cytrial validate --events events.csv --truth truth.csv --pixel-size-um 0.5 --max-distance-um 3");
  ValidateArgs& args = *made.args;
  made.app->add_option("--events", args.events, "Events as exported (CSV)")->required();
  made.app->add_option("--truth", args.truth, "Truth table (CSV)")->required();
  made.app->add_option("--pixel-size-um", args.pixel_size_um, "Pixel size of both tables")
      ->required()
      ->check(CLI::PositiveNumber);
  made.app->add_option("--max-distance-um", args.max_distance_um, "Farther pairs are no match")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  made.app->add_flag("--json", args.json, "Print JSON");
}

}  // namespace

ParsedArguments parse_arguments(int argc, const char* const* argv) {
  ParsedArguments parsed;
  CLI::App app(
      "Cytrial counts circulating tumor cells in slide scans and puts the counts beside serum markers.\n"
      "For research use only.",
      "cytrial");
  app.set_version_flag("--version", std::string("cytrial ") + program_version());
  app.require_subcommand(1);
  app.footer(kExitCodes);
  add_info(app, parsed);
  add_analyze(app, parsed);
  add_batch(app, parsed);
  add_regate(app, parsed);
  add_timepoints(app, parsed);
  add_report(app, parsed);
  add_export(app, parsed);
  add_simulate(app, parsed);
  add_validate(app, parsed);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    // CLI11 has exit codes of its own, above 100.
    const int status = app.exit(problem, std::cout, std::cerr);
    parsed.exit_code = status == 0 ? 0 : static_cast<int>(ErrorCode::Usage);
    parsed.command.reset();
  }
  return parsed;
}

}  // namespace cyto::cli
