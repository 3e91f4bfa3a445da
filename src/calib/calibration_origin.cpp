#include "calibration_origin.h"

#include <algorithm>

#include "label.h"

namespace cyto {
namespace {

constexpr std::int64_t kLongestValidDays = 3650;
constexpr std::int64_t kMostCells = std::int64_t{1} << 53;
constexpr std::int64_t kMostSlides = 1'000'000;
constexpr double kMillion = 1e6;

std::string read_digest(const JsonReader& value) {
  constexpr std::size_t kDigits = 64;
  std::string text = value.as_text();
  const bool good = text.size() == kDigits && std::all_of(text.begin(), text.end(), [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                    });
  if (!good) {
    value.fail("is no SHA-256", "write 64 hexadecimal digits in lower case");
  }
  return text;
}

std::uint64_t read_count(const JsonReader& entry, const char* key, std::int64_t least, std::int64_t most) {
  return static_cast<std::uint64_t>(entry.integer(key, least, most));
}

}  // namespace

BlankThresholds read_thresholds(const JsonReader& entry) {
  BlankThresholds thresholds;
  thresholds.gates_digest = read_digest(entry.member("gates_sha256"));
  thresholds.program_version = read_label(entry.member("program"));
  BlankEstimate& blank = thresholds.blank;
  blank.slides = read_count(entry, "slides", 1, kMostSlides);
  blank.cells = read_count(entry, "cells", 1, kMostCells);
  blank.false_ctcs = read_count(entry, "false_ctcs", 0, kMostCells);
  blank.per_million = entry.number("false_per_million", 0, kMillion);
  blank.per_million_low = entry.number("false_per_million_low", 0, kMillion);
  blank.per_million_high = entry.number("false_per_million_high", 0, kMillion);
  blank.per_million_bound = entry.number("false_per_million_bound", 0, kMillion);
  blank.limit_of_blank = read_count(entry, "limit_of_blank", 0, kMostCells);
  blank.method = entry.text("method");
  if (blank.method != "poisson" && blank.method != "ranks") {
    entry.member("method").fail("is not a method", "must be poisson or ranks");
  }
  blank.even_p = entry.number("even_p", 0, 1);
  blank.share_above_bound = entry.number("share_above_bound", 0, 1);
  entry.finish();
  return thresholds;
}

void read_origin(const JsonReader& root, CalibrationSet& set) {
  set.valid_days = root.optional_integer("valid_days", 1, kLongestValidDays).value_or(kDefaultValidDays);
  if (const auto panel = root.optional_member("panel")) {
    set.panel_name = read_label(panel->member("name"));
    set.panel_digest = read_digest(panel->member("sha256"));
    panel->finish();
  }
  if (const auto program = root.optional_member("program")) {
    set.program_version = read_label(*program);
  }
  if (const auto base = root.optional_member("made_from")) {
    (void)read_digest(*base);
  }
  for (const JsonReader& entry : root.optional_items("inputs")) {
    set.inputs.push_back(
        {read_label(entry.member("use")), entry.text("file"), read_digest(entry.member("sha256"))});
    entry.finish();
  }
}

}  // namespace cyto
