#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/core/event_model.h"

namespace cyto {

/// Every feature a model may be trained on, in order (docs/methods/model.md).
[[nodiscard]] const std::vector<ModelFeature>& all_model_features();

/// The value in words for a reviewer: "cytokeratin of the cell 14.2 leukocyte SD above the leukocytes".
/// @throws Error Internal when the feature is unknown.
[[nodiscard]] std::string feature_words(const ModelFeature& feature, double value);

/// Turns stored events of one sample into the features of models: sizes in um, shapes without unit, and
/// intensities in units of the sample's own leukocytes, so that stain, lamp, exposure and pixel size drop
/// out. Channels are named by their role. Not thread-safe while learning; values() is.
class ModelFeatures {
 public:
  /// Features that the panel has the channels for. @throws Error BadConfig when two channels share a column
  /// prefix or the event table lacks a column.
  ModelFeatures(const Panel& panel, const FeatureSchema& measured);

  [[nodiscard]] const std::vector<ModelFeature>& features() const noexcept { return features_; }

  /// Learns what a leukocyte of this sample looks like: median and 1.4826 MAD of each column, of at most
  /// kReferenceLeukocytes of them, every n-th in event order. Reads `events` once.
  /// @param is_leukocyte of an event's 0-based position. @param leukocytes how many there are.
  void learn(EventSource& events, std::uint64_t leukocytes,
             const std::function<bool(std::uint64_t)>& is_leukocyte);

  /// False: too few leukocytes (kMinReference); relative features are then NaN and no model can be used.
  [[nodiscard]] bool has_reference() const noexcept { return has_reference_; }
  /// @param measured values of one event. @param out features().size() values, NaN where it has none.
  void values(const float* measured, float* out) const;

  static constexpr std::uint64_t kReferenceLeukocytes = 100'000;
  static constexpr std::size_t kMinReference = 50;

 private:
  struct Binding {
    std::size_t definition = 0;
    std::size_t column = 0;
    std::size_t divisor = 0;  ///< column of the mean a standard deviation is divided by
    double location = 0.0;
    double scale = 1.0;
  };
  [[nodiscard]] float value_of(const Binding& binding, const float* measured) const;

  std::vector<ModelFeature> features_;
  std::vector<Binding> bindings_;
  bool has_reference_ = false;
};

}  // namespace cyto
