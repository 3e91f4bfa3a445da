#include "ctc_timepoint.h"

#include <algorithm>

#include "cytrial/core/number_text.h"
#include "cytrial/core/poisson_interval.h"
#include "cytrial/core/units.h"
#include "cytrial/trial/identity.h"

namespace cyto {
namespace {

void carry_flags(const SampleResult& result, Timepoint& timepoint) {
  for (const QualityFlag& flag : result.flags) {
    timepoint.flags.push_back(flag_text(flag.code, flag.text));
  }
}

bool holds_nothing(const SampleCounts& counts) {
  return counts.events == 0 && std::all_of(counts.by_phenotype.begin(), counts.by_phenotype.end(),
                                           [](std::uint64_t number) { return number == 0; });
}

/// Why the sample has no count that may be used; empty when it has one.
std::vector<QualityFlag> obstacles(const SampleResult& result) {
  std::vector<QualityFlag> found;
  if (result.status == SampleStatus::Evaluable && !result.counts) {
    found.push_back({"no_counts", "the result holds no counts"});
  } else if (result.status == SampleStatus::Evaluable && !is_classified(result)) {
    // Without a classifying channel zero CTCs were found because none could be.
    found.push_back({"not_classified", "the panel holds no channel to tell CTCs by"});
  } else if (result.status != SampleStatus::Evaluable) {
    const char* code = result.status == SampleStatus::Duplicate ? "duplicate_scan"
                       : is_quarantined(result)                 ? "quarantined"
                                                                : "not_evaluable";
    for (const std::string& reason : result.reasons) {
      found.push_back({code, reason});
    }
    if (result.reasons.empty()) {
      found.push_back({code, "no reason was stored"});
    }
  }
  return found;
}

/// The sheet's volume, which may have been put right after the analysis; the analysed one without it.
std::optional<double> blood_volume(const SheetSample& sample, const SampleResult& result,
                                   Timepoint& timepoint) {
  if (!sample.blood_volume_ml) {
    return result.blood_volume_ml;
  }
  if (result.blood_volume_ml && *result.blood_volume_ml != *sample.blood_volume_ml) {
    timepoint.flags.push_back(flag_text(
        "volume_changed", "analysed with " + number_text(*result.blood_volume_ml) + " mL, the sheet has " +
                              number_text(*sample.blood_volume_ml) + " mL"));
  }
  return sample.blood_volume_ml;
}

void judge(const CtcRule& rule, const statistics::VolumeCount& count, Timepoint& timepoint) {
  const statistics::CountPerVolume scaled = count_per_volume(count, kReferenceVolumeMl);
  timepoint.per_7_5_ml = scaled.value;
  timepoint.per_7_5_ml_low = scaled.limits.low;
  timepoint.per_7_5_ml_high = scaled.limits.high;
  timepoint.unfavourable = at_or_above(count, {rule.cutoff, rule.per_ml});
  if (rule.recovery) {
    timepoint.recovered.emplace(count, rule.recovery->share, kReferenceVolumeMl);
  }
  const double threshold = rule.cutoff * count.volume_ml();
  if (*timepoint.ctc_low * rule.per_ml < threshold && *timepoint.ctc_high * rule.per_ml >= threshold) {
    timepoint.flags.push_back(flag_text(
        "interval_spans_cutoff", "the 95 % interval holds values below and above the cut-off of " +
                                     number_text(rule.cutoff) + " per " + number_text(rule.per_ml) + " mL"));
  }
}

}  // namespace

std::string flag_text(std::string_view code, std::string_view text) {
  std::string flag(code);
  if (!text.empty()) {
    flag.append(": ").append(text);
  }
  return flag;
}

void fill_ctc(const Study& study, const SheetSample& sample, const SampleResult& result,
              Timepoint& timepoint) {
  carry_flags(result, timepoint);
  timepoint.blood_volume_ml = blood_volume(sample, result, timepoint);
  const std::vector<QualityFlag> reasons = obstacles(result);
  if (!reasons.empty()) {
    timepoint.ctc_state = CtcState::NotEvaluable;
    for (const QualityFlag& reason : reasons) {
      timepoint.flags.push_back(flag_text(reason.code, reason.text));
    }
    return;
  }
  timepoint.ctc_state = CtcState::Counted;
  if (holds_nothing(*result.counts)) {
    timepoint.flags.push_back(flag_text(
        "no_events", "not one object was found: the scan may be blank, look at it before using the 0"));
  }
  timepoint.ctc_count = result.counts->of(Phenotype::Ctc);
  const PoissonInterval interval = garwood_interval(*timepoint.ctc_count);
  timepoint.ctc_low = interval.low;
  timepoint.ctc_high = interval.high;
  timepoint.usable_share = result.coverage.usable_share();
  if (const auto count = volume_count_of(timepoint)) {
    judge(study.ctc, *count, timepoint);
  } else {
    timepoint.flags.push_back(flag_text("no_volume", "the blood volume is not known: no value per 7.5 mL"));
  }
}

}  // namespace cyto
