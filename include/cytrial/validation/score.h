#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/phenotype.h"
#include "cytrial/core/units.h"

namespace cyto::validation {

/// One row of an event table, as far as scoring needs it.
struct ScoredEvent {
  double x_um = 0.0;
  double y_um = 0.0;
  Phenotype phenotype = Phenotype::Unclassified;
};

/// One known object.
struct TruthObject {
  double x_um = 0.0;
  double y_um = 0.0;
  Phenotype phenotype = Phenotype::Unclassified;  ///< Unclassified when the truth has none
  bool is_cell = true;                            ///< has a nucleus that must be found
  std::optional<double> ck_level_lsd =
      std::nullopt;  ///< cytokeratin above the leukocytes' mean, in their SDs
};

struct EventTable {
  std::vector<ScoredEvent> events;
  bool has_phenotypes = false;
};

struct TruthTable {
  std::vector<TruthObject> objects;
  bool has_phenotypes = false;
};

/// Reads an events export. Needs x_px and y_px (or x_um and y_um); `phenotype` when there is one. Other
/// columns are skipped; `sample_id` must be the same in all rows. @throws Error NoInput, Io, BadData naming
/// file and line.
[[nodiscard]] EventTable read_event_table(const std::filesystem::path& csv, const PixelSize& pixel_size);

/// Reads a truth table (docs/formats/truth.md). Needs x_px and y_px, or x and y (pixels too), or x_um and
/// y_um; takes phenotype (or else type), is_cell and ck_level_lsd when they are there.
/// @throws Error as read_event_table().
[[nodiscard]] TruthTable read_truth_table(const std::filesystem::path& csv, const PixelSize& pixel_size);

/// Found against known, one to one.
struct MatchCount {
  std::uint64_t truth = 0;  ///< objects that must be found
  std::uint64_t found = 0;  ///< events that claim to be one
  std::uint64_t matched = 0;

  [[nodiscard]] std::uint64_t false_positives() const noexcept { return found - matched; }
  [[nodiscard]] std::uint64_t false_negatives() const noexcept { return truth - matched; }
  /// Empty where the denominator is 0.
  [[nodiscard]] std::optional<double> precision() const noexcept;
  [[nodiscard]] std::optional<double> recall() const noexcept;
  [[nodiscard]] std::optional<double> f1() const noexcept;
  /// (found - truth) / truth.
  [[nodiscard]] std::optional<double> count_error() const noexcept;
};

/// Distance between matched centroids [um].
struct CentroidError {
  double mean_um = 0.0;
  double median_um = 0.0;
  double p95_um = 0.0;
};

/// CTCs of one range of cytokeratin, [low, high) leukocyte SDs.
struct CtcBin {
  double low_lsd = 0.0;
  double high_lsd = 0.0;
  std::uint64_t truth = 0;
  std::uint64_t found = 0;       ///< matched by any event
  std::uint64_t called_ctc = 0;  ///< matched by an event called ctc
};

/// Index behind the phenotypes in a confusion matrix: no event (column), no truth (row).
inline constexpr std::size_t kNone = kAllPhenotypes.size();
using ConfusionMatrix =
    std::array<std::array<std::uint64_t, kAllPhenotypes.size() + 1>, kAllPhenotypes.size() + 1>;

/// How the calls fit the truth. Every event against every object, cells or not.
struct ClassificationScore {
  ConfusionMatrix confusion{};  ///< [truth][called]
  std::uint64_t true_ctcs = 0;
  std::uint64_t ctcs_found = 0;   ///< matched by an event, whatever it was called
  std::uint64_t ctcs_called = 0;  ///< matched by an event called ctc
  std::uint64_t false_ctcs = 0;   ///< events called ctc that match another object or nothing
  std::vector<CtcBin> ctc_bins;   ///< empty when the truth has no levels

  [[nodiscard]] std::optional<double> sensitivity() const noexcept;
};

struct Score {
  double max_distance_um = 0.0;
  /// Events that claim to be cells (neither debris nor fragment) against objects with is_cell.
  MatchCount cells;
  /// The same with the events called debris taken for cells too: what the detector outlined.
  MatchCount nucleated;
  std::optional<CentroidError> centroid;              ///< of `cells`; empty without a match
  std::optional<ClassificationScore> classification;  ///< empty when events or truth have no phenotypes

  /// False CTCs per million nucleated cells of the truth; empty without cells or classification.
  [[nodiscard]] std::optional<double> false_ctcs_per_million() const noexcept;
};

/// Scores events against the truth.
///
/// Matching is one to one: all pairs at most `max_distance_um` apart are taken by increasing distance (then
/// by truth row, then by event row), each while both are free. That is not the assignment of least total
/// distance, but it is the same for every order of work, and it differs only where objects lie closer than
/// the distance allowed.
/// @param max_distance_um > 0. @throws Error BadConfig when it is out of range or gives more than 2^28 pairs.
/// Pure; O(n log n) for usual densities.
[[nodiscard]] Score score_events(const EventTable& found, const TruthTable& truth, double max_distance_um);

/// For people, a few lines.
[[nodiscard]] std::string score_text(const Score& score);
/// For programs: one JSON object with fixed key order, ending in a newline. What has no value is null.
[[nodiscard]] std::string score_json(const Score& score);

}  // namespace cyto::validation
