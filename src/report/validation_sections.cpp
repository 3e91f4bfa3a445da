#include "validation_sections.h"

#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/number_text.h"
#include "readable_number.h"
#include "table_parts.h"
#include "validation_charts.h"

namespace cyto {
namespace {

using validation::Interval;
using validation::Proportion;
using validation::Rate;

std::string shown(const std::optional<double>& value) {
  return value ? readable(*value) : "\u2013";
}

std::string fixed(const std::optional<double>& value, int decimals) {
  return value ? number_text(*value, decimals) : "\u2013";
}

std::string share_words(const std::optional<double>& share) {
  return share ? readable_share(*share) : "\u2013";
}

std::string limits_words(const std::optional<Interval>& limits, int decimals) {
  return limits ? number_text(limits->low, decimals) + " to " + number_text(limits->high, decimals)
                : std::string();
}

std::string share_limits(const std::optional<Interval>& limits) {
  return limits ? readable_share(limits->low) + " to " + readable_share(limits->high) : std::string();
}

void share_cell(Markup& page, const Proportion& proportion) {
  write_number_cell(page, share_words(proportion.share()), share_limits(proportion.interval()));
}

void rate_cell(Markup& page, const Rate& rate) {
  write_number_cell(page, fixed(rate.per_million(), 1), limits_words(rate.interval(), 1));
}

std::string of_words(const Proportion& proportion) {
  return grouped(proportion.hits) + " of " + grouped(proportion.trials);
}

std::string batch_words(const std::string& batch) {
  return batch.empty() ? "all" : batch;
}

void row_name(Markup& page, std::string_view name) {
  page.leaf("th", name, {{"scope", "row"}});
}

void write_fit_row(Markup& page, const char* name, const std::optional<validation::LineFit>& fit) {
  if (!fit) {
    return;
  }
  const auto row = page.in("tr");
  row_name(page, name);
  write_number_cell(page, number_text(fit->slope, 4), limits_words(fit->slope_interval, 4));
  write_number_cell(page, number_text(fit->intercept, 2), limits_words(fit->intercept_interval, 2));
  write_number_cell(page, number_text(fit->r_squared, 5));
}

void write_levels_rows(Markup& page, const validation::Linearity& linearity) {
  const auto body = page.in("tbody");
  for (const validation::LadderLevel& level : linearity.levels) {
    const auto row = page.in("tr");
    row_name(page, readable(level.expected));
    write_number_cell(page, grouped(level.samples));
    write_number_cell(page, readable(level.mean));
    write_number_cell(page, shown(level.sd));
    write_number_cell(page, share_words(level.recovery), share_limits(level.recovery_limits));
  }
}

void write_truth_table(Markup& page, const validation::TruthFit& fit) {
  const auto table = page.in("table");
  page.leaf("caption", (fit.batch.empty() ? "All samples with a truth: " : "Batch " + fit.batch + ": ") +
                           grouped(fit.samples) + " samples, " + grouped(fit.cells.truth) +
                           " cells, detection F1 " + fixed(fit.cells.f1(), 4) + ", mean centroid error " +
                           fixed(fit.centroid_error_um, 3) + " \u00b5m.");
  write_table_head(
      page, {"Phenotype", "#called so", "#sensitivity", "#outlined", "#false calls", "#per million cells"});
  const auto body = page.in("tbody");
  for (const validation::PhenotypeFit& phenotype : fit.phenotypes) {
    const auto row = page.in("tr");
    row_name(page, name_of(phenotype.phenotype));
    write_number_cell(page, of_words(phenotype.sensitivity));
    share_cell(page, phenotype.sensitivity);
    share_cell(page, phenotype.found);
    write_number_cell(page, grouped(phenotype.false_calls.events));
    rate_cell(page, phenotype.false_calls);
  }
}

void write_sensitivity_levels(Markup& page, const validation::TruthFit& fit) {
  if (fit.levels.empty()) {
    return;
  }
  const auto table = page.in("table");
  page.leaf("caption", "True CTCs by cytokeratin, in leukocyte SDs above the leukocytes' mean.");
  write_table_head(page, {"Cytokeratin", "#called CTC", "#sensitivity"});
  const auto body = page.in("tbody");
  for (const validation::LevelFit& level : fit.levels) {
    const auto row = page.in("tr");
    row_name(page, level_words(level));
    write_number_cell(page, of_words(level.sensitivity));
    share_cell(page, level.sensitivity);
  }
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) {
    all += (all.empty() ? "" : ", ") + text;
  }
  return all;
}

}  // namespace

void write_validation_banner(Markup& page, const validation::ValidationSummary& summary) {
  if (summary.simulated) {
    const auto banner = page.in("section", {{"class", "banner stop"}});
    page.leaf("h2", "Simulation only");
    page.leaf("p",
              "Samples of this validation are simulated. The figures say how the program works on "
              "simulated scans; none is of real blood.");
  }
  if (!summary.warnings.empty()) {
    page.leaf("h2", "What weakens these figures");
    const auto list = page.in("ul");
    for (const std::string& warning : summary.warnings) {
      page.leaf("li", warning);
    }
  }
}

