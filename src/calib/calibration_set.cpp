#include "cytrial/calib/calibration_set.h"

#include "calibration_origin.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/calendar_day.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/core/strict_json.h"
#include "flat_field.h"
#include "label.h"
#include "panel_match.h"
#include "spillover.h"

namespace cyto {
namespace {

/// Sixty blank slides of a thousand fields each name their files in 10 MB.
constexpr std::uint64_t kLargestSetBytes = 64U << 20U;

std::string read_date(const JsonReader& value) {
  std::string text = value.as_text();
  if (!is_iso_date(text)) {
    value.fail("is not a date", "write it as 2026-01-31");
  }
  return text;
}

/// All fields are of one camera: they must have one size.
void check_sizes(const JsonReader& list, const std::vector<std::optional<FlatField>>& fields) {
  const FlatField* first = nullptr;
  for (const std::optional<FlatField>& field : fields) {
    if (field && first == nullptr) {
      first = &*field;
    }
    if (field && field->gain.size() != first->gain.size()) {
      list.fail("the flat fields have different sizes", "one set holds the fields of one camera");
    }
  }
}

void read_channels(const JsonReader& list, const std::filesystem::path& folder, const Panel& panel,
                   CalibrationSet& set, std::vector<std::string>& digests) {
  const std::vector<JsonReader> entries = list.as_items();
  std::vector<JsonReader> names;
  for (const JsonReader& entry : entries) {
    names.push_back(entry.member("name"));
  }
  const std::vector<std::size_t> order = match_panel(names, list, panel);
  set.flat_fields.resize(panel.channels.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (const auto flat_field = entries[i].optional_member("flat_field")) {
      set.flat_fields[order[i]] = read_flat_field(*flat_field, folder, digests);
      flat_field->finish();
    }
    entries[i].finish();
  }
  check_sizes(list, set.flat_fields);
}

}  // namespace

CalibrationSet read_calibration_set(const std::filesystem::path& folder, const Panel& panel) {
  const std::filesystem::path file = folder / "set.json";
  const std::string text = read_text_file(file, kLargestSetBytes);
  const JsonReader root = JsonReader::from_text(text, file.string());
  CalibrationSet set;
  set.name = read_label(root.member("name"));
  set.instrument = read_label(root.member("instrument"));
  set.date = read_date(root.member("date"));
  (void)root.optional_text("description");
  std::vector<std::string> digests;
  read_channels(root.member("channels"), folder, panel, set, digests);
  if (const auto spillover = root.optional_member("spillover")) {
    set.spillover = read_spillover(*spillover, panel);
  }
  if (const auto thresholds = root.optional_member("thresholds")) {
    set.thresholds = read_thresholds(*thresholds);
  }
  read_origin(root, set);
  root.finish();
  std::string digested = text;
  for (const std::string& digest : digests) {
    digested += digest;
  }
  set.digest = sha256_of(digested);
  return set;
}

}  // namespace cyto
