#include "calibrate_set.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>

#include "cytrial/calib/calibration_fit.h"
#include "cytrial/calib/panel_file.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/calendar_day.h"
#include "cytrial/core/error.h"
#include "cytrial/core/provenance.h"
#include "cytrial/pipeline/run_sample.h"
#include "cytrial/store/json_writer.h"

namespace cyto::cli {
namespace {

constexpr std::uint64_t kLargestPageBytes = 64ULL << 20U;
constexpr std::array kKinds{"dark", "flat-field", "spillover", "thresholds"};

std::string folder_name(const Path& folder) {
  const Path normal = std::filesystem::absolute(folder).lexically_normal();
  return (normal.filename().empty() ? normal.parent_path() : normal).filename().string();
}

/// The pages of the steps before go along.
void keep_pages(const Path& base, NewSet& made) {
  for (const char* kind : kKinds) {
    const std::string name = std::string(kind) + ".html";
    std::error_code ignored;
    if (kind != made.kind && std::filesystem::is_regular_file(base / name, ignored)) {
      made.draft.pages.emplace_back(name, read_text_file(base / name, kLargestPageBytes));
    }
  }
}

/// The new set would name this panel file for parts that were measured with another one.
void require_same_panel(const CalibrationSet& base, const Panel& panel, const Path& folder) {
  if (!base.panel_digest.empty() && base.panel_digest != panel.digest) {
    throw Error(ErrorCode::BadConfig, folder.string(),
                "was made with another file of panel \"" + base.panel_name + "\" than --panel",
                "name the panel file that the base was made with");
  }
}

bool is_of_use(const std::string& input, const std::string& use) {
  return input == use || input.starts_with(use + " ");
}

PageTable inputs_table(const CalibrationDraft& draft) {
  PageTable table{"What the set was made from. Digests are SHA-256.", {"For", "File", "SHA-256"}, {}};
  constexpr std::size_t kMostRows = 200;
  for (const CalibrationInput& input : draft.set.inputs) {
    if (table.rows.size() == kMostRows) {
      table.rows.push_back(
          {"more", std::to_string(draft.set.inputs.size() - kMostRows) + " files, named in set.json", ""});
      break;
    }
    table.rows.push_back({input.use, input.file, input.sha256});
  }
  return table;
}

std::string title_of(const std::string& kind) {
  if (kind == "dark") {
    return "Calibration: dark level";
  }
  if (kind == "flat-field") {
    return "Calibration: flat field";
  }
  return kind == "spillover" ? "Calibration: spillover" : "Calibration: blank slides";
}

void print_outcome(const NewSet& made, const CalibrationSet& written, const CalibrationArgs& args,
                   const Outcome& outcome) {
  const Path page = args.out / (made.kind + ".html");
  if (args.json) {
    JsonWriter json;
    json.begin_object();
    json.key("set");
    json.text((args.out / "set.json").string());
    json.key("page");
    json.text(page.string());
    json.key("sha256");
    json.text(written.digest);
    json.key("outcome");
    json.begin_object();
    for (const auto& [name, value] : outcome) {
      json.key(name);
      json.text(value);
    }
    json.end_object();
    json.key("findings");
    json.begin_array();
    for (const std::string& finding : made.findings) {
      json.text(finding);
    }
    json.end_array();
    json.end_object();
    std::cout << json.take();
    return;
  }
  std::cout << (args.out / "set.json").string() << "\n" << page.string() << "\n";
  for (const auto& [name, value] : outcome) {
    std::cout << name << ": " << value << "\n";
  }
  for (const std::string& finding : made.findings) {
    std::cout << "note: " << finding << "\n";
  }
}

}  // namespace

NewSet begin_set(const CalibrationArgs& args, const std::string& kind) {
  if (!args.date.empty() && !is_iso_date(args.date)) {
    throw Error(ErrorCode::Usage, "--date " + args.date, "is not a day", "write it as 2026-01-31");
  }
  require_new_folder(args.out);
  NewSet made;
  made.kind = kind;
  made.panel = read_panel_file(args.panel);
  if (args.base) {
    made.draft.set = read_calibration_set(*args.base, made.panel);
    require_same_panel(made.draft.set, made.panel, *args.base);
    made.draft.base_digest = made.draft.set.digest;
    keep_pages(*args.base, made);
  }
  CalibrationSet& set = made.draft.set;
  set.flat_fields.resize(made.panel.channels.size());
  set.name = args.name.empty() ? folder_name(args.out) : args.name;
  set.program_version = std::string("cytrial ") + program_version();
  set.valid_days = args.valid_days.value_or(set.valid_days);  // without a base: the default
  return made;
}

void set_origin(NewSet& made, const CalibrationArgs& args, const ScanOrigin& scans) {
  CalibrationSet& set = made.draft.set;
  const std::string instrument = !args.instrument.empty() ? args.instrument : scans.instrument;
  if (!set.instrument.empty() && !instrument.empty() && !same_instrument(set.instrument, instrument)) {
    throw Error(ErrorCode::BadConfig, args.base->string(),
                "is of \"" + set.instrument + "\", the controls are of \"" + instrument + "\"",
                "a set is of one instrument; if both names mean one, say so with --instrument \"" +
                    set.instrument + "\"");
  }
  set.instrument = set.instrument.empty() ? instrument : set.instrument;
  if (set.instrument.empty()) {
    throw Error(ErrorCode::Usage, "--instrument", "is missing, and the scans do not tell it",
                "name the instrument as you will name it for every scan");
  }
  const std::string base_date = set.date;
  set.date = !args.date.empty() ? args.date : scans.acquired_on;
  if (set.date.empty()) {
    throw Error(ErrorCode::Usage, "--date", "is missing, and the scans do not tell it",
                "state the day of the measurement, as 2026-01-31");
  }
  if (!base_date.empty() && base_date < set.date) {
    // The set is as old as its oldest part.
    made.findings.push_back("the parts from the base were measured on " + base_date +
                            ": the set keeps that day, so that it does not look younger than they are");
    set.date = base_date;
  }
}

void add_inputs(NewSet& made, const std::string& use, const std::vector<Path>& scans) {
  std::vector<CalibrationInput>& inputs = made.draft.set.inputs;
  std::erase_if(inputs, [&](const CalibrationInput& input) { return is_of_use(input.use, use); });
  for (const Path& scan : scans) {
    const ScanDigests digests = digest_scan({scan});
    for (std::size_t i = 0; i < digests.files.size(); ++i) {
      inputs.push_back({use, digests.files[i], digests.digests[i]});
    }
  }
}

void drop_thresholds(NewSet& made) {
  if (made.draft.set.thresholds) {
    made.draft.set.thresholds.reset();
    std::erase_if(made.draft.set.inputs,
                  [](const CalibrationInput& input) { return is_of_use(input.use, "blank"); });
    std::erase_if(made.draft.pages, [](const auto& page) { return page.first == "thresholds.html"; });
    made.findings.emplace_back(
        "the limit of blank of the base was measured with other corrections and was left out; measure it "
        "again");
  }
}

OpenOptions open_options(const CalibrationArgs& args) {
  OpenOptions options;
  if (args.pixel_size_um) {
    options.pixel_size = PixelSize{*args.pixel_size_um, *args.pixel_size_um};
  }
  return options;
}

void finish_set(NewSet& made, const CalibrationArgs& args, std::vector<PageSection> sections,
                const Outcome& outcome) {
  const CalibrationSet& set = made.draft.set;
  PageSection origin{"Made from", {}, {}, {}, {}, {inputs_table(made.draft)}};
  if (!made.draft.base_digest.empty()) {
    origin.paragraphs.push_back("Other parts were taken over from the set with SHA-256 " +
                                made.draft.base_digest + ".");
  }
  sections.push_back(std::move(origin));
  const CalibrationPage page{title_of(made.kind),
                             set.name + ", " + set.instrument + ", measured on " + set.date + ", holds " +
                                 std::to_string(set.valid_days) + " days",
                             "Made with " + set.program_version + ", panel \"" + made.panel.name +
                                 "\", SHA-256 " + made.panel.digest + ".",
                             made.findings, std::move(sections)};
  made.draft.pages.emplace_back(made.kind + ".html", calibration_page_html(page));
  made.draft.description = "Made by cytrial calibrate " + made.kind;
  const CalibrationSet written = write_calibration_set(made.draft, made.panel, args.out);
  print_outcome(made, written, args, outcome);
}

}  // namespace cyto::cli