std::string blank_words(const validation::DetectionLimits& limits) {
  const std::string blanks =
      grouped(limits.blanks.size()) + (limits.blanks.size() == 1 ? " blank" : " blanks");
  return limits.by_ranks ? "limit of blank, " + blanks : "limit of blank, Poisson bound of " + blanks;
}

void write_key_figures(Markup& page, const validation::ValidationSummary& summary) {
  const auto list = page.in("ul", {{"class", "tiles"}});
  const auto tile = [&](const std::string& value, const std::string& name) {
    const auto item = page.in("li");
    page.leaf("strong", value);
    page.leaf("span", name);
  };
  if (summary.linearity.fit) {
    tile(number_text(summary.linearity.fit->slope, 3), "slope of counted over expected");
  }
  if (summary.limits.limit_of_blank) {
    tile(readable(*summary.limits.limit_of_blank), blank_words(summary.limits));
  }
  if (summary.limits.limit_of_detection) {
    tile(readable(*summary.limits.limit_of_detection), "limit of detection");
  }
  if (!summary.truth.empty()) {
    for (const validation::PhenotypeFit& fit : summary.truth.front().phenotypes) {
      if (fit.phenotype == Phenotype::Ctc) {
        tile(share_words(fit.sensitivity.share()), "of the known CTCs called");
        tile(fixed(fit.false_calls.per_million(), 1), "false CTCs per million known cells");
      }
    }
  }
  if (!summary.blanks.empty()) {
    tile(fixed(summary.blanks.front().ctcs.per_million(), 1), "false CTCs per million cells of blanks");
  }
}

void write_ladder_table(Markup& page, const validation::Linearity& linearity) {
  if (linearity.points.empty()) {
    return;
  }
  page.leaf("h2", "Recovery and linearity");
  {
    const auto table = page.in("table");
    page.leaf("caption", "Straight lines through " + grouped(linearity.points.size()) +
                             " samples; 95 % limits by Student's t. Recovery of all samples: " +
                             share_words(linearity.recovery) + " (" +
                             share_limits(linearity.recovery_limits) + ")." +
                             (linearity.fit && !linearity.fit->slope_interval
                                  ? " No limits of the line: " + std::string(validation::kNoSpread) + "."
                                  : ""));
    write_table_head(page, {"Weights", "#slope", "#intercept", "#R\u00b2"});
    const auto body = page.in("tbody");
    write_fit_row(page, "1 / expected", linearity.fit);
    write_fit_row(page, "all the same", linearity.plain_fit);
  }
  const auto table = page.in("table");
  page.leaf("caption", "By level. Limits of the recovery: exact Poisson limits of the total count.");
  write_table_head(page, {"Cells expected", "#samples", "#mean counted", "#SD", "#recovery"});
  write_levels_rows(page, linearity);
}

void write_limits_table(Markup& page, const validation::DetectionLimits& limits) {
  if (limits.blanks.empty() && limits.lows.empty()) {
    return;
  }
  page.leaf("h2", "Limits of blank and of detection");
  {
    const auto list = page.in("ul", {{"class", "tiles"}});
    const auto tile = [&](const std::optional<double>& value, const std::string& name) {
      const auto item = page.in("li");
      page.leaf("strong", shown(value));
      page.leaf("span", name);
    };
    tile(limits.limit_of_blank, blank_words(limits));
    tile(limits.limit_of_detection, "limit of detection, " + grouped(limits.lows.size()) + " low samples");
    tile(limits.distance_limit, "limit of detection by distance");
  }
  if (limits.levels.empty()) {
    return;
  }
  const auto table = page.in("table");
  page.leaf(
      "caption",
      "Share of low samples above the limit of blank. The limit of detection is the lowest level from which "
      "on it is at least 95 % (CLSI EP17, non-parametric).");
  write_table_head(page, {"Cells expected", "#above", "#share"});
  const auto body = page.in("tbody");
  for (const validation::LowLevel& level : limits.levels) {
    const auto row = page.in("tr");
    row_name(page, readable(level.expected));
    write_number_cell(page, of_words(level.detected));
    share_cell(page, level.detected);
  }
}

