#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/event_values.h"
#include "cytrial/core/geometry.h"

namespace cyto {

/// One column of the event table. The name carries its unit: "nucleus_area_um2".
struct FeatureColumn {
  std::string name;
  std::string description;
  friend bool operator==(const FeatureColumn&, const FeatureColumn&) = default;
};

/// The ordered columns of an event table. Every event of a sample has one float per column.
class FeatureSchema {
 public:
  FeatureSchema() = default;
  /// @throws Error Internal when a name occurs twice.
  explicit FeatureSchema(std::vector<FeatureColumn> columns);

  [[nodiscard]] const std::vector<FeatureColumn>& columns() const noexcept { return columns_; }
  [[nodiscard]] std::size_t size() const noexcept { return columns_.size(); }
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view name) const noexcept;
  /// @throws Error BadConfig naming the column when it is absent.
  [[nodiscard]] std::size_t require(std::string_view name) const;
  /// A schema with `more` behind these columns.
  [[nodiscard]] FeatureSchema with(const std::vector<FeatureColumn>& more) const;
  friend bool operator==(const FeatureSchema&, const FeatureSchema&) = default;

 private:
  std::vector<FeatureColumn> columns_;
};

/// Conditions of one event, kept as bits in the column `flags`.
enum class EventFlag : std::uint32_t {
  TouchesSlideEdge = 1U << 0U,  ///< cut by the border of the scan
  TouchesHaloEdge = 1U << 1U,   ///< cut by the analysis window: its numbers are of a part
  Saturated = 1U << 2U,         ///< at least one pixel of the cell at the camera limit
  OutOfFocus = 1U << 3U,        ///< focus score below the limit
  WithoutNucleus = 1U << 4U,    ///< found in cytokeratin, no nucleus
};

using EventFlags = std::uint32_t;
[[nodiscard]] constexpr EventFlags bit(EventFlag flag) noexcept {
  return static_cast<EventFlags>(flag);
}
[[nodiscard]] constexpr bool has(EventFlags flags, EventFlag flag) noexcept {
  return (flags & bit(flag)) != 0U;
}

/// One horizontal run of pixels of a mask, in slide pixels: row y, columns [x, x + length).
struct MaskSpan {
  std::int32_t y = 0;
  std::int32_t x = 0;
  std::int32_t length = 0;
  friend bool operator==(const MaskSpan&, const MaskSpan&) = default;
};

/// One measured object: a row of the event table and, when asked for, its masks.
struct Event {
  Anchor anchor;                        ///< nucleus centroid (of the cell mask without a nucleus)
  EventValues values;                   ///< one per schema column
  std::vector<MaskSpan> nucleus_spans;  ///< empty unless label images are written
  std::vector<MaskSpan> cell_spans;     ///< empty unless label images are written
};

/// A run of consecutive events, row-major: rows x columns floats.
struct EventBatch {
  std::uint64_t first_event = 0;  ///< 0-based position of the first row; event_id = position + 1
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<float> values;

  [[nodiscard]] const float* row(std::size_t index) const noexcept { return values.data() + index * columns; }
  [[nodiscard]] float* row(std::size_t index) noexcept { return values.data() + index * columns; }
};

/// Stored events in their final order, read from the front any number of times. One thread at a time.
class EventSource {
 public:
  virtual ~EventSource() = default;
  [[nodiscard]] virtual const FeatureSchema& schema() const = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  virtual void rewind() = 0;
  /// Fills `batch` with the next rows; false at the end. @throws Error Io, BadData.
  virtual bool next(EventBatch& batch) = 0;
  /// What is read from now on is read for the last time: a source whose rows nobody else needs may give up
  /// their place while they are read.
  virtual void drop_rows_once_read() {}
};

/// Columns every event table starts with, in this order (see docs/formats/events.md).
namespace column {
inline constexpr std::string_view kXPx = "x_px";  ///< anchor [full-resolution pixels]
inline constexpr std::string_view kYPx = "y_px";
inline constexpr std::string_view kXUm = "x_um";  ///< anchor [um]
inline constexpr std::string_view kYUm = "y_um";
inline constexpr std::string_view kFlags = "flags";  ///< EventFlag bits
// Columns the classification pass appends, in this order.
inline constexpr std::string_view kPhenotype = "phenotype";       ///< Phenotype as a number
inline constexpr std::string_view kGateMask = "gate_mask";        ///< bit i: gate i passed (< 24 gates)
inline constexpr std::string_view kClusterId = "cluster_id";      ///< 0: in no cluster
inline constexpr std::string_view kClusterSize = "cluster_size";  ///< members of its cluster, or 0
inline constexpr std::string_view kAttachedLeukocytes =
    "attached_leukocytes";                                              ///< that touch it or its cluster
inline constexpr std::string_view kDefinitionMask = "definition_mask";  ///< bit i: definition i holds (< 24)
}  // namespace column

}  // namespace cyto
