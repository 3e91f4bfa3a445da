#include <algorithm>
#include <cmath>
#include <map>

#include "calibrate_set.h"
#include "cytrial/calib/blank_estimate.h"
#include "cytrial/classify/gate_limits.h"
#include "cytrial/core/error.h"
#include "cytrial/core/few_blanks.h"
#include "cytrial/core/number_text.h"
#include "cytrial/core/sample.h"
#include "cytrial/report/measure_label.h"
#include "cytrial/store/run_store.h"

namespace cyto::cli {
namespace {

constexpr double kLevelLow = -10.0;
constexpr double kLevelHigh = 40.0;
constexpr std::size_t kLevelBars = 100;

/// How many events lie on the side of a gate's limit that passes.
struct GateReach {
  GateLimit limit;
  std::uint64_t events = 0;  ///< with a value
  std::uint64_t passing = 0;
};

/// The blank slides of a result folder, all analysed alike.
struct Blanks {
  std::vector<BlankSlide> slides;
  Provenance provenance;
  std::vector<CalibrationInput> inputs;
  std::vector<HistogramPlot> levels;  ///< one per column in leukocyte standard deviations
  std::vector<GateReach> reaches;     ///< one per limit of a gate on such a column
};

void require_same(const std::string& found, const std::string& wanted, const std::string& sample,
                  const char* problem, const char* remedy) {
  if (found != wanted) {
    throw Error(ErrorCode::BadConfig, "sample " + sample, problem, remedy);
  }
}

void check_sample(const std::string& id, const SampleResult& result, const Provenance& provenance,
                  const NewSet& made, const Blanks& blanks) {
  if (result.status != SampleStatus::Evaluable || !result.counts || !is_classified(result)) {
    throw Error(ErrorCode::BadData, "sample " + id, "has no CTC count",
                "analyse it again, or name the blank slides with --sample");
  }
  require_same(provenance.panel_digest, made.panel.digest, id, "was analysed with another panel",
               "name that panel with --panel");
  require_same(provenance.calibration_digest, made.draft.base_digest, id,
               "was analysed with another calibration than --base",
               "analyse the blank slides with the set that --base names");
  if (!blanks.slides.empty()) {
    require_same(provenance.config_digest, blanks.provenance.config_digest, id,
                 "was analysed with another configuration than the samples before it",
                 "analyse all blank slides alike");
    require_same(provenance.program_version, blanks.provenance.program_version, id,
                 "was analysed with another version than the samples before it",
                 "analyse all blank slides alike");
  }
}

/// One slide given twice would make the limit of blank look better proven than it is.
void require_new_scan(const std::string& id, const SampleResult& result,
                      std::map<std::vector<std::string>, std::string>& known) {
  const auto [first, fresh] = known.emplace(result.scan_digests, id);
  if (!fresh) {
    throw Error(ErrorCode::BadData, "sample " + id,
                first->second == id ? "is given twice" : "is the same scan as sample " + first->second,
                "name every blank slide once with --sample");
  }
}

/// The limits of the gates that the blanks were called with; all of them with the same ones.
std::vector<GateReach> reaches_of(const RunStore& store, const std::string& id, const Provenance& provenance,
                                  const Panel& panel) {
  const auto gates = store.document("gates/" + provenance.gates_digest);
  if (!gates) {
    throw Error(ErrorCode::BadData, "sample " + id, "its gates are not kept in the result folder",
                "analyse the sample again with this version");
  }
  std::vector<GateReach> reaches;
  for (GateLimit& limit :
       leukocyte_sd_limits(*gates, "the kept gates of sample " + id, panel, store.event_schema(id))) {
    reaches.push_back({std::move(limit)});
  }
  std::stable_sort(reaches.begin(), reaches.end(),
                   [](const GateReach& a, const GateReach& b) { return a.limit.value < b.limit.value; });
  return reaches;
}

void add_to_reach(GateReach& reach, double value) {
  ++reach.events;
  reach.passing += (value >= reach.limit.value) == reach.limit.least ? 1 : 0;
}

/// Adds the sample's levels to the histograms, one per column that ends in "_lsd", and to the gates' reaches.
void add_levels(EventSource& events, std::vector<HistogramPlot>& plots, std::vector<GateReach>& reaches) {
  const FeatureSchema& schema = events.schema();
  const std::size_t flags = schema.require(column::kFlags);
  std::vector<std::pair<std::size_t, std::size_t>> columns;  // of the table, of `plots`
  for (std::size_t i = 0; i < schema.size(); ++i) {
    const std::string& name = schema.columns()[i].name;
    if (!name.ends_with("_lsd")) {
      continue;
    }
    const auto known =
        std::find_if(plots.begin(), plots.end(), [&](const auto& plot) { return plot.title == name; });
    columns.emplace_back(i, static_cast<std::size_t>(known - plots.begin()));
    if (known == plots.end()) {
      plots.push_back({name,
                       "leukocyte standard deviations",
                       kLevelLow,
                       kLevelHigh,
                       std::vector<double>(kLevelBars, 0.0),
                       true,
                       {}});
    }
  }
  EventBatch batch;
  events.rewind();
  while (events.next(batch)) {
    for (std::size_t r = 0; r < batch.rows; ++r) {
      const float* row = batch.row(r);
      if (has(static_cast<EventFlags>(row[flags]), EventFlag::WithoutNucleus)) {
        continue;
      }
      for (const auto& [from, to] : columns) {
        const auto value = static_cast<double>(row[from]);
        if (std::isfinite(value)) {
          const double bar = (value - kLevelLow) / (kLevelHigh - kLevelLow) * static_cast<double>(kLevelBars);
          plots[to]
              .bars[static_cast<std::size_t>(std::clamp(bar, 0.0, static_cast<double>(kLevelBars) - 1.0))] +=
              1.0;
          for (GateReach& reach : reaches) {
            if (reach.limit.column == plots[to].title) {
              add_to_reach(reach, value);
            }
          }
        }
      }
    }
  }
}

Blanks read_blanks(const CalibrateThresholdsArgs& args, const NewSet& made) {
  const auto store = RunStore::open_for_reading(args.run);
  Blanks blanks;
  std::map<std::vector<std::string>, std::string> known;
  const std::vector<std::string> all = store->sample_ids();
  for (const std::string& id : args.samples.empty() ? all : args.samples) {
    const auto result = store->result(id);
    const auto provenance = store->provenance(id);
    if (!result || !provenance) {
      throw Error(ErrorCode::Usage, "--sample " + id, "is not in " + args.run.string());
    }
    check_sample(id, *result, *provenance, made, blanks);
    require_new_scan(id, *result, known);
    blanks.provenance = *provenance;
    blanks.slides.push_back({id, result->counts->of(Phenotype::Ctc), result->counts->nucleated_events});
    for (std::size_t i = 0; i < result->scan_files.size(); ++i) {
      blanks.inputs.push_back({"blank " + id, result->scan_files[i], result->scan_digests[i]});
    }
    if (blanks.reaches.empty()) {
      blanks.reaches = reaches_of(*store, id, *provenance, made.panel);
    }
    add_levels(*store->events(id), blanks.levels, blanks.reaches);
  }
  return blanks;
}

/// Marks the level that only `share` of the events exceed, as far as bars can tell.
void mark_tail(HistogramPlot& plot, double share, const std::string& label) {
  double total = 0.0;
  for (const double bar : plot.bars) {
    total += bar;
  }
  if (share * total < 1.0) {
    return;  // fewer events than it takes to see such a tail
  }
  double above = 0.0;
  for (std::size_t i = plot.bars.size(); i-- > 0;) {
    above += plot.bars[i];
    if (above > share * total) {
      const double edge = plot.low + (plot.high - plot.low) * static_cast<double>(i + 1) /
                                         static_cast<double>(plot.bars.size());
      plot.marks.push_back({edge, label + " below " + number_text(edge, 1)});
      return;
    }
  }
}

std::string passing_words(const GateReach& reach) {
  const double percent = 100.0 * static_cast<double>(reach.passing) / static_cast<double>(reach.events);
  const std::string share = reach.passing == 0 ? "none" : number_text(percent, percent < 0.1 ? 4 : 2) + " %";
  return share + (reach.limit.least ? " above" : " below");
}

/// Marks the limits of gates on the plot's column, with the share that they let through.
void mark_gates(HistogramPlot& plot, const std::vector<GateReach>& reaches) {
  for (const GateReach& reach : reaches) {
    if (reach.limit.column == plot.title && reach.events > 0) {
      plot.marks.push_back(
          {reach.limit.value,
           reach.limit.gate + " " + number_text(reach.limit.value) + ": " + passing_words(reach), true});
    }
  }
}

HistogramPlot counts_plot(const std::vector<BlankSlide>& slides, const BlankEstimate& blank) {
  std::uint64_t most = blank.limit_of_blank;
  for (const BlankSlide& slide : slides) {
    most = std::max(most, slide.ctcs);
  }
  constexpr std::uint64_t kMostBars = 200;
  const std::uint64_t per_bar = most / kMostBars + 1;
  const std::size_t bars = most / per_bar + 2;
  HistogramPlot plot{"False CTCs per blank slide",
                     "CTCs counted on a slide without any",
                     -0.5,
                     static_cast<double>(bars * per_bar) - 0.5,
                     std::vector<double>(bars, 0.0),
                     false,
                     {{static_cast<double>(blank.limit_of_blank) + 0.5,
                       "limit of blank " + std::to_string(blank.limit_of_blank)}}};
  for (const BlankSlide& slide : slides) {
    plot.bars[slide.ctcs / per_bar] += 1.0;
  }
  return plot;
}

std::string rate_text(const BlankEstimate& blank) {
  return number_text(blank.per_million, 1) + " per million cells (exact 95 % interval " +
         number_text(blank.per_million_low, 1) + " to " + number_text(blank.per_million_high, 1) +
         "), below " + number_text(blank.per_million_bound, 1) + " with 95 % confidence";
}

void add_findings(const BlankEstimate& blank, NewSet& made) {
  if (blank.slides < kSlidesForRanks) {
    made.findings.push_back(
        std::to_string(blank.slides) +
        " blank slide(s): the limit of blank is a Poisson bound that errs upwards; from " +
        std::to_string(kSlidesForRanks) + " slides ranks alone give it");
  }
  if (blank.even_p < kUnevenRates) {
    made.findings.push_back("the blank slides do not share one rate of false CTCs (p = " +
                            number_text(blank.even_p, 4) + "); look at the worst ones");
  }
}

}  // namespace

int run(const CalibrateThresholdsArgs& args) {
  NewSet made = begin_set(args.set, "thresholds");
  Blanks blanks = read_blanks(args, made);
  const BlankEstimate blank = estimate_blank(blanks.slides);
  set_origin(made, args.set, {});
  std::vector<CalibrationInput>& inputs = made.draft.set.inputs;
  std::erase_if(inputs, [](const CalibrationInput& input) { return input.use.starts_with("blank "); });
  inputs.insert(inputs.end(), blanks.inputs.begin(), blanks.inputs.end());
  made.draft.set.thresholds =
      BlankThresholds{blanks.provenance.gates_digest, blanks.provenance.program_version, blank};
  add_findings(blank, made);

  PageSection section;
  section.heading = "False CTCs";
  section.paragraphs = {std::to_string(blank.false_ctcs) + " CTCs were counted among " +
                            std::to_string(blank.cells) + " nucleated cells of " +
                            std::to_string(blank.slides) + " slide(s) without any: " + rate_text(blank) + ".",
                        "Limit of blank: " + std::to_string(blank.limit_of_blank) +
                            ". A count that is not above it is flagged. At 95 % confidence at most " +
                            number_text(100.0 * blank.share_above_bound, 1) +
                            " % of blank slides give more."};
  section.histograms = {counts_plot(blanks.slides, blank)};
  PageTable table{"The blank slides.", {"Sample", "False CTCs", "Nucleated cells"}, {}};
  for (const BlankSlide& slide : blanks.slides) {
    table.rows.push_back({slide.sample_id, std::to_string(slide.ctcs), std::to_string(slide.cells)});
  }
  section.tables = {table};
  PageSection levels{"Levels of cells without tumor", {}, {}, {}, {}, {}};
  levels.paragraphs = {
      "Nucleated events of all blank slides, in standard deviations of each slide's own leukocytes; values "
      "beyond the "
      "plot stand in its last bars. Heights are logarithmic. Black: what 99.9 and 99.99 % lie below. Orange, "
      "dotted: limits of the gates that the slides were called with, and the share of these cells beyond. A "
      "gate "
      "that holds two measures against each other is not drawn; a cell is called a CTC only when several "
      "hold."};
  for (HistogramPlot& plot : blanks.levels) {
    mark_tail(plot, 1e-3, "99.9 %");
    mark_tail(plot, 1e-4, "99.99 %");
    mark_gates(plot, blanks.reaches);
    plot.title = measure_label(plot.title);
    levels.histograms.push_back(plot);
  }
  finish_set(
      made, args.set, {section, levels},
      {{"limit of blank", std::to_string(blank.limit_of_blank)},
       {"false CTCs", std::to_string(blank.false_ctcs) + " on " + std::to_string(blank.slides) + " slide(s)"},
       {"rate", rate_text(blank)}});
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
