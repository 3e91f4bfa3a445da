#include <cmath>

#include "argument_parts.h"
#include "command_arguments.h"
#include "cytrial/core/units.h"

namespace cyto::cli {

void add_label(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<LabelArgs>(
      app, parsed, "label", "Label a table of events by known truth, for training",
      "  cytrial export results --table features --sample S01 --output features.csv\n"
      "  cytrial label --events features.csv --truth truth.csv --pixel-size-um 0.5 --batch lot7 \\\n"
      "    --source simulated --out labelled.csv");
  LabelArgs& args = *made.args;
  CLI::App& command = *made.app;
  command.add_option("--events", args.events, "Features of all events, as exported (CSV)")
      ->type_name("FILE")
      ->required();
  command.add_option("--truth", args.truth, "Truth table (CSV)")->type_name("FILE")->required();
  command.add_option("--pixel-size-um", args.pixel_size_um, "Edge of a pixel of both tables")
      ->type_name("UM")
      ->required()
      ->check(between(kMinPixelSizeUm, kMaxPixelSizeUm));
  command
      .add_option("--batch", args.batch,
                  "What the sample shares with others: stain lot, instrument, day, site")
      ->type_name("NAME")
      ->required();
  command.add_option("--source", args.source, "What the truth rests on")
      ->type_name("NAME")
      ->required()
      ->check(CLI::IsMember({"simulated", "real"}));
  command.add_option("--out", args.out, "File to write; it appears whole or not at all")
      ->type_name("FILE")
      ->required();
  add_number(command, "--max-distance-um", args.max_distance_um, "Farther pairs are no match", "UM",
             between(1e-3, 1e3));
}

void add_train(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<TrainArgs>(app, parsed, "train", "Train a model that tells CTCs from other events",
                                   "  cytrial train labelled_*.csv --out model.json --name lots_7_to_12");
  TrainArgs& args = *made.args;
  CLI::App& command = *made.app;
  command.add_option("events", args.events, "Tables of labelled events (CSV) of at least three batches")
      ->type_name("FILE")
      ->required();
  command.add_option("--out", args.out, "Model file; a page about the model is written beside it")
      ->type_name("FILE")
      ->required();
  command.add_option("--name", args.name, "Name of the model; default: the file's up to its first dot")
      ->type_name("ID");
  add_number(command, "--folds", args.folds, "Parts of the cross-validation; no batch is in two, 3 to 20",
             "N", between(3, 20));
  add_number(command, "--trees", args.trees, "Trees, 10 to 2000", "N", between(10, 2000));
  add_number(command, "--max-depth", args.max_depth, "Splits from root to leaf, 1 to 8", "N", between(1, 8));
  add_number(command, "--learning-rate", args.learning_rate, "Weight of each tree, 0.01 to 0.5", "SHARE",
             between(0.01, 0.5));
  add_number(command, "--seed", args.seed, "Of the resampling behind intervals", "N",
             between(0, std::ldexp(1.0, 53)));
  command.add_flag("--json", args.json, "Print JSON");
}

}  // namespace cyto::cli