void write_replicates_table(Markup& page, const std::vector<validation::Replicates>& groups) {
  if (groups.empty()) {
    return;
  }
  page.leaf("h2", "Repeatability");
  const auto table = page.in("table");
  page.leaf("caption",
            "Counts of the same material. Independent draws of blood vary by chance alone: their "
            "variance equals their mean. p: how likely chance gives so large a variance.");
  write_table_head(
      page, {"Group", "Batch", "#samples", "#mean", "#SD", "#CV", "#CV by chance", "#variance / mean", "#p"});
  const auto body = page.in("tbody");
  for (const validation::Replicates& group : groups) {
    const auto row = page.in("tr");
    row_name(page, group.label);
    page.leaf("td", group.batch.empty() ? "\u2013" : group.batch);
    write_number_cell(page, grouped(group.counts.size()));
    write_number_cell(page, readable(group.mean));
    write_number_cell(page, readable(group.sd), limits_words(group.sd_limits, 2));
    write_number_cell(page, share_words(group.cv));
    write_number_cell(page, share_words(group.poisson_cv));
    write_number_cell(page, fixed(group.dispersion, 2));
    write_number_cell(page, fixed(group.more_than_chance, 4));
  }
}

void write_truth_tables(Markup& page, const validation::ValidationSummary& summary) {
  if (summary.truth.empty()) {
    return;
  }
  page.leaf("h2", "Against known cells");
  page.leaf("p", "Events and true objects match one to one within " + number_text(summary.max_distance_um) +
                     " \u00b5m. Limits: 95 %, exact (Clopper-Pearson for shares, Garwood for rates).");
  for (const validation::TruthFit& fit : summary.truth) {
    write_truth_table(page, fit);
  }
  write_sensitivity_levels(page, summary.truth.front());
}

void write_blanks_table(Markup& page, const std::vector<validation::BlankRate>& rates) {
  if (rates.empty()) {
    return;
  }
  page.leaf("h2", "False CTCs in blanks");
  const auto table = page.in("table");
  page.leaf("caption",
            "Blanks hold no tumor cell: every CTC called in them is false. Candidates are all events "
            "picked for a person to look at.");
  write_table_head(page, {"Batch", "#samples", "#nucleated events", "#false CTCs", "#per million",
                          "#candidates", "#per million"});
  const auto body = page.in("tbody");
  for (const validation::BlankRate& rate : rates) {
    const auto row = page.in("tr");
    row_name(page, batch_words(rate.batch));
    write_number_cell(page, grouped(rate.samples));
    write_number_cell(page, grouped(rate.ctcs.cells));
    write_number_cell(page, grouped(rate.ctcs.events));
    rate_cell(page, rate.ctcs);
    write_number_cell(page, grouped(rate.candidates.events));
    rate_cell(page, rate.candidates);
  }
}

void write_readers_table(Markup& page, const std::vector<validation::RaterPair>& pairs) {
  if (pairs.empty()) {
    return;
  }
  page.leaf("h2", "Agreement with readers");
  const auto table = page.in("table");
  page.leaf("caption",
            "CTC or not, on the events that both decided. Positive and negative: agreement on the "
            "yes and on the no of the second.");
  write_table_head(page, {"First", "Second", "#events", "#agreement", "#positive", "#negative",
                          "#Cohen's kappa", "#undecided"});
  const auto body = page.in("tbody");
  for (const validation::RaterPair& pair : pairs) {
    const auto row = page.in("tr");
    row_name(page, pair.first);
    page.leaf("td", pair.second);
    write_number_cell(page, grouped(pair.table.total()));
    share_cell(page, pair.table.agreed());
    share_cell(page, pair.table.positive());
    share_cell(page, pair.table.negative());
    write_number_cell(page, pair.kappa ? number_text(pair.kappa->value, 3) : "\u2013",
                      pair.kappa ? limits_words(pair.kappa->limits, 3) : std::string());
    write_number_cell(page, grouped(pair.undecided));
  }
}

void write_samples_table(Markup& page, const std::vector<validation::MeasuredSample>& samples) {
  page.leaf("h2", "Samples");
  const auto scroll = page.in("div", {{"class", "scroll"}});
  const auto table = page.in("table");
  page.leaf("caption", "Every sample of the plan, in its order.");
  write_table_head(page, {"Name", "Role", "Batch", "Material", "#expected", "#CTCs", "#nucleated", "Flags"});
  const auto body = page.in("tbody");
  for (const validation::MeasuredSample& sample : samples) {
    const auto row = page.in("tr");
    row_name(page, sample.plan.name);
    page.leaf("td", name_of(sample.plan.role));
    page.leaf("td", sample.plan.batch);
    page.leaf("td", sample.plan.material, {{"class", "words"}});
    write_number_cell(page, shown(sample.expected));
    if (sample.evaluable()) {
      write_number_cell(page, grouped(sample.ctcs));
      write_number_cell(page, grouped(sample.nucleated));
      page.leaf("td", joined(sample.flags), {{"class", "words"}});
    } else {
      const auto cell = page.in("td", {{"colspan", "3"}});
      page.leaf("span", "NOT EVALUABLE", {{"class", "not-evaluable"}});
      page.text(" " + joined(sample.reasons));
    }
  }
}

}  // namespace cyto
