#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

#include "calibrate_set.h"
#include "console.h"
#include "cytrial/calib/dark_estimate.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/pipeline/control_scans.h"
#include "cytrial/process/crop_render.h"
#include "cytrial/process/map_render.h"

namespace cyto::cli {
namespace {

constexpr int kPictureEdgePx = 256;
constexpr int kBars = 60;

/// Levels that all but the lowest and the highest thousandth of the pixels lie between, with a margin.
std::pair<double, double> shown_range(const DarkEstimate& dark) {
  std::vector<float> levels(dark.dark.begin(), dark.dark.end());
  std::sort(levels.begin(), levels.end());
  const std::size_t rank = levels.size() / 1000;
  const auto low = static_cast<double>(levels[rank]);
  const auto high = static_cast<double>(levels[levels.size() - 1 - rank]);
  const double margin = std::max(1.0, 0.1 * (high - low));
  return {low - margin, high + margin};
}

HistogramPlot histogram_of(const DarkEstimate& dark, const std::string& channel) {
  const auto [low, high] = shown_range(dark);
  HistogramPlot plot{"Pixels of the dark plane, " + channel,
                     "dark level [ADU]",
                     low,
                     high,
                     std::vector<double>(kBars, 0.0),
                     true,
                     {{dark.level_adu, "median " + number_text(dark.level_adu, 1)}}};
  for (const float level : dark.dark) {
    const double share = (static_cast<double>(level) - low) / (high - low);
    const auto bar = std::clamp(static_cast<int>(std::floor(share * kBars)), 0, kBars - 1);
    plot.bars[static_cast<std::size_t>(bar)] += 1.0;
  }
  return plot;
}

PageSection section_of(const DarkEstimate& dark, const std::string& channel) {
  const auto [low, high] = shown_range(dark);
  PageSection section;
  section.heading = channel;
  section.paragraphs = {"Median " + number_text(dark.level_adu, 1) + " ADU; one exposure scatters by " +
                        number_text(dark.noise_adu, 1) + " ADU, a pixel of the plane by " +
                        number_text(dark.error_adu, 2) + " ADU (" + std::to_string(dark.frames) +
                        " exposures); " + std::to_string(dark.bright_pixels) + " hot pixels."};
  section.pictures = {
      {png_gray8(render_small_plane(dark.dark, low, high, kPictureEdgePx)),
       "Dark plane, black at " + number_text(low, 1) + ", white at " + number_text(high, 1) + " ADU",
       kPictureEdgePx}};
  section.histograms = {histogram_of(dark, channel)};
  ScatterPlot drift{
      "Mean of each exposure, " + channel, "exposure", "mean [ADU]", {}, 0.0, dark.level_adu, ""};
  for (std::size_t i = 0; i < dark.frame_means_adu.size(); ++i) {
    drift.points.emplace_back(static_cast<double>(i + 1), dark.frame_means_adu[i]);
  }
  section.scatters = {drift};
  return section;
}

/// A response measured with another camera would be lost without a word.
void require_base_size(const NewSet& made, const std::vector<DarkEstimate>& estimates, const Path& base) {
  for (std::size_t channel = 0; channel < estimates.size(); ++channel) {
    const auto& field = made.draft.set.flat_fields[channel];
    const cv::Size size = estimates[channel].dark.size();
    if (field && field->gain.size() != size) {
      throw Error(ErrorCode::BadConfig, base.string(),
                  "has planes of " + std::to_string(field->gain.cols) + " x " +
                      std::to_string(field->gain.rows) + " pixels, the dark exposures have " +
                      std::to_string(size.width) + " x " + std::to_string(size.height),
                  "a set is of one camera: leave out --base");
    }
  }
}

}  // namespace

int run(const CalibrateDarkArgs& args) {
  NewSet made = begin_set(args.set, "dark");
  ConsoleLogger logger(args.set.quiet);
  logger.set_label("dark");
  DarkEstimator estimator;
  const auto scans = visit_fields(
      args.scans, made.panel, open_options(args.set),
      [&](const FieldExposure& exposure) { estimator.add(exposure); }, logger);
  const std::vector<DarkEstimate> estimates = estimator.finish();
  if (args.set.base) {
    require_base_size(made, estimates, *args.set.base);
  }
  set_origin(made, args.set, common_origin(scans));
  add_inputs(made, "dark", args.scans);
  drop_thresholds(made);
  std::vector<PageSection> sections;
  Outcome outcome;
  for (std::size_t channel = 0; channel < estimates.size(); ++channel) {
    const DarkEstimate& dark = estimates[channel];
    const std::string& name = made.panel.channels[channel].name;
    auto& field = made.draft.set.flat_fields[channel];
    const bool keeps_gain = field && field->gain_measured;
    field = FlatField{dark.dark, keeps_gain ? field->gain : cv::Mat1f(dark.dark.size(), 1.0F), keeps_gain};
    if (dark.frames < kRecommendedDarkFrames && channel == 0) {
      made.findings.push_back("some pixels were exposed " + std::to_string(dark.frames) + " times; " +
                              std::to_string(kRecommendedDarkFrames) + " are recommended");
    }
    sections.push_back(section_of(dark, name));
    outcome.emplace_back(name, number_text(dark.level_adu, 1) + " ADU, noise " +
                                   number_text(dark.noise_adu, 1) + " ADU, " + std::to_string(dark.frames) +
                                   " exposures, " + std::to_string(dark.bright_pixels) + " hot pixels");
  }
  finish_set(made, args.set, std::move(sections), outcome);
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
