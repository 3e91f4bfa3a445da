#include "study_sections.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cytrial/core/ids.h"
#include "cytrial/core/number_text.h"
#include "state_words.h"
#include "table_parts.h"

namespace cyto {
namespace {

using SumPart = std::pair<std::size_t, std::string_view>;

/// total = part + part + ...
void write_sum(Markup& page, const SumPart& total, const std::vector<SumPart>& parts) {
  const auto list = page.in("ul", {{"class", "tiles"}});
  const auto tile = [&](const SumPart& part) {
    const auto item = page.in("li");
    page.leaf("strong", std::to_string(part.first));
    page.leaf("span", part.second);
  };
  tile(total);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    page.leaf("li", i == 0 ? "=" : "+", {{"class", "sign"}});
    tile(parts[i]);
  }
}

void write_sample_name(Markup& page, const SampleResult& result) {
  const auto cell = page.in("th", {{"scope", "row"}, {"class", "id"}});
  if (is_valid_id(result.sample_id)) {
    page.leaf("a", result.sample_id, {{"href", "samples/" + result.sample_id + "/report.html"}});
  } else {
    page.text(result.sample_id);
  }
}

void write_sample_without_count(Markup& page, const SampleResult& result) {
  const auto row = page.in("tr");
  write_sample_name(page, result);
  {
    const auto cell = page.in("td", {{"class", "keep"}});
    const bool duplicate = result.status == SampleStatus::Duplicate;
    page.leaf("span", duplicate ? "duplicate" : no_count_word(result),
              {{"class", duplicate ? "tag" : "not-evaluable"}});
  }
  const auto cell = page.in("td", {{"class", "words"}});
  for (const std::string& reason : result.reasons) {
    page.leaf("p", reason);
  }
}

void write_samples_without_count(Markup& page, const std::vector<SampleResult>& results) {
  std::vector<const SampleResult*> listed;
  for (const SampleResult& result : results) {
    if (result.status != SampleStatus::Evaluable) {
      listed.push_back(&result);
    }
  }
  if (listed.empty()) {
    page.leaf("p",
              results.empty() ? "No sample has been analysed yet." : "Every analysed sample is evaluable.");
    return;
  }
  std::sort(listed.begin(), listed.end(),
            [](const SampleResult* a, const SampleResult* b) { return a->sample_id < b->sample_id; });
  const auto table = page.in("table");
  page.leaf("caption", "Samples without a count, and why.");
  write_table_head(page, {"Sample", "State", "Reason"});
  const auto body = page.in("tbody");
  for (const SampleResult* result : listed) {
    write_sample_without_count(page, *result);
  }
}

void write_unmatched(Markup& page, const std::vector<Unmatched>& unmatched) {
  if (unmatched.empty()) {
    page.leaf("p", "Every row of the sample sheet and the marker table has its place in the study.");
    return;
  }
  const auto table = page.in("table");
  page.leaf(
      "caption",
      "Rows of the input that have no place in the table of timepoints. Nothing was guessed: correct the "
      "row or the study file and run again.");
  write_table_head(page, {"Where", "What", "Why"});
  const auto body = page.in("tbody");
  for (const Unmatched& item : unmatched) {
    const auto row = page.in("tr");
    page.leaf("th", item.source, {{"scope", "row"}, {"class", "id"}});
    {
      const auto cell = page.in("td");
      page.leaf("code", item.code);
    }
    page.leaf("td", item.text, {{"class", "words"}});
  }
}

std::string window_words(const Visit& visit) {
  if (visit.window_before_days == 0 && visit.window_after_days == 0) {
    return "day " + std::to_string(visit.day) + " only";
  }
  return "day " + std::to_string(visit.first_day()) + " to " + std::to_string(visit.last_day());
}

void write_visits(Markup& page, const Protocol& protocol) {
  const auto table = page.in("table", {{"class", "short"}});
  page.leaf("caption", protocol.day_zero.empty() ? "Planned visits."
                                                 : "Planned visits. Day 0: " + protocol.day_zero + ".");
  write_table_head(page, {"Visit", "Title", "Day", "Window"});
  const auto body = page.in("tbody");
  for (const Visit& visit : protocol.visits) {
    const auto row = page.in("tr");
    page.leaf("th", visit.code, {{"scope", "row"}, {"class", "id"}});
    page.leaf("td", visit.title, {{"class", "words"}});
    page.leaf("td", std::to_string(visit.day), {{"class", "number"}});
    page.leaf("td", window_words(visit), {{"class", "keep"}});
  }
}

void write_limits(Markup& page, const std::vector<Analyte>& analytes) {
  const auto table = page.in("table", {{"class", "short"}});
  page.leaf("caption",
            "Upper limits of the serum markers. Limits of different assays are not interchangeable.");
  write_table_head(page, {"Marker", "Assay", "Upper limit", "Source"});
  const auto body = page.in("tbody");
  for (const Analyte& analyte : analytes) {
    for (const UpperLimit& limit : analyte.upper_limits) {
      const auto row = page.in("tr");
      page.leaf("th", analyte_name(&analyte, analyte.code), {{"scope", "row"}, {"class", "id"}});
      page.leaf("td", limit.assay.empty() ? "any" : limit.assay, {{"class", "words"}});
      page.leaf("td", number_text(limit.upper) + " " + analyte.unit, {{"class", "number"}});
      page.leaf("td", limit.source, {{"class", "words"}});
    }
  }
}

}  // namespace

void write_sums(Markup& page, const SampleTally& samples, const TimepointTally& timepoints) {
  write_sum(page, {samples.received(), "samples in the sheet"},
            {{samples.evaluable, "evaluable"},
             {samples.not_evaluable, "not evaluable"},
             {samples.quarantined, "quarantined"},
             {samples.duplicates, "duplicates"},
             {samples.refused, "rows refused"},
             {samples.not_done, "not done"}});
  write_sum(page, {timepoints.planned(), "planned timepoints"},
            {{timepoints.counted, "counted"},
             {timepoints.not_evaluable, "not evaluable"},
             {timepoints.quarantined, "quarantined"},
             {timepoints.not_done, "not done"}});
  page.leaf("p", timepoints.counted == 0
                     ? std::string("No timepoint has a count yet.")
                     : "At or above the cut-off: " + std::to_string(timepoints.unfavourable) + " of " +
                           counted_noun(timepoints.counted, "counted timepoint") + ".");
}

void write_attention(Markup& page, const SampleTally& samples, const TimepointTable& table,
                     const std::vector<SampleResult>& results) {
  write_samples_without_count(page, results);
  for (const SampleResult* result : samples.beside_sheet) {
    page.leaf("p", "Sample " + result->sample_id + " has a result but no row in the sample sheet.");
  }
  write_unmatched(page, table.unmatched);
}

void write_plan(Markup& page, const Study& study) {
  write_visits(page, study.protocol);
  write_limits(page, study.analytes);
}

}  // namespace cyto
