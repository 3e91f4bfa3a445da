#include "sample_sections.h"

#include <array>
#include <cmath>
#include <utility>

#include "cytrial/core/number_text.h"
#include "readable_number.h"
#include "state_words.h"

namespace cyto {
namespace {

void write_columns(Markup& page,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> columns) {
  const auto head = page.in("thead");
  const auto row = page.in("tr");
  for (const auto& [name, style] : columns) {
    page.leaf("th", name, {{"scope", "col"}, {"class", style}});
  }
}

void write_fact(Markup& page, std::string_view name, std::string_view value) {
  const auto row = page.in("tr");
  page.leaf("th", name, {{"scope", "row"}});
  page.leaf("td", value, {{"class", "words"}});
}

void write_digest(Markup& page, std::string_view name, std::string_view digest) {
  const auto row = page.in("tr");
  page.leaf("th", name, {{"scope", "row"}});
  const auto cell = page.in("td", {{"class", "digest"}});
  if (digest.empty()) {
    page.text("none");
  } else {
    page.leaf("code", digest);
  }
}

std::string place_words(const SlideRect& rect) {
  return rect.empty() ? std::string("not known")
                      : "x " + std::to_string(rect.x) + " to " + std::to_string(rect.right()) + ", y " +
                            std::to_string(rect.y) + " to " + std::to_string(rect.bottom()) + " px";
}

std::string known_or_words(double value) {
  return std::isfinite(value) ? readable(value) : "not known";
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kUnits{{
    {"_um2", " [\u00b5m\u00b2]"},
    {"_um", " [\u00b5m]"},
    {"_adu", " [ADU]"},
    {"_px", " [px]"},
    {"_px2", " [px\u00b2]"},
    {"_deg", " [\u00b0]"},
}};

std::string with_blanks(std::string_view name) {
  std::string text(name);
  for (char& character : text) {
    character = character == '_' ? ' ' : character;
  }
  return text;
}

std::string version_words(const std::vector<ReportedVersion>& versions) {
  const ReportedVersion& last = versions.back();
  if (!last.current) {
    return "none: the sample has no count now; " + std::to_string(versions.size()) + " older, see below";
  }
  return std::to_string(last.number) + (versions.size() == 1
                                            ? ", the only one"
                                            : ", the one that every table and report uses; " +
                                                  std::to_string(versions.size() - 1) + " older, see below");
}

void write_versions(Markup& page, const std::vector<ReportedVersion>& versions) {
  const auto table = page.in("table");
  page.leaf("caption", "Versions of the result. Older ones are kept and not used.");
  write_columns(page,
                {{"Version", ""}, {"Used", ""}, {"CTC", "number"}, {"Program", ""}, {"Configuration", ""}});
  const auto body = page.in("tbody");
  for (const ReportedVersion& version : versions) {
    const auto row = page.in("tr");
    page.leaf("th", std::to_string(version.number), {{"scope", "row"}});
    page.leaf("td", version.current ? "yes" : "no");
    page.leaf("td", version.ctcs.empty() ? "not counted" : version.ctcs, {{"class", "number"}});
    page.leaf("td", version.program_version);
    const auto cell = page.in("td", {{"class", "digest"}});
    page.leaf("code", version.config_digest);
  }
}

}  // namespace

std::string measure_label(std::string_view column) {
  constexpr std::string_view kSd = "_lsd";
  if (column.ends_with(kSd)) {
    const std::string quantity = measure_label(column.substr(0, column.size() - kSd.size()));
    return quantity.substr(0, quantity.find(" [")) + " [leukocyte SD]";
  }
  for (const auto& [ending, unit] : kUnits) {
    if (column.size() > ending.size() && column.ends_with(ending)) {
      return with_blanks(column.substr(0, column.size() - ending.size())) + std::string(unit);
    }
  }
  return with_blanks(column);
}

void write_flags(Markup& page, const SampleResult& result) {
  page.leaf("h2", "Quality flags");
  if (result.flags.empty()) {
    page.leaf("p", "No flag was raised.");
    return;
  }
  const auto list = page.in("ul");
  for (const QualityFlag& flag : result.flags) {
    const auto item = page.in("li");
    page.text(flag.text.empty() ? flag.code : flag.text);
    page.text(" ");
    page.leaf("code", flag.code, {{"class", "soft"}});
  }
}

void write_coverage(Markup& page, const SampleResult& result) {
  const auto part = page.in("section", {{"class", "together"}});
  page.leaf("h2", "Coverage");
  if (result.width_px == 0) {
    page.leaf("p", "Nothing of the scan was analysed.");
    return;
  }
  const auto table = page.in("table");
  page.leaf("caption", "How much of the scan stands behind this result.");
  const auto body = page.in("tbody");
  write_fact(page, "Scan",
             std::to_string(result.width_px) + " \u00d7 " + std::to_string(result.height_px) + " px, pixel " +
                 number_text(result.pixel_size.x_um) + " \u00d7 " + number_text(result.pixel_size.y_um) +
                 " \u00b5m");
  write_fact(page, "Analysed",
             readable_share(result.coverage.analysed_share) + " of the scan, " +
                 number_text(result.area_mm2, 2) + " mm\u00b2");
  if (result.status == SampleStatus::Evaluable) {
    write_fact(page, "Usable",
               "at least " + readable_share(result.coverage.usable_share()) +
                   " of the scan: analysed, in focus and unobstructed");
    write_fact(page, "In focus (area)",
               readable_share(result.coverage.in_focus_area_share) + " of the analysed area");
    write_fact(page, "Unobstructed",
               readable_share(result.coverage.unobstructed_share) +
                   " of the analysed area is free of bubbles, fibres and glare");
    write_fact(page, "In focus (nuclei)", readable_share(result.in_focus_share) + " of the nucleated events");
  }
  write_fact(page, "Blood volume",
             result.blood_volume_ml ? number_text(*result.blood_volume_ml) + " mL" : "not known");
}

void write_counts(Markup& page, const SampleResult& result) {
  const SampleCounts& counts = *result.counts;
  const auto part = page.in("section", {{"class", "together"}});
  page.leaf("h2", "Events by phenotype");
  const auto table = page.in("table");
  page.leaf("caption", grouped(counts.events) + " events, " + grouped(counts.nucleated_events) +
                           " of them with a nucleus.");
  write_columns(page, {{"Phenotype", ""}, {"Events", "number"}, {"Meaning", "words"}});
  const auto body = page.in("tbody");
  for (const Phenotype phenotype : kAllPhenotypes) {
    // Without classification only "unclassified" is a count; the zeros of the others would be none.
    if ((phenotype == Phenotype::Unclassified) == is_classified(result)) {
      continue;
    }
    const auto row = page.in("tr");
    page.leaf("th", phenotype_label(phenotype), {{"scope", "row"}});
    page.leaf("td", grouped(counts.of(phenotype)), {{"class", "number"}});
    page.leaf("td", phenotype_meaning(phenotype));
  }
}

void write_population(Markup& page, const SampleResult& result) {
  if (result.population.empty()) {
    return;
  }
  const auto part = page.in("section", {{"class", "together"}});
  page.leaf("h2", "Leukocyte population");
  const auto table = page.in("table");
  page.leaf(
      "caption",
      "Median and robust standard deviation (1.4826 \u00d7 median absolute deviation) of this slide's own "
      "leukocytes: the unit of gates that are relative.");
  write_columns(page, {{"Measure", ""}, {"Median", "number"}, {"Standard deviation", "number"}});
  const auto body = page.in("tbody");
  for (const PopulationStatistic& statistic : result.population) {
    const auto row = page.in("tr");
    page.leaf("th", measure_label(statistic.column), {{"scope", "row"}});
    page.leaf("td", known_or_words(statistic.location), {{"class", "number"}});
    page.leaf("td", known_or_words(statistic.scale), {{"class", "number"}});
  }
}

void write_failures(Markup& page, const SampleResult& result) {
  if (result.failures.empty()) {
    return;
  }
  page.leaf("h2", "Places that could not be used");
  const auto table = page.in("table");
  page.leaf("caption", "One lost place makes the whole sample NOT EVALUABLE.");
  write_columns(
      page, {{"File", "words"}, {"Channel", ""}, {"Place", ""}, {"Problem", "words"}, {"Remedy", "words"}});
  const auto body = page.in("tbody");
  for (const TileFailure& failure : result.failures) {
    const auto row = page.in("tr");
    page.leaf("th", failure.file, {{"scope", "row"}, {"class", "words"}});
    page.leaf("td", failure.channel.empty() ? "all" : failure.channel);
    page.leaf("td", place_words(failure.rect));
    page.leaf("td", failure.problem, {{"class", "words"}});
    page.leaf("td", failure.remedy, {{"class", "words"}});
  }
}

void write_provenance(Markup& page, const SampleResult& result, const Provenance& provenance,
                      const std::vector<ReportedVersion>& versions) {
  page.leaf("h2", "Provenance");
  {
    const auto table = page.in("table");
    page.leaf("caption", "What the result was made with and from. Digests are SHA-256.");
    const auto body = page.in("tbody");
    if (!versions.empty()) {
      write_fact(page, "Version of the result", version_words(versions));
    }
    write_fact(page, "Program", provenance.program_version);
    write_digest(page, "Configuration", provenance.config_digest);
    write_digest(page, "Panel", provenance.panel_digest);
    write_digest(page, "Gates", provenance.gates_digest);
    write_digest(page, "Calibration", provenance.calibration_digest);
    for (std::size_t i = 0; i < result.scan_files.size(); ++i) {
      write_digest(page, "Scan " + result.scan_files[i],
                   i < result.scan_digests.size() ? result.scan_digests[i] : std::string());
    }
  }
  if (versions.size() > 1 || (!versions.empty() && !versions.front().current)) {
    write_versions(page, versions);
  }
  const auto details = page.in("details");
  page.leaf("summary", "Configuration as JSON");
  page.leaf("pre", provenance.config_json);
}

}  // namespace cyto
