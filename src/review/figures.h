#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "review_state.h"
#include "study_content.h"

namespace cyto::review {

/// The counts of one sample side by side.
struct SampleFigures {
  std::array<std::size_t, 3> decided{};                 ///< candidates with a decision, by reading
  std::optional<std::uint64_t> automatic;               ///< CTCs of the gates
  std::array<std::optional<std::uint64_t>, 2> readers;  ///< CTCs of a locked reading
  std::optional<std::size_t> disagreements;             ///< known when both readings are locked
  std::size_t undecided_disagreements = 0;
  std::optional<std::uint64_t> reviewed;  ///< CTCs once every question is settled
  std::string counts;                     ///< which one counts: "reviewed", "automatic", "none"
  std::string because;                    ///< why, in words
};

/// Whether the two readers' calls need a third look: they differ, or both are unsure.
[[nodiscard]] bool disagree(const Decision& first, const Decision& second) noexcept;

/// Whether both readings that the plan asks for are locked.
[[nodiscard]] bool readings_locked(const ReviewState& state, const ReviewSample& sample);

/// Whether candidate waits for, or has, an adjudication. @pre readings_locked().
[[nodiscard]] bool is_disagreement(const ReviewState& state, const ReviewCandidate& candidate);

[[nodiscard]] SampleFigures figures_of(const StudyContent& content, const ReviewState& state,
                                       const ReviewSample& sample);

/// Agreement of the two readers over candidates that both have decided.
struct Agreement {
  std::array<std::array<std::uint64_t, 3>, 3> table{};  ///< [first][second]
  [[nodiscard]] std::uint64_t total() const noexcept;
  [[nodiscard]] std::uint64_t agreed() const noexcept;
};

/// Cohen's kappa of any number of categories with its large-sample 95 % limits, cut to -1..1; empty without a
/// pair, and when chance alone would agree fully.
/// Source: Cohen 1960, Educ Psychol Meas 20:37-46; Fleiss, Cohen and Everitt 1969, Psychol Bull 72:323-327.
struct KappaValue {
  double value = 0.0;
  double low = -1.0;
  double high = 1.0;
};
[[nodiscard]] std::optional<KappaValue> kappa_of(const Agreement& agreement);

/// Agreement over several samples.
struct StudyAgreement {
  Agreement all;
  std::size_t samples = 0;             ///< both readings locked
  std::size_t samples_same_count = 0;  ///< ... and as many CTCs
  Agreement under_three;               ///< of samples in which the first reader called fewer than three CTCs
  std::size_t samples_under_three = 0;
};

/// @param samples those with both readings locked; others are left out.
[[nodiscard]] StudyAgreement agreement_of(const StudyContent& content, const ReviewState& state,
                                          const std::vector<const ReviewSample*>& samples);

}  // namespace cyto::review
