#include "cytrial/core/event_model.h"

#include <algorithm>

namespace cyto {

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

}  // namespace cyto
