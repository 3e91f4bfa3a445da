#include "judge_nuclei.h"

#include <string>

#include "cytrial/core/focus_limit.h"
#include "cytrial/core/number_text.h"
#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

constexpr double kLowerQuartile = 0.25;
/// Bright nuclei of a slide, few large ones aside.
constexpr double kBrightNuclei = 0.9;

class NucleiJudge {
 public:
  NucleiJudge(const NucleiContent& nuclei, const SlideDescription& slide, const Panel& panel,
              const PanelChannel& nuclear, QualityVerdict& verdict)
      : nuclei_(nuclei), slide_(slide), panel_(panel), nuclear_(nuclear), verdict_(verdict) {}

  void judge() {
    judge_blur();
    judge_faint();
    judge_small();
  }

 private:
  void refuse(const std::string& problem, const std::string& remedy) {
    const SlideRect whole{0, 0, slide_.width_px, slide_.height_px};
    verdict_.faults.push_back({file_at(slide_, nuclear_, whole), nuclear_.name, whole, problem, remedy});
  }

  void judge_blur() {
    const double sharpness = nuclei_.focus().quantile(kLowerQuartile);
    const PixelSize pixel = slide_.pixel_size.value_or(PixelSize{1.0, 1.0});
    const double least = focus_limit_at(quality_limits::kMostBlurredSlidePerUm, pixel);
    if (nuclei_.focus().total() < quality_limits::kNucleiToJudgeSlide ||
        sharpness >= focus_limit_at(quality_limits::kBlurredSlidePerUm, pixel)) {
      return;
    }
    const std::string text = "a quarter of the nuclei in channel " + nuclear_.name +
                             " have a focus score below " + number_text(sharpness, 2) + " per um";
    if (sharpness < least && !panel_.nuclear_only()) {
      refuse(text + ", the limit is " + number_text(least, 2),
             "set the focus and scan again; in a scan in focus check the order of the channels in the panel "
             "and the "
             "scan");
    } else {
      verdict_.flags.push_back({"blurred_scan", text + ": the whole scan is out of focus; set the focus"});
    }
  }

  void judge_faint() {
    const OctaveCounts& light = nuclei_.brightness();
    const double share = light.share_below(quality_limits::kFaintNucleus * light.quantile(kBrightNuclei));
    if (light.total() < quality_limits::kNucleiToJudgeSlide || share <= quality_limits::kFlaggedFaintNuclei) {
      return;
    }
    const std::string text = percent_text(share) + " of the outlined nuclei in channel " + nuclear_.name +
                             " have less than a tenth of the light of bright ones";
    if (share > quality_limits::kMostFaintNuclei && !panel_.nuclear_only()) {
      refuse(text + ", the limit is " + percent_text(quality_limits::kMostFaintNuclei) +
                 ": most likely they are no nuclei",
             "look for stripes, haze and compression with loss, and scan or export again");
    } else {
      verdict_.flags.push_back({"faint_nuclei", text + ": most likely they are no nuclei"});
    }
  }

  void judge_small() {
    const double share = nuclei_.diameter().share_below(quality_limits::kSmallNucleusUm);
    if (nuclei_.diameter().total() >= quality_limits::kNucleiToJudgeSlide &&
        share > quality_limits::kFlaggedSmallNuclei) {
      verdict_.flags.push_back(
          {"small_nuclei", percent_text(share) + " of the outlined nuclei are smaller than " +
                               number_text(quality_limits::kSmallNucleusUm, 1) +
                               " um across: debris, broken nuclei, or a wrong pixel size"});
    }
  }

  const NucleiContent& nuclei_;
  const SlideDescription& slide_;
  const Panel& panel_;
  const PanelChannel& nuclear_;
  QualityVerdict& verdict_;
};

}  // namespace

void judge_nuclei(const NucleiContent& nuclei, const SlideDescription& slide, const Panel& panel,
                  QualityVerdict& verdict) {
  if (const auto nuclear = panel.index_of(ChannelRole::Nuclear)) {
    NucleiJudge(nuclei, slide, panel, panel.channels[*nuclear], verdict).judge();
  }
}

}  // namespace cyto
