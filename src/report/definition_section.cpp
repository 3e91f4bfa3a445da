#include "definition_section.h"

#include <string>
#include <string_view>

#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/poisson_interval.h"
#include "cytrial/trial/timepoint_join.h"
#include "readable_number.h"

namespace cyto {
namespace {

void write_head(Markup& page, bool with_volume) {
  const auto head = page.in("thead");
  const auto row = page.in("tr");
  page.leaf("th", "Definition", {{"scope", "col"}});
  page.leaf("th", "Events", {{"scope", "col"}, {"class", "number"}});
  page.leaf("th", "95 % interval", {{"scope", "col"}, {"class", "number"}});
  if (with_volume) {
    page.leaf("th", "Per 7.5 mL", {{"scope", "col"}, {"class", "number"}});
  }
  page.leaf("th", "Where it comes from", {{"scope", "col"}, {"class", "words"}});
}

void write_row(Markup& page, const SampleResult& result, const DefinitionCount& definition) {
  const PoissonInterval limits = garwood_interval(definition.count);
  const auto row = page.in("tr");
  {
    const auto cell = page.in("th", {{"scope", "row"}});
    page.text(definition.title);
    if (definition.reported) {
      page.leaf("span", "the reported CTC count", {{"class", "below"}});
    }
  }
  page.leaf("td", grouped(definition.count), {{"class", "number"}});
  page.leaf("td", readable_interval(limits.low, limits.high), {{"class", "number"}});
  if (result.blood_volume_ml) {
    const double scale = kReferenceVolumeMl / *result.blood_volume_ml;
    page.leaf("td", readable(static_cast<double>(definition.count) * scale), {{"class", "number"}});
  }
  const auto source = page.in("td", {{"class", "words"}});
  page.text(definition.source + " ");
  page.leaf("code", definition.name, {{"class", "soft"}});
}

void write_fact(Markup& page, std::string_view name, std::string_view value) {
  const auto row = page.in("tr");
  page.leaf("th", name, {{"scope", "row"}});
  page.leaf("td", value, {{"class", "words"}});
}

std::string level_name(int level) {
  return level == 0 ? "0" : std::to_string(level) + "+";
}

void write_marker(Markup& page, const MarkerLevelCounts& marker) {
  page.leaf("h2", marker.channel + " on CTCs");
  const auto table = page.in("table");
  page.leaf("caption", "Level of " + marker.channel +
                           " on each CTC by the cut-offs of the panel file. No one summary is a "
                           "standard; the published ones stand side by side.");
  const auto body = page.in("tbody");
  std::string levels;
  for (int level = 3; level >= 0; --level) {
    levels += (levels.empty() ? "" : ", ") + level_name(level) + ": " +
              grouped(marker.ctcs[static_cast<std::size_t>(level)]);
  }
  write_fact(page, "CTCs by level", levels);
  if (marker.not_known > 0) {
    write_fact(page, "CTCs without a level", grouped(marker.not_known));
  }
  const auto share = marker.positive_share();
  if (!share) {
    write_fact(page, "Summaries", "none: no CTC has a level");
    return;
  }
  const BinomialInterval limits = clopper_pearson_interval(marker.positive(), marker.total());
  write_fact(page, "Positive (" + level_name(marker.positive_from) + " or more)",
             grouped(marker.positive()) + " of " + grouped(marker.total()) + ", " + readable_share(*share) +
                 " (exact 95 % interval " + readable_share(limits.low) + " to " +
                 readable_share(limits.high) + ")");
  write_fact(page, "At least one CTC 3+", marker.ctcs[3] > 0 ? "yes" : "no");
  write_fact(page, "At least half of the CTCs positive", marker.half_positive() ? "yes" : "no");
  write_fact(page, "H-score (0 to 300)", readable(*marker.h_score()));
}

}  // namespace

void write_marker_levels(Markup& page, const SampleResult& result) {
  for (const MarkerLevelCounts& marker : result.counts->markers) {
    write_marker(page, marker);
  }
}

void write_definitions(Markup& page, const SampleResult& result) {
  const SampleCounts& counts = *result.counts;
  if (counts.definitions.empty()) {
    return;
  }
  const auto part = page.in("section", {{"class", "together"}});
  page.leaf("h2", "Counts by definition");
  {
    const auto table = page.in("table");
    page.leaf(
        "caption",
        "The same events counted by several definitions of gate file " + counts.definition_set +
            ". One event may count in several, so the rows do not add up. Intervals are exact 95 % limits "
            "of the count.");
    write_head(page, result.blood_volume_ml.has_value());
    const auto body = page.in("tbody");
    for (const DefinitionCount& definition : counts.definitions) {
      write_row(page, result, definition);
    }
  }
  if (const auto share = counts.unidentified_share()) {
    page.leaf("p",
              readable_share(*share) +
                  " of the intact nucleated events show neither marker: the assay could not identify them.");
  }
}

}  // namespace cyto
