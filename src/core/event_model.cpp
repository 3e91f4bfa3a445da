#include "cytrial/core/event_model.h"

#include <algorithm>

namespace cyto {
namespace {

constexpr int kEffectsTold = 4;

std::string words_with_sign(const ModelScore& score, double sign) {
  std::string words;
  int told = 0;
  for (const FeatureEffect& effect : score.effects) {
    if (sign * effect.log_odds > 0.0 && told++ < kEffectsTold) {
      words += (words.empty() ? "" : "; ") + effect.words;
    }
  }
  return words;
}

}  // namespace

std::string words_for(const ModelScore& score) {
  return words_with_sign(score, 1.0);
}

std::string words_against(const ModelScore& score) {
  return words_with_sign(score, -1.0);
}

std::string column_of(const ModelFeature& feature) {
  if (feature.unit == "1") {
    return feature.name;
  }
  if (feature.unit == "leukocyte_sd") {
    return feature.name + "_lsd";
  }
  return feature.name + (feature.unit == "leukocyte_ratio" ? "_lratio" : "_" + feature.unit);
}

std::string_view name_of(TrainingSource source) noexcept {
  switch (source) {
    case TrainingSource::Simulated:
      return "simulated";
    case TrainingSource::Real:
      return "real";
    case TrainingSource::Mixed:
      return "mixed";
  }
  return "";
}

std::optional<TrainingSource> training_source_from(std::string_view name) noexcept {
  const auto* found = std::find_if(kAllTrainingSources.begin(), kAllTrainingSources.end(),
                                   [&](TrainingSource source) { return name_of(source) == name; });
  return found == kAllTrainingSources.end() ? std::nullopt : std::optional(*found);
}

std::string_view words_of(TrainingSource source) noexcept {
  switch (source) {
    case TrainingSource::Simulated:
      return "simulated cells only";
    case TrainingSource::Real:
      return "real cells";
    case TrainingSource::Mixed:
      return "simulated and real cells";
  }
  return "";
}

std::string_view name_of(ModelScope scope) noexcept {
  return scope == ModelScope::Candidates ? "candidates" : "events";
}

std::optional<ModelScope> model_scope_from(std::string_view name) noexcept {
  const auto* found = std::find_if(kAllModelScopes.begin(), kAllModelScopes.end(),
                                   [&](ModelScope scope) { return name_of(scope) == name; });
  return found == kAllModelScopes.end() ? std::nullopt : std::optional(*found);
}

std::string_view words_of(ModelScope scope) noexcept {
  return scope == ModelScope::Candidates ? "candidates of the gates only" : "all events";
}

}  // namespace cyto
