#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/geometry.h"
#include "cytrial/core/phenotype.h"
#include "cytrial/core/units.h"

namespace cyto {

/// Whether a sample's count may be used. Zero, not done and not evaluable are three different things: a
/// sample that was never analysed has no SampleResult at all.
enum class SampleStatus { Evaluable, NotEvaluable, Duplicate };

/// "evaluable", "not_evaluable", "duplicate".
[[nodiscard]] std::string_view name_of(SampleStatus status) noexcept;
[[nodiscard]] std::optional<SampleStatus> sample_status_from(std::string_view name) noexcept;

/// A part of the scan that could not be used. One is enough to make the sample NOT EVALUABLE.
struct TileFailure {
  std::string file;     ///< path as given
  std::string channel;  ///< empty when all channels of the place are lost
  SlideRect rect;       ///< the lost place on the slide
  std::string problem;  ///< page, tile or row and what went wrong
  std::string remedy;
};

/// A finding that stands beside a count: code for programs, text for people.
struct QualityFlag {
  std::string code;  ///< "no_calibration", "no_leukocytes"
  std::string text;
  friend bool operator==(const QualityFlag&, const QualityFlag&) = default;
};

/// Leukocyte population of one channel measure: the unit of relative gates.
struct PopulationStatistic {
  std::string column;     ///< event column
  double location = 0.0;  ///< median [unit of the column]
  double scale = 0.0;     ///< 1.4826 x median absolute deviation
};

/// How much of a scan stands behind its count. Shares of areas, 0..1 (docs/methods/quality.md).
struct Coverage {
  double analysed_share = 0.0;       ///< of the scan's rectangle: holds a picture
  double in_focus_area_share = 0.0;  ///< of that part: its nuclei are in focus
  double unobstructed_share = 0.0;   ///< of that part: without bubble, fibre or glare
  /// Of the scan's rectangle: scanned, in focus and unobstructed, at least (as if no two losses overlapped).
  [[nodiscard]] double usable_share() const noexcept {
    const double usable = in_focus_area_share + unobstructed_share - 1.0;
    return usable > 0.0 ? analysed_share * usable : 0.0;
  }
  friend bool operator==(const Coverage&, const Coverage&) = default;
};

/// How many events one definition of the gate file holds (docs/methods/definitions.md). One event may count
/// in several, in one or in none.
struct DefinitionCount {
  std::string name;       ///< "ctc_apoptotic"
  std::string title;      ///< for people
  std::string source;     ///< who defines it so
  bool reported = false;  ///< it carries the reported CTC count; true for one of them at most
  std::uint64_t count = 0;
};

/// Levels of a further marker among the CTCs of a sample, and what is published of them
/// (docs/methods/marker-levels.md).
struct MarkerLevelCounts {
  std::string channel;                  ///< its name in the panel
  int positive_from = 2;                ///< least level that is positive
  std::array<std::uint64_t, 4> ctcs{};  ///< by level: 0, 1+, 2+, 3+
  std::uint64_t not_known = 0;          ///< CTCs without a level

  [[nodiscard]] std::uint64_t total() const noexcept;     ///< CTCs with a level
  [[nodiscard]] std::uint64_t positive() const noexcept;  ///< at `positive_from` or above
  /// Positive CTCs / CTCs with a level; empty without one.
  [[nodiscard]] std::optional<double> positive_share() const noexcept;
  /// At least one CTC, and at least half of them positive.
  [[nodiscard]] bool half_positive() const noexcept { return total() > 0 && 2 * positive() >= total(); }
  /// Percent 1+ plus twice percent 2+ plus three times percent 3+, 0..300; empty without a CTC.
  [[nodiscard]] std::optional<double> h_score() const noexcept;
};

/// Counts of one evaluable sample.
struct SampleCounts {
  std::array<std::uint64_t, kAllPhenotypes.size()> by_phenotype{};  ///< index: Phenotype value
  std::uint64_t events = 0;
  std::uint64_t nucleated_events = 0;
  std::uint64_t ctc_clusters = 0;
  std::uint64_t ctcs_in_clusters = 0;
  std::string definition_set;                ///< name and version of the gate file; empty: no definitions
  std::vector<DefinitionCount> definitions;  ///< in the gate file's order
  std::vector<MarkerLevelCounts> markers;    ///< one per channel of the panel that has levels

  [[nodiscard]] std::uint64_t of(Phenotype phenotype) const noexcept {
    return by_phenotype[static_cast<std::size_t>(phenotype)];
  }
  /// Share of intact nucleated events that show neither marker: what the assay could not identify. Empty
  /// without a single intact nucleated event.
  [[nodiscard]] std::optional<double> unidentified_share() const noexcept;
};

/// What one analysed sample came to. `counts` is set exactly when the status is Evaluable, so that a
/// lost tile can never print a number.
struct SampleResult {
  std::string sample_id;
  SampleStatus status = SampleStatus::NotEvaluable;
  std::vector<std::string> reasons;  ///< why it is not evaluable, one line each; for a duplicate: of what
  std::string error_code;            ///< name_of(ErrorCode) of the first reason; empty when evaluable
  std::optional<SampleCounts> counts;
  std::vector<QualityFlag> flags;
  std::vector<TileFailure> failures;
  std::vector<PopulationStatistic> population;
  std::optional<double> blood_volume_ml;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  PixelSize pixel_size;
  double area_mm2 = 0.0;        ///< slide area analysed: that of the scan's rectangle that holds a picture
  Coverage coverage;            ///< zeros when pixels could not be read
  double in_focus_share = 0.0;  ///< nucleated events in focus / nucleated events
  std::vector<std::string> scan_files;    ///< file names without folders
  std::vector<std::string> scan_digests;  ///< SHA-256 of each, same order
};

/// Whether CTCs were looked for: false when the panel has nothing to tell them by (flag "not_classified") or
/// events were left without a phenotype. Then a CTC count of 0 is no zero and must not be shown as one.
/// Also right for a sample without a single event.
[[nodiscard]] bool is_classified(const SampleResult& result) noexcept;

}  // namespace cyto
