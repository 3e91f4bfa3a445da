#include "cytrial/report/validation_report.h"

#include <set>

#include "page_frame.h"
#include "validation_charts.h"
#include "validation_sections.h"

namespace cyto {
namespace {

std::string subtitle_of(const validation::ValidationSummary& summary) {
  std::string text = std::to_string(summary.samples.size()) + " samples; material: ";
  for (const std::string& material : summary.materials) {
    text += (material == summary.materials.front() ? "" : ", ") + material;
  }
  return text;
}

std::string made_with(const validation::ValidationSummary& summary) {
  std::set<std::pair<std::string, std::string>> configurations;
  for (const validation::MeasuredSample& sample : summary.samples) {
    configurations.insert({sample.program_version, sample.config_digest});
  }
  std::string text;
  for (const auto& [version, digest] : configurations) {
    text += (text.empty() ? "Results made with " : "; ") + version + ", configuration SHA-256 " + digest;
  }
  return text + ".";
}

}  // namespace

std::string validation_report_html(const validation::ValidationSummary& summary) {
  const PageFrame frame{"Validation " + summary.name, subtitle_of(summary), made_with(summary)};
  return framed_page(frame, [&](Markup& page) {
    write_validation_banner(page, summary);
    write_key_figures(page, summary);
    write_validation_charts(page, summary);
    write_ladder_table(page, summary.linearity);
    write_limits_table(page, summary.limits);
    write_replicates_table(page, summary.replicates);
    write_truth_tables(page, summary);
    write_blanks_table(page, summary.blanks);
    write_readers_table(page, summary.readers);
    write_samples_table(page, summary.samples);
  });
}

}  // namespace cyto
