#include <algorithm>

#include "calibrate_set.h"
#include "console.h"
#include "cytrial/calib/flat_field_estimate.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/pipeline/control_scans.h"
#include "cytrial/process/crop_render.h"
#include "cytrial/process/map_render.h"

namespace cyto::cli {
namespace {

constexpr int kPictureEdgePx = 256;
/// Shading after correction that needs eyes [relative rms].
constexpr double kRestToTell = 0.01;

std::string percent(double share) {
  return number_text(100.0 * share, 2) + " %";
}

/// Dark planes of the base, which flat fields stand on.
std::vector<cv::Mat1f> darks_of(const NewSet& made) {
  std::vector<cv::Mat1f> darks;
  for (std::size_t i = 0; i < made.panel.channels.size(); ++i) {
    const auto& field = made.draft.set.flat_fields[i];
    if (!field) {
      throw Error(ErrorCode::Usage, "--base",
                  "has no dark level of channel \"" + made.panel.channels[i].name + "\"",
                  "measure it first with 'cytrial calibrate dark' and name that set with --base");
    }
    darks.push_back(field->dark);
  }
  return darks;
}

PagePicture picture_of(const cv::Mat1f& relative, double half_range, const std::string& caption) {
  const int block = std::max(1, kPictureEdgePx / std::max(relative.rows, relative.cols));
  return {png_rgb8(render_relative_map(relative, half_range, block)), caption, relative.cols * block};
}

PageSection section_of(const FlatFieldEstimate& flat, const std::string& channel) {
  const double range = std::max(0.02, flat.before.largest);
  cv::Mat1f response(flat.before.relative.size());
  for (int y = 0; y < response.rows; ++y) {
    for (int x = 0; x < response.cols; ++x) {
      response(y, x) = flat.gain((2 * y + 1) * flat.gain.rows / (2 * response.rows),
                                 (2 * x + 1) * flat.gain.cols / (2 * response.cols));
    }
  }
  PageSection section;
  section.heading = channel;
  section.paragraphs = {
      "Background of the fields, relative to its mean: white is even, orange brighter, blue darker; full "
      "colour is " +
          percent(range) +
          ". The check was made on every second field with a response learned from the others.",
      "Shading " + percent(flat.before.rms) + " rms before and " + percent(flat.after.rms) +
          " after correction; greatest " + percent(flat.before.largest) + " before, " +
          percent(flat.after.largest) + " after. Standard error of the response " + percent(flat.error) +
          "."};
  section.pictures = {
      picture_of(response, range, "Response, from " + std::to_string(flat.fields) + " fields"),
      picture_of(flat.before.relative, range,
                 "Before: " + percent(flat.before.rms) + " rms, greatest " + percent(flat.before.largest)),
      picture_of(flat.after.relative, range,
                 "After, same colours: " + percent(flat.after.rms) + " rms, greatest " +
                     percent(flat.after.largest)),
      picture_of(flat.after.relative, range / 10.0, "After, colours ten times as strong")};
  return section;
}

void add_findings(const FlatFieldEstimate& flat, const std::string& channel, NewSet& made) {
  if (flat.after.rms > kRestToTell) {
    made.findings.push_back(
        channel + ": " + percent(flat.after.rms) +
        " of shading remain after correction; give more fields, or look for a lamp that moved");
  }
  if (flat.rough > kRestToTell) {
    made.findings.push_back(
        channel + ": the response is not smooth (" + percent(flat.rough) +
        " remain beside the surface); look for dust on the camera or a frame edge in the light");
  }
}

}  // namespace

int run(const CalibrateFlatFieldArgs& args) {
  NewSet made = begin_set(args.set, "flat-field");
  const std::vector<cv::Mat1f> darks = darks_of(made);
  ConsoleLogger logger(args.set.quiet);
  logger.set_label("flat-field");
  const OpenOptions options = open_options(args.set);
  const auto first = open_slide({args.scans.front()}, made.panel, options);
  FlatFieldEstimator estimator(darks, *first->description().pixel_size);
  const auto scans = visit_fields(
      args.scans, made.panel, options, [&](const FieldExposure& exposure) { estimator.add(exposure); },
      logger);
  const std::vector<FlatFieldEstimate> estimates = estimator.finish();
  set_origin(made, args.set, common_origin(scans));
  add_inputs(made, "flat-field", args.scans);
  drop_thresholds(made);
  if (estimates.front().fields < kRecommendedFields) {
    made.findings.push_back("made from " + std::to_string(estimates.front().fields) + " fields; " +
                            std::to_string(kRecommendedFields) + " are recommended");
  }
  std::vector<PageSection> sections;
  Outcome outcome;
  for (std::size_t channel = 0; channel < estimates.size(); ++channel) {
    const FlatFieldEstimate& flat = estimates[channel];
    const std::string& name = made.panel.channels[channel].name;
    made.draft.set.flat_fields[channel] = FlatField{darks[channel], flat.gain, true};
    add_findings(flat, name, made);
    sections.push_back(section_of(flat, name));
    outcome.emplace_back(name, "shading " + percent(flat.before.rms) + " rms before, " +
                                   percent(flat.after.rms) + " after correction; " +
                                   std::to_string(flat.fields) + " fields");
  }
  finish_set(made, args.set, std::move(sections), outcome);
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
