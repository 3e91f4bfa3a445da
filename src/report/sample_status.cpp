#include "sample_status.h"

#include <string>

#include "cytrial/core/number_text.h"
#include "cytrial/core/poisson_interval.h"
#include "cytrial/trial/identity.h"
#include "readable_number.h"
#include "state_words.h"

namespace cyto {
namespace {

void write_reasons(Markup& page, const SampleResult& result) {
  const auto list = page.in("ul");
  for (const std::string& reason : result.reasons) {
    page.leaf("li", reason);
  }
}

void write_stop(Markup& page, const SampleResult& result) {
  const auto banner = page.in("section", {{"class", "banner stop"}});
  if (result.status == SampleStatus::Duplicate) {
    page.leaf("h2", no_count_word(result));
    page.leaf("p", "This sample repeats another one. It is not counted a second time.");
  } else if (is_quarantined(result)) {
    page.leaf("h2", no_count_word(result));
    page.leaf(
        "p",
        "No count is given, whatever the pixels show: it is in doubt whose blood this is. A lab lead has "
        "to make sure of it and release the sample.");
  } else {
    page.leaf("h2", no_count_word(result));
    page.leaf("p",
              "No count is given: a part of this sample could not be used, and a count without it would be "
              "too low. This is not a count of zero.");
  }
  write_reasons(page, result);
}

void write_interval(Markup& page, const SampleResult& result, const PoissonInterval& limits) {
  const std::string volume =
      result.blood_volume_ml ? "in " + number_text(*result.blood_volume_ml) + " mL of blood, " : "";
  page.leaf("p", volume + "exact 95 % interval of the count " + readable_interval(limits.low, limits.high));
}

void write_clusters(Markup& page, const SampleCounts& counts) {
  if (counts.ctc_clusters > 0) {
    page.leaf("p", grouped(counts.ctcs_in_clusters) + " of them in " + grouped(counts.ctc_clusters) +
                       (counts.ctc_clusters == 1 ? " cluster" : " clusters") + " of two or more");
  }
}

void write_verdict(Markup& page, std::uint64_t count, double volume_ml, const CtcRule& rule) {
  const PoissonInterval limits = garwood_interval(count);
  const double scale = kReferenceVolumeMl / volume_ml;
  const double per_volume = static_cast<double>(count) * scale;
  if (volume_ml != kReferenceVolumeMl) {
    page.leaf("p", readable_beside(per_volume, cut_off_per_7_5_ml(rule)) + " per 7.5 mL, 95 % interval " +
                       readable_interval(limits.low * scale, limits.high * scale));
  }
  const std::string word(verdict_word(is_unfavourable(count, volume_ml, rule)));
  const auto line = page.in("p");
  page.leaf("span", word, {{"class", "tag " + word}});
  page.text(" against the cut-off of " + rule_words(rule));
}

void write_ctc_count(Markup& page, const SampleResult& result, const CtcRule& rule) {
  const std::uint64_t count = result.counts->of(Phenotype::Ctc);
  {
    const auto line = page.in("p");
    page.leaf("span", grouped(count), {{"class", "count"}});
    page.leaf("span", count == 1 ? " circulating tumor cell" : " circulating tumor cells",
              {{"class", "unit"}});
  }
  write_interval(page, result, garwood_interval(count));
  write_clusters(page, *result.counts);
  if (result.blood_volume_ml) {
    write_verdict(page, count, *result.blood_volume_ml, rule);
  } else {
    page.leaf("p",
              "The blood volume is not known: the count cannot be stated per 7.5 mL nor held against the "
              "cut-off.");
  }
}

void write_unclassified(Markup& page, const SampleCounts& counts) {
  const auto line = page.in("p");
  page.leaf("span", grouped(counts.nucleated_events), {{"class", "count"}});
  page.leaf("span", " nucleated events", {{"class", "unit"}});
  page.text(". The panel has no stain to tell CTCs by: nothing was classified and CTCs were not counted.");
}

}  // namespace

void write_status_banner(Markup& page, const SampleResult& result, const CtcRule& rule) {
  if (result.status != SampleStatus::Evaluable) {
    write_stop(page, result);
    return;
  }
  const auto banner = page.in("section", {{"class", "banner"}});
  page.leaf("h2", "Evaluable");
  if (is_classified(result)) {
    write_ctc_count(page, result, rule);
  } else {
    write_unclassified(page, *result.counts);
  }
}

}  // namespace cyto
