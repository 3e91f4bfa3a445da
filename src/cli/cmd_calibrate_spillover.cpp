#include <algorithm>
#include <cmath>
#include <map>

#include "calibrate_set.h"
#include "console.h"
#include "cytrial/calib/calibration_fit.h"
#include "cytrial/calib/spillover_estimate.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/pipeline/control_scans.h"
#include "cytrial/pipeline/run_sample.h"
#include "cytrial/process/compensation.h"

namespace cyto::cli {
namespace {

/// Scan of each panel channel's control. @throws Error Usage.
std::vector<Path> scans_by_channel(const std::vector<std::string>& stains, const Panel& panel) {
  std::vector<Path> scans(panel.channels.size());
  for (const std::string& stain : stains) {
    const std::size_t equals = stain.find('=');
    if (equals == std::string::npos || equals + 1 == stain.size()) {
      throw Error(ErrorCode::Usage, "--stain " + stain, "must be a channel and a scan, as CK=ck_only.tif");
    }
    const std::string name = stain.substr(0, equals);
    const auto channel = std::find_if(panel.channels.begin(), panel.channels.end(),
                                      [&](const PanelChannel& known) { return known.name == name; });
    if (channel == panel.channels.end()) {
      throw Error(ErrorCode::Usage, "--stain " + stain,
                  "the panel \"" + panel.name + "\" has no such channel");
    }
    Path& scan = scans[static_cast<std::size_t>(channel - panel.channels.begin())];
    if (!scan.empty()) {
      throw Error(ErrorCode::Usage, "--stain " + stain, "is the second control of that channel");
    }
    scan = stain.substr(equals + 1);
  }
  for (std::size_t i = 0; i < scans.size(); ++i) {
    if (scans[i].empty()) {
      throw Error(ErrorCode::Usage, "--stain", "is missing for channel \"" + panel.channels[i].name + "\"",
                  "give one single-stain slide per channel of the panel");
    }
  }
  return scans;
}

/// One file given for two dyes would make them look alike.
void refuse_same_scan(const std::vector<Path>& scans) {
  std::map<std::vector<std::string>, Path> known;
  for (const Path& scan : scans) {
    const auto [first, fresh] = known.emplace(digest_scan({scan}).digests, scan);
    if (!fresh) {
      throw Error(ErrorCode::BadData, scan.string(), "holds the same bytes as " + first->second.string(),
                  "give each dye its own slide");
    }
  }
}

std::string share_text(double value) {
  const double percent = std::round(1e4 * value) / 1e2;
  return number_text(percent == 0.0 ? 0.0 : percent, 2) + " %";  // no "-0.00"
}

std::string entry_text(const SpilloverEntry& entry) {
  return share_text(entry.value) + " (" + share_text(entry.low) + " to " + share_text(entry.high) + ")";
}

PageSection matrix_section(const SpilloverEstimate& estimate, const std::vector<std::string>& names) {
  PageTable table{
      "Share of a dye's light (row) in each detector (column), with 95 % confidence interval.", {"Dye"}, {}};
  table.columns.insert(table.columns.end(), names.begin(), names.end());
  table.columns.emplace_back("Objects");
  for (std::size_t dye = 0; dye < names.size(); ++dye) {
    std::vector<std::string> row{names[dye]};
    for (std::size_t detector = 0; detector < names.size(); ++detector) {
      row.push_back(detector == dye ? "100 %" : entry_text(estimate.entries[dye][detector]));
    }
    row.push_back(std::to_string(estimate.objects[dye]));
    table.rows.push_back(std::move(row));
  }
  return {
      "Matrix",
      {"Ratio of the greatest to the least singular value: " + number_text(estimate.condition, 3) +
       " (1 is best, above 100 is refused). Each control is brightest in its own detector, no two rows look "
       "alike."},
      {},
      {},
      {},
      {table}};
}

/// The objects before and after compensation: after it they lie on a level line.
PageSection dye_section(const StainControl& control, const SpilloverEstimate& estimate,
                        const SpilloverMatrix& spillover) {
  PageSection section;
  section.heading = "Slide stained with " + control.name + " alone";
  section.paragraphs = {
      "Each point is one stained object: mean above local background. Upper row as measured, lower row "
      "compensated "
      "with the matrix."};
  std::vector<ScatterPlot> after;
  for (std::size_t detector = 0; detector < spillover.channels.size(); ++detector) {
    if (detector == control.channel) {
      continue;
    }
    const SpilloverEntry& entry = estimate.entries[control.channel][detector];
    const std::string& other = spillover.channels[detector];
    ScatterPlot before{control.name + " into " + other,
                       control.name + " [ADU]",
                       other + " [ADU]",
                       {},
                       entry.value,
                       entry.intercept_adu,
                       "slope " + share_text(entry.value)};
    ScatterPlot compensated = before;
    compensated.title += ", compensated";
    std::vector<double> x;
    std::vector<double> y;
    for (const std::vector<double>& object : control.means) {
      before.points.emplace_back(object[control.channel], object[detector]);
      const std::vector<double> light = compensate(object, spillover);
      compensated.points.emplace_back(light[control.channel], light[detector]);
      x.push_back(light[control.channel]);
      y.push_back(light[detector]);
    }
    const RobustLine line = fit_robust_line(x, y);
    compensated.slope = line.slope;
    compensated.intercept = line.intercept;
    compensated.line_label = "slope " + share_text(line.slope);
    section.scatters.push_back(std::move(before));
    after.push_back(std::move(compensated));
  }
  section.scatters.insert(section.scatters.end(), after.begin(), after.end());
  return section;
}

SpilloverMatrix matrix_of(const SpilloverEstimate& estimate, const std::vector<std::string>& names) {
  SpilloverMatrix matrix{names, estimate.matrix, estimate.matrix.inv(cv::DECOMP_LU),
                         cv::Mat1d(estimate.matrix.size(), 0.0)};
  for (std::size_t dye = 0; dye < names.size(); ++dye) {
    for (std::size_t detector = 0; detector < names.size(); ++detector) {
      matrix.standard_error(static_cast<int>(dye), static_cast<int>(detector)) =
          estimate.entries[dye][detector].standard_error;
    }
  }
  return matrix;
}

}  // namespace

int run(const CalibrateSpilloverArgs& args) {
  NewSet made = begin_set(args.set, "spillover");
  const std::vector<Path> scans = scans_by_channel(args.stains, made.panel);
  refuse_same_scan(scans);
  const bool shaded = std::any_of(made.draft.set.flat_fields.begin(), made.draft.set.flat_fields.end(),
                                  [](const auto& field) { return field.has_value(); });
  std::vector<StainControl> controls;
  std::vector<SlideDescription> descriptions;
  std::vector<std::string> names;
  for (std::size_t channel = 0; channel < scans.size(); ++channel) {
    names.push_back(made.panel.channels[channel].name);
    ConsoleLogger logger(args.set.quiet);
    logger.set_label(names.back());
    const auto reader = open_slide({scans[channel]}, made.panel, open_options(args.set));
    descriptions.push_back(reader->description());
    if (shaded) {
      (void)check_calibration(made.draft.set, made.panel, reader->description(), {args.set.instrument, ""});
    }
    controls.push_back(
        collect_stained_objects(*reader, made.panel, channel, shaded ? &made.draft.set : nullptr, logger));
  }
  const SpilloverEstimate estimate = estimate_spillover(controls, names);
  set_origin(made, args.set, common_origin(descriptions));
  for (std::size_t channel = 0; channel < scans.size(); ++channel) {
    add_inputs(made, "spillover " + names[channel], {scans[channel]});
  }
  drop_thresholds(made);
  made.draft.set.spillover = matrix_of(estimate, names);
  made.findings.insert(made.findings.end(), estimate.remarks.begin(), estimate.remarks.end());
  std::vector<PageSection> sections{matrix_section(estimate, names)};
  Outcome outcome;
  for (const StainControl& control : controls) {
    sections.push_back(dye_section(control, estimate, *made.draft.set.spillover));
    for (std::size_t detector = 0; detector < names.size(); ++detector) {
      if (detector != control.channel) {
        outcome.emplace_back(control.name + " into " + names[detector],
                             entry_text(estimate.entries[control.channel][detector]));
      }
    }
  }
  finish_set(made, args.set, std::move(sections), outcome);
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
