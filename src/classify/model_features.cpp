#include "cytrial/classify/model_features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "robust_statistics.h"

namespace cyto {
namespace {

/// How a feature is made of its column.
enum class Kind {
  AsMeasured,
  LeukocyteSd,     ///< (value - leukocytes' median) / leukocytes' SD
  LeukocyteRatio,  ///< value / leukocytes' median
  ShareOfMean,     ///< standard deviation / mean of the same region
};

struct Definition {
  std::string_view name;
  Kind kind;
  std::optional<ChannelRole> role;  ///< of the channel whose prefix the column has
  std::string_view measure;         ///< column, without the prefix
  std::string_view unit;
  std::string_view words;
};

constexpr auto kNuclear = ChannelRole::Nuclear;
constexpr auto kCytokeratin = ChannelRole::Cytokeratin;
constexpr auto kLeukocyte = ChannelRole::Leukocyte;
constexpr std::string_view kSdUnit = "leukocyte_sd";
constexpr std::string_view kRatioUnit = "leukocyte_ratio";

// A new feature goes to the end; another meaning or unit is another name. No position, no raw intensity, no
// texture: those depend on the slide, the camera or the pixel size.
constexpr std::array kDefinitions{
    Definition{"nucleus_diameter", Kind::AsMeasured, {}, "nucleus_diameter_um", "um", "nucleus diameter"},
    Definition{
        "nucleus_circularity", Kind::AsMeasured, {}, "nucleus_circularity", "1", "nucleus circularity"},
    Definition{
        "nucleus_eccentricity", Kind::AsMeasured, {}, "nucleus_eccentricity", "1", "nucleus eccentricity"},
    Definition{"nucleus_solidity", Kind::AsMeasured, {}, "nucleus_solidity", "1", "nucleus solidity"},
    Definition{"cell_diameter", Kind::AsMeasured, {}, "cell_diameter_um", "um", "cell diameter"},
    Definition{"cell_circularity", Kind::AsMeasured, {}, "cell_circularity", "1", "cell circularity"},
    Definition{"cell_eccentricity", Kind::AsMeasured, {}, "cell_eccentricity", "1", "cell eccentricity"},
    Definition{"cell_solidity", Kind::AsMeasured, {}, "cell_solidity", "1", "cell solidity"},
    Definition{"nucleus_to_cell",
               Kind::AsMeasured,
               {},
               "nucleus_to_cell_ratio",
               "1",
               "nucleus area as a share of the cell"},
    Definition{"sharpness", Kind::LeukocyteRatio, {}, "focus_score_per_um", kRatioUnit, "sharpness"},
    Definition{"cytokeratin_nucleus_overlap", Kind::AsMeasured, kCytokeratin, "cytokeratin_nucleus_overlap",
               "1", "share of the nucleus under cytokeratin"},
    Definition{"nuclear_nucleus_mean", Kind::LeukocyteRatio, kNuclear, "nucleus_mean_adu", kRatioUnit,
               "nuclear stain of the nucleus"},
    Definition{"nuclear_nucleus_total", Kind::LeukocyteRatio, kNuclear, "nucleus_integrated_adu", kRatioUnit,
               "total nuclear stain"},
    Definition{"nuclear_nucleus_unevenness", Kind::ShareOfMean, kNuclear, "nucleus_sd_adu", "1",
               "unevenness of the nuclear stain"},
    Definition{"cytokeratin_cell_mean", Kind::LeukocyteSd, kCytokeratin, "cell_mean_adu", kSdUnit,
               "cytokeratin of the cell"},
    Definition{"cytokeratin_ring_mean", Kind::LeukocyteSd, kCytokeratin, "ring_mean_adu", kSdUnit,
               "cytokeratin around the nucleus"},
    Definition{"cytokeratin_nucleus_mean", Kind::LeukocyteSd, kCytokeratin, "nucleus_mean_adu", kSdUnit,
               "cytokeratin over the nucleus"},
    Definition{"cytokeratin_cell_max", Kind::LeukocyteSd, kCytokeratin, "cell_max_adu", kSdUnit,
               "brightest cytokeratin"},
    Definition{"cytokeratin_cell_sd", Kind::LeukocyteSd, kCytokeratin, "cell_sd_adu", kSdUnit,
               "unevenness of cytokeratin"},
    Definition{"leukocyte_cell_mean", Kind::LeukocyteRatio, kLeukocyte, "cell_mean_adu", kRatioUnit,
               "leukocyte marker of the cell"},
    Definition{"leukocyte_ring_mean", Kind::LeukocyteRatio, kLeukocyte, "ring_mean_adu", kRatioUnit,
               "leukocyte marker around the nucleus"},
    Definition{"leukocyte_nucleus_mean", Kind::LeukocyteRatio, kLeukocyte, "nucleus_mean_adu", kRatioUnit,
               "leukocyte marker over the nucleus"},
    Definition{"leukocyte_cell_max", Kind::LeukocyteRatio, kLeukocyte, "cell_max_adu", kRatioUnit,
               "brightest leukocyte marker"},
};

bool is_relative(Kind kind) {
  return kind == Kind::LeukocyteSd || kind == Kind::LeukocyteRatio;
}

/// Prefix of the role's columns; empty when the panel has no such channel.
std::optional<std::string> prefix_of(const Panel& panel, ChannelRole role) {
  const auto channel = panel.index_of(role);
  if (!channel) {
    return std::nullopt;
  }
  std::string prefix = column_prefix(panel.channels[*channel].name);
  const auto same = std::count_if(panel.channels.begin(), panel.channels.end(),
                                  [&](const PanelChannel& c) { return column_prefix(c.name) == prefix; });
  if (same > 1) {
    throw Error(ErrorCode::BadConfig, "panel " + panel.name,
                "has two channels with the column prefix " + prefix,
                "give them names that differ in letters or digits");
  }
  return prefix;
}

/// Numbers of very different size with three or four digits, no exponent.
std::string short_number(double value) {
  const double size = std::abs(value);
  return number_text(value, size >= 100.0 ? 0 : (size >= 10.0 ? 1 : 2));
}

}  // namespace

const std::vector<ModelFeature>& all_model_features() {
  static const std::vector<ModelFeature> all = [] {
    std::vector<ModelFeature> features;
    for (const Definition& definition : kDefinitions) {
      features.push_back({std::string(definition.name), std::string(definition.unit)});
    }
    return features;
  }();
  return all;
}

std::string feature_words(const ModelFeature& feature, double value) {
  const auto* definition = std::find_if(kDefinitions.begin(), kDefinitions.end(), [&](const Definition& d) {
    return d.name == feature.name && d.unit == feature.unit;
  });
  if (definition == kDefinitions.end()) {
    throw Error(ErrorCode::Internal, "feature " + feature.name, "has no words");
  }
  const std::string subject(definition->words);
  if (!std::isfinite(value)) {
    return subject + " not measured";
  }
  if (definition->kind == Kind::LeukocyteSd) {
    return subject + " " + short_number(std::abs(value)) + " leukocyte SD " +
           (value < 0.0 ? "below" : "above") + " the leukocytes";
  }
  if (definition->kind == Kind::LeukocyteRatio) {
    return subject + " " + short_number(value) + " \u00d7 the leukocytes'";
  }
  return subject + " " + short_number(value) + (definition->unit == "um" ? " \u00b5m" : "");
}

ModelFeatures::ModelFeatures(const Panel& panel, const FeatureSchema& measured) {
  for (std::size_t i = 0; i < kDefinitions.size(); ++i) {
    const Definition& definition = kDefinitions[i];
    std::string column(definition.measure);
    Binding binding;
    binding.definition = i;
    if (definition.role) {
      const auto prefix = prefix_of(panel, *definition.role);
      if (!prefix) {
        continue;
      }
      // The overlap is a column of the cell, though only panels with cytokeratin have it.
      column = measured.index_of(column) ? column : *prefix + "_" + column;
      if (definition.kind == Kind::ShareOfMean) {
        binding.divisor = measured.require(*prefix + "_nucleus_mean_adu");
      }
    }
    binding.column = measured.require(column);
    bindings_.push_back(binding);
    features_.push_back(all_model_features()[i]);
  }
}

void ModelFeatures::learn(EventSource& events, std::uint64_t leukocytes,
                          const std::function<bool(std::uint64_t)>& is_leukocyte) {
  const std::uint64_t step = std::max<std::uint64_t>(1, leukocytes / kReferenceLeukocytes);
  std::vector<std::vector<float>> values(bindings_.size());
  std::uint64_t seen = 0;
  EventBatch batch;
  events.rewind();
  while (events.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      if (!is_leukocyte(batch.first_event + i) || seen++ % step != 0) {
        continue;
      }
      for (std::size_t b = 0; b < bindings_.size(); ++b) {
        const float value = batch.row(i)[bindings_[b].column];
        if (is_relative(kDefinitions[bindings_[b].definition].kind) && std::isfinite(value)) {
          values[b].push_back(value);
        }
      }
    }
  }
  has_reference_ = true;
  for (std::size_t b = 0; b < bindings_.size(); ++b) {
    if (!is_relative(kDefinitions[bindings_[b].definition].kind)) {
      continue;
    }
    if (values[b].size() < kMinReference) {
      has_reference_ = false;
      return;
    }
    const RobustStatistic statistic = robust_statistic_of(values[b]);
    bindings_[b].location = statistic.location;
    // The same floor as the gates' population: a spread of nothing would make every event infinitely far.
    bindings_[b].scale = std::max({statistic.scale, 0.01 * std::abs(statistic.location), 1e-3});
  }
}

float ModelFeatures::value_of(const Binding& binding, const float* measured) const {
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  const double value = measured[binding.column];
  double result = value;
  switch (kDefinitions[binding.definition].kind) {
    case Kind::AsMeasured:
      break;
    case Kind::LeukocyteSd:
      result = (value - binding.location) / binding.scale;
      break;
    case Kind::LeukocyteRatio:
      result = binding.location > 0.0 ? value / binding.location : kNone;
      break;
    case Kind::ShareOfMean:
      result = measured[binding.divisor] > 0.0F ? value / measured[binding.divisor] : kNone;
      break;
  }
  const auto rounded = static_cast<float>(result);
  return std::isfinite(rounded) ? rounded : kNone;
}

void ModelFeatures::values(const float* measured, float* out) const {
  for (const Binding& binding : bindings_) {
    const bool unknown = is_relative(kDefinitions[binding.definition].kind) && !has_reference_;
    *out++ = unknown ? std::numeric_limits<float>::quiet_NaN() : value_of(binding, measured);
  }
}

}  // namespace cyto
