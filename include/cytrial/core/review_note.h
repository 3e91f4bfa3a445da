#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cyto {

/// Why a candidate needs a person's eyes (docs/methods/review-order.md).
enum class ReviewReason : std::uint8_t {
  NearGate,             ///< a small change of one number would change the call
  GatesAndModelDiffer,  ///< a trained model calls it otherwise
  DoublePositive,       ///< cytokeratin and CD45
  Saturated,            ///< pixels at the camera limit
  OutOfFocus,
  AtSlideEdge,     ///< cut by the border of the scan or of its analysis window
  InCluster,       ///< touches other tumor cells, directly or through others
  NextToArtefact,  ///< close to what the gate file calls an artefact
};

inline constexpr std::array kAllReviewReasons{ReviewReason::NearGate,       ReviewReason::GatesAndModelDiffer,
                                              ReviewReason::DoublePositive, ReviewReason::Saturated,
                                              ReviewReason::OutOfFocus,     ReviewReason::AtSlideEdge,
                                              ReviewReason::InCluster,      ReviewReason::NextToArtefact};

/// "near_gate", "gates_and_model_differ", "double_positive", "saturated", "out_of_focus", "at_slide_edge",
/// "in_cluster", "next_to_artefact".
[[nodiscard]] std::string_view name_of(ReviewReason reason) noexcept;
[[nodiscard]] std::optional<ReviewReason> review_reason_from(std::string_view name) noexcept;

/// One reason with what there is to say about it.
struct ReviewNote {
  ReviewReason reason = ReviewReason::NearGate;
  std::string subject;           ///< NearGate: the gate whose limit is near; else empty
  std::optional<double> amount;  ///< NearGate: distance from the limit, negative outside; InCluster: members;
                                 ///< NextToArtefact: gap; GatesAndModelDiffer: the model's probability
  std::string unit;              ///< of the amount: "leukocyte_sd", "leukocyte_ratio", "um", "cells", ...
  friend bool operator==(const ReviewNote&, const ReviewNote&) = default;
};

/// Notes as they are stored and exported: joined by "|", each "reason" or "reason:subject:amount:unit" with
/// the amount at three decimals: "near_gate:ck_in_cell:0.310:leukocyte_sd|saturated".
[[nodiscard]] std::string text_of(const std::vector<ReviewNote>& notes);

/// The same backwards. @throws Error BadData naming `subject` when the text is not of that form.
[[nodiscard]] std::vector<ReviewNote> review_notes_from(std::string_view text, const std::string& subject);

}  // namespace cyto
