#include "arguments.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "argument_parts.h"
#include "command_arguments.h"
#include "cytrial/core/error.h"
#include "cytrial/core/provenance.h"
#include "cytrial/core/units.h"

namespace cyto::cli {
namespace {

constexpr const char* kFooter =
    "'cytrial COMMAND --help' shows the options of a command, with examples.\n"
    "Tables go to standard output, messages to standard error.\n\n"
    "Exit codes:\n"
    "   0  every sample is evaluable         70  internal: a bug of the program\n"
    "   1  finished; at least one sample     71  out of memory\n"
    "      is NOT EVALUABLE or a duplicate   73  an output cannot be created\n"
    "  64  wrong arguments                   74  reading or writing failed\n"
    "  65  an input is damaged               75  temporary: run again, nothing is lost\n"
    "  66  an input is missing               77  no permission\n"
    "                                        78  study, panel, gates or calibration do not fit";

void add_scan(CLI::App& app, std::vector<Path>& scan) {
  app.add_option("scan", scan, "One TIFF, or one TIFF per channel, or a folder of camera fields")
      ->type_name("PATH")
      ->required();
}

void add_run(CLI::App& app, Path& run) {
  app.add_option("results", run, "Result folder of 'cytrial analyze' or 'cytrial batch'")
      ->type_name("DIR")
      ->required();
}

void add_crop_limit(CLI::App& app, std::int64_t& max_crops) {
  add_number(app, "--max-crops", max_crops, "Candidates of a sample that get pictures, 0 to 100000", "N",
             between(0, 100000));
}

void add_model(CLI::App& app, std::optional<Path>& model) {
  app.add_option(
         "--model", model,
         "Model of 'cytrial train': ranks candidates and says where it disagrees with the gates; every "
         "count stays the gates' own")
      ->type_name("FILE");
}

void add_features(CLI::App& app, std::string& features) {
  app.add_option(
         "--features", features,
         "How much is measured of each event; counts are the same: full adds medians and textures of every "
         "channel, standard adds either where the gates or the panel's levels look at one, basic never")
      ->type_name("NAME")
      ->check(CLI::IsMember({"basic", "standard", "full"}))
      ->capture_default_str();
}

void add_mixing_reason(CLI::App& app, std::string& reason) {
  app.add_option(
         "--mixed-configurations", reason,
         "Why samples of the study may be counted with different configurations; kept with the results")
      ->type_name("REASON");
}

void add_resources(CLI::App& app, ResourceArgs& resources) {
  add_number(app, "--threads", resources.threads, "Threads to use; 0: all. No result depends on it", "N",
             between(0, 1024));
  add_number(app, "--tile-px", resources.tile_px,
             "Edge of the tiles that are read at a time, 64 to 16384. No result depends on it", "PX",
             between(64, 16384));
  add_number(app, "--memory-mib", resources.memory_mib, "Memory budget of the run, at least 64", "MIB",
             between(64, 1 << 20));
}

void add_info(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<InfoArgs>(app, parsed, "info", "Print what is understood of a scan",
                                  "  cytrial info slide.ome.tif\n"
                                  "  cytrial info slide.ome.tif --panel panel.json --json");
  add_scan(*made.app, made.args->scan);
  made.app->add_option("--panel", made.args->panel, "Panel (JSON): also show which channel gets which role")
      ->type_name("FILE");
  add_pixel_size(*made.app, made.args->pixel_size_um);
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
  add_scan(command, args.scan);
  command.add_option("--panel", args.panel, "Panel (JSON): names and roles of the channels")
      ->type_name("FILE")
      ->required();
  command.add_option("--out", args.out, "Result folder; several samples may share one")
      ->type_name("DIR")
      ->required();
  command
      .add_option("--sample-id", args.sample_id,
                  "Name of the sample; default: the file's name up to its first dot")
      ->type_name("ID");
  command
      .add_option("--blood-volume-ml", args.blood_volume_ml,
                  "Blood that the slide holds; without it no value per 7.5 mL")
      ->type_name("ML");
  command
      .add_option("--calibration", args.calibration,
                  "Calibration set: dark, flat field, spillover; default: no correction")
      ->type_name("DIR");
  command
      .add_option("--instrument", args.instrument,
                  "Name of the instrument, as the calibration set has it; wins over the scan")
      ->type_name("NAME");
  command.add_option("--acquired-on", args.acquired_on, "Day of the scan, as 2026-01-31; wins over the scan")
      ->type_name("DATE");
  command.add_option("--gates", args.gates, "Gates (JSON); default: those that came with the program")
      ->type_name("FILE");
  add_model(command, args.model);
  add_pixel_size(command, args.pixel_size_um);
  add_features(command, args.features);
  add_mixing_reason(command, args.mixed_configurations);
  add_crop_limit(command, args.max_crops);
  command.add_flag("--labels", args.labels, "Also write the label images nuclei.tif and cells.tif");
  command.add_flag("--replace", args.replace,
                   "Replace a result of the same name from another scan or configuration");
  command.add_flag("--dry-run", args.dry_run, "Check everything, print what would be used, analyse nothing");
  command.add_flag("--json", args.json, "Print JSON");
  command.add_flag("--quiet", args.quiet, "No progress and no notes on standard error");
  add_resources(command, args.resources);
}

void add_batch(CLI::App& app, ParsedArguments& parsed) {
  const auto made =
      add<BatchArgs>(app, parsed, "batch", "Analyse all samples of a study and write its reports",
                     "  cytrial batch study.json --out results\n"
                     "  cytrial batch study.json --out results --dry-run");
  BatchArgs& args = *made.args;
  CLI::App& command = *made.app;
  command.add_option("study", args.study, "Study file; it names the sample sheet and the marker table")
      ->type_name("FILE")
      ->required();
  command.add_option("--out", args.out, "Result folder")->type_name("DIR")->required();
  add_model(command, args.model);
  add_features(command, args.features);
  add_mixing_reason(command, args.mixed_configurations);
  add_crop_limit(command, args.max_crops);
  command.add_flag("--labels", args.labels, "Also write label images of every sample");
  command.add_flag("--again", args.again, "Analyse samples again that are up to date");
  command.add_flag("--dry-run", args.dry_run, "Check study, sheets and scans, analyse nothing");
  command.add_flag("--json", args.json, "Print JSON");
  command.add_flag("--quiet", args.quiet, "No progress and no notes on standard error");
  add_resources(command, args.resources);
}

void add_regate(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<RegateArgs>(app, parsed, "regate", "Classify stored events again, without the images",
                                    "  cytrial regate results --gates strict.json\n"
                                    "  cytrial regate results --gates strict.json --sample S01\n"
                                    "  cytrial regate results --model model.json");
  add_run(*made.app, made.args->run);
  made.app
      ->add_option("--gates", made.args->gates,
                   "Gates (JSON); default: those that came with the program, when they were used")
      ->type_name("FILE");
  add_model(*made.app, made.args->model);
  add_mixing_reason(*made.app, made.args->mixed_configurations);
  made.app->add_option("--sample", made.args->sample_id, "Only this sample")->type_name("ID");
  made.app->add_flag("--json", made.args->json, "Print JSON");
}

void add_timepoints(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<TimepointsArgs>(app, parsed, "timepoints",
                                        "Print CTC counts and serum markers at the visits of a study",
                                        "  cytrial timepoints results\n"
                                        "  cytrial timepoints results --csv > timepoints.csv\n"
                                        "  cytrial timepoints results --summary\n"
                                        "  cytrial timepoints results --study study.json --json");
  add_run(*made.app, made.args->run);
  made.app->add_option("--study", made.args->study, "Study file; default: the one the batch was run with")
      ->type_name("FILE");
  made.app->add_flag(
      "--summary", made.args->summary,
      "Print statistics over all subjects: changes from baseline, agreement with markers, time to "
      "progression, response rate");
  made.app->add_flag("--findings", made.args->findings,
                     "Print what is wrong with the study's data instead, each fault once");
  auto* csv = made.app->add_flag("--csv", made.args->csv, "Print CSV");
  made.app->add_flag("--json", made.args->json, "Print JSON")->excludes(csv);
}

void add_report(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<ReportArgs>(app, parsed, "report", "Write the HTML reports of a result folder",
                                    "  cytrial report results\n"
                                    "  cytrial report results --sample S01");
  add_run(*made.app, made.args->run);
  made.app->add_option("--sample", made.args->sample_id, "Only this sample's report")->type_name("ID");
  made.app->add_flag("--json", made.args->json, "Print the written files as JSON");
}

void add_label_choice(CLI::App& command, ExportArgs& args) {
  command
      .add_option("--source", args.source,
                  "For 'labels', required: what the reviewers' decisions were made on")
      ->type_name("NAME")
      ->check(CLI::IsMember({"simulated", "real"}));
  add_number(command, "--gates-leukocytes", args.gates_leukocytes,
             "For 'labels': add so many leukocytes of every sample, as the gates call them", "N",
             between(0, 1e6));
}

void add_export(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<ExportArgs>(app, parsed, "export",
                                    "Write a table of a result folder, or its content for other programs",
                                    "  cytrial export results --table events --sample S01 > events.csv\n"
                                    "  cytrial export results --table counts --format json\n"
                                    "  cytrial export results --as qupath --sample S01 --output S01.geojson\n"
                                    "  cytrial export results --as fhir --output study.json");
  ExportArgs& args = *made.args;
  CLI::App& command = *made.app;
  add_run(command, args.run);
  auto* what = command.add_option_group("what", "What to write: one of these");
  auto* table = what->add_option("--table", args.table, "Which table")
                    ->type_name("NAME")
                    ->check(CLI::IsMember({"events", "candidates", "counts", "definitions", "markers",
                                           "timepoints", "timepoints_long", "timepoints_wide", "statistics",
                                           "survival", "population", "features", "labels", "versions"}));
  auto* as =
      what->add_option("--as", args.as,
                       "A format of other programs. Of a study: CDISC SDTM, FHIR, REDCap. Of a sample: "
                       "its candidates as QuPath objects or OME-TIFF crops, its events as FCS")
          ->type_name("NAME")
          ->check(CLI::IsMember({"sdtm", "fhir", "redcap", "qupath", "crops", "fcs"}));
  what->require_option(1);
  command.add_option("--format", args.format, "How to write a table")
      ->type_name("NAME")
      ->needs(table)
      ->check(CLI::IsMember({"csv", "json"}))
      ->capture_default_str();
  command.add_option("--sample", args.sample_id, "Only this sample")->type_name("ID");
  add_label_choice(command, args);
  command
      .add_option("--scan", args.scan,
                  "For 'crops': the sample's scan, for pictures in counts of the camera; default: the stored "
                  "pictures, in display values")
      ->type_name("PATH")
      ->needs(as);
  command
      .add_option("--output", args.output,
                  "File to write, for 'sdtm', 'redcap' and 'crops' a new folder; it appears whole or not at "
                  "all. Default for a "
                  "table: standard output")
      ->type_name("PATH");
}

/// Without a plan the table, its truth and their pixel size are needed.
void require_table_or_plan(const CLI::App& command) {
  if (command.count("--plan") > 0) {
    return;
  }
  for (const char* name : {"--events", "--truth", "--pixel-size-um"}) {
    if (command.count(name) == 0) {
      throw CLI::RequiredError(name);
    }
  }
}

void add_validate(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<ValidateArgs>(
      app, parsed, "validate",
      "Score an events table against known truth, or the samples of a validation plan",
      "  cytrial validate --events events.csv --truth truth.csv --pixel-size-um 0.5 --max-distance-um 3\n"
      "  cytrial validate --plan plan.json --html validation.html");
  ValidateArgs& args = *made.args;
  auto* plan =
      made.app
          ->add_option("--plan", args.plan,
                       "Samples of a validation (JSON or CSV): recovery, linearity, limits, repeatability, "
                       "sensitivity, agreement with readers")
          ->type_name("FILE");
  made.app->add_option("--html", args.html, "Also write the validation as a page with plots")
      ->type_name("FILE")
      ->needs(plan);
  made.app->add_option("--events", args.events, "Events as exported (CSV); needed without a plan")
      ->type_name("FILE")
      ->excludes(plan);
  made.app->add_option("--truth", args.truth, "Truth table (CSV); needed without a plan")
      ->type_name("FILE")
      ->excludes(plan);
  made.app
      ->add_option("--pixel-size-um", args.pixel_size_um,
                   "Edge of a pixel of both tables; needed without a plan")
      ->type_name("UM")
      ->excludes(plan)
      ->check(between(kMinPixelSizeUm, kMaxPixelSizeUm));
  add_number(*made.app, "--max-distance-um", args.max_distance_um,
             "Farther pairs are no match; a plan has its own", "UM", between(1e-3, 1e3))
      ->excludes(plan);
  made.app->add_flag("--json", args.json, "Print JSON");
  made.app->parse_complete_callback([command = made.app] { require_table_or_plan(*command); });
}

/// One line in the manner of all other failures: what is wrong, and where the right usage is told.
void print_mistake(const CLI::App& app, const CLI::ParseError& mistake) {
  const auto chosen = app.get_subcommands();
  std::string problem = mistake.what();
  std::string help = "cytrial --help";
  if (!chosen.empty()) {
    help = "cytrial " + chosen.front()->get_name() + " --help";
  } else if (const auto words = app.remaining(); !words.empty()) {
    problem = "there is no command or option '" + words.front() + "'";
  }
  std::cerr << "cytrial: " << name_of(ErrorCode::Usage) << ": " << problem << "; '" << help
            << "' shows what is possible\n";
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
  app.footer(kFooter);
  add_info(app, parsed);
  add_analyze(app, parsed);
  add_batch(app, parsed);
  add_regate(app, parsed);
  add_timepoints(app, parsed);
  add_report(app, parsed);
  add_export(app, parsed);
  add_simulate(app, parsed);
  add_simulate_study(app, parsed);
  add_validate(app, parsed);
  add_label(app, parsed);
  add_train(app, parsed);
  add_calibrate(app, parsed);
  add_review(app, parsed);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    parsed.command.reset();
    // Help and version are told by exceptions too.
    if (problem.get_exit_code() == 0) {
      (void)app.exit(problem, std::cout, std::cerr);
    } else {
      print_mistake(app, problem);
      parsed.exit_code = static_cast<int>(ErrorCode::Usage);
    }
  }
  return parsed;
}

}  // namespace cyto::cli
