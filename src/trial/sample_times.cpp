#include "sample_times.h"

#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

constexpr double kSecondsPerHour = 3600.0;

using Time = std::optional<CollectionTime>;

bool is_after(const Time& time, const Time& other) {
  return time && other && time->utc_seconds() > other->utc_seconds();
}

void flag_order(const SheetSample& sample, std::vector<QualityFlag>& flags) {
  if (is_after(sample.collected, sample.scanned)) {
    flags.push_back({"collected_after_scan", "the sample was collected at " + sample.collected->text +
                                                 ", after its scan at " + sample.scanned->text});
  } else if (is_after(sample.collected, sample.processed)) {
    flags.push_back({"collected_after_processing", "the sample was collected at " + sample.collected->text +
                                                       ", after it was processed at " +
                                                       sample.processed->text});
  }
  if (is_after(sample.processed, sample.scanned)) {
    flags.push_back({"processed_after_scan", "the sample was processed at " + sample.processed->text +
                                                 ", after its scan at " + sample.scanned->text});
  }
}

void flag_tube_age(const CtcRule& rule, const SheetSample& sample, std::vector<QualityFlag>& flags) {
  const Time& end = sample.processed ? sample.processed : sample.scanned;
  if (!sample.collected || !end) {
    return;
  }
  const double hours =
      static_cast<double>(end->utc_seconds() - sample.collected->utc_seconds()) / kSecondsPerHour;
  if (hours > rule.max_tube_age_hours) {
    flags.push_back({"tube_too_old", "the blood was " + number_text(hours, 1) + " hours old when it was " +
                                         (sample.processed ? "processed" : "scanned") + "; at most " +
                                         number_text(rule.max_tube_age_hours) + " are allowed"});
  }
}

}  // namespace

std::vector<QualityFlag> time_flags(const Study& study, const Subject& subject, const SheetSample& sample) {
  std::vector<QualityFlag> flags;
  flag_order(sample, flags);
  flag_tube_age(study.ctc, sample, flags);
  if (sample.scanned && subject.enrolled && sample.scanned->day < *subject.enrolled) {
    flags.push_back({"scan_before_enrolment", "the scan is of " + day_text(sample.scanned->day) +
                                                  ", the subject was enrolled on " +
                                                  day_text(*subject.enrolled)});
  }
  return flags;
}

}  // namespace cyto
