#include "cytrial/calib/calibration_fit.h"

#include <algorithm>
#include <string>

#include "cytrial/core/calendar_day.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

/// Capital letters and doubled blanks make no other instrument.
std::string folded(const std::string& text) {
  std::string plain;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t';
    if (blank && (plain.empty() || plain.back() == ' ')) {
      continue;
    }
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : (blank ? ' ' : c);
  }
  if (!plain.empty() && plain.back() == ' ') {
    plain.pop_back();
  }
  return plain;
}

std::string scan_name(const SlideDescription& scan) {
  return scan.files.empty() ? std::string("scan") : scan.files.front();
}

void require_instrument(const CalibrationSet& set, const SlideDescription& scan,
                        const std::string& instrument) {
  if (instrument.empty() || same_instrument(instrument, set.instrument)) {
    return;
  }
  throw Error(ErrorCode::BadConfig, scan_name(scan),
              "was taken with \"" + instrument + "\", the calibration set \"" + set.name + "\" is of \"" +
                  set.instrument + "\"",
              "use the calibration of that instrument; if both names mean one, say so with --instrument \"" +
                  set.instrument + "\"");
}

void require_field_size(const CalibrationSet& set, const SlideDescription& scan) {
  const auto field = std::find_if(set.flat_fields.begin(), set.flat_fields.end(),
                                  [](const auto& known) { return known.has_value(); });
  if (field == set.flat_fields.end()) {
    return;
  }
  const cv::Size size = (*field)->gain.size();
  for (const FieldPlacement& placement : scan.fields) {
    if (placement.frame.width != size.width || placement.frame.height != size.height) {
      throw Error(ErrorCode::BadConfig, placement.file,
                  "is a camera field of " + std::to_string(placement.frame.width) + " x " +
                      std::to_string(placement.frame.height) + " pixels, the flat fields of \"" + set.name +
                      "\" have " + std::to_string(size.width) + " x " + std::to_string(size.height),
                  "use the calibration of this camera, or give the scan as its camera fields");
    }
  }
}

void add_age(const CalibrationSet& set, const std::string& acquired_on, std::vector<QualityFlag>& flags) {
  const auto measured = day_number(set.date);
  const auto scanned = day_number(acquired_on);
  if (!measured || !scanned) {
    return;
  }
  const std::int64_t age = *scanned - *measured;
  if (age > set.valid_days) {
    flags.push_back({"calibration_expired", "the calibration of " + set.date + " was " + std::to_string(age) +
                                                " days old when the scan was taken on " + acquired_on +
                                                "; it holds " + std::to_string(set.valid_days) + " days"});
  } else if (age < 0) {
    flags.push_back({"calibration_after_scan",
                     "the calibration was measured on " + set.date + ", after the scan of " + acquired_on});
  }
}

void add_unchecked(const CalibrationSet& set, const ScanOrigin& scan, std::vector<QualityFlag>& flags) {
  if (!scan.instrument.empty() && !scan.acquired_on.empty()) {
    return;
  }
  const std::string missing = scan.instrument.empty() && scan.acquired_on.empty()
                                  ? "neither instrument nor day"
                              : scan.instrument.empty() ? "no instrument"
                                                        : "no day";
  flags.push_back({"calibration_unchecked", "the scan tells " + missing + ", so whether the calibration \"" +
                                                set.name + "\" of " + set.date + " fits was not checked"});
}

}  // namespace

bool same_instrument(const std::string& a, const std::string& b) {
  return folded(a) == folded(b);
}

std::vector<QualityFlag> check_calibration(const CalibrationSet& set, const Panel& panel,
                                           const SlideDescription& scan, const ScanOrigin& stated) {
  ScanOrigin origin = scan.origin;
  origin.instrument = stated.instrument.empty() ? origin.instrument : stated.instrument;
  origin.acquired_on = stated.acquired_on.empty() ? origin.acquired_on : stated.acquired_on;
  require_instrument(set, scan, origin.instrument);
  require_field_size(set, scan);
  std::vector<QualityFlag> flags;
  add_age(set, origin.acquired_on, flags);
  if (!set.panel_digest.empty() && set.panel_digest != panel.digest) {
    flags.push_back({"calibration_other_panel", "the calibration was made with another file of panel \"" +
                                                    set.panel_name + "\"; its channels are the same"});
  }
  add_unchecked(set, origin, flags);
  return flags;
}

std::optional<QualityFlag> check_against_blanks(const CalibrationSet& set, std::uint64_t ctcs,
                                                const std::string& gates_digest,
                                                const std::string& program_version) {
  if (!set.thresholds) {
    return std::nullopt;
  }
  const BlankThresholds& known = *set.thresholds;
  if (known.gates_digest != gates_digest || known.program_version != program_version) {
    return QualityFlag{
        "other_thresholds",
        "the limit of blank of the calibration was measured with other gates or another version (" +
            known.program_version + ") and was not used"};
  }
  if (ctcs == 0 || ctcs > known.blank.limit_of_blank) {
    return std::nullopt;
  }
  return QualityFlag{"limit_of_blank", std::to_string(ctcs) + " CTCs are not above the limit of blank of " +
                                           std::to_string(known.blank.limit_of_blank) + " (" +
                                           std::to_string(known.blank.slides) + " blank slides, at most " +
                                           number_text(known.blank.per_million_bound, 1) +
                                           " false CTCs per million cells)"};
}

}  // namespace cyto
