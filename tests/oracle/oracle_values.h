#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/strict_json.h"

namespace cyto::statistics {

/// A row of values/statistics.json.
class OracleRow {
 public:
  explicit OracleRow(const JsonReader& row) : cells_(row.as_items()), place_(row.pointer()) {}

  /// Absent where R had no number.
  [[nodiscard]] std::optional<double> maybe(std::size_t cell) const {
    constexpr double kAny = std::numeric_limits<double>::max();
    return cells_.at(cell).is_null() ? std::nullopt : std::optional(cells_.at(cell).as_number(-kAny, kAny));
  }
  [[nodiscard]] double operator[](std::size_t cell) const { return maybe(cell).value(); }
  [[nodiscard]] std::int64_t whole(std::size_t cell) const {
    return static_cast<std::int64_t>((*this)[cell]);
  }
  /// A cell that is itself a list.
  [[nodiscard]] OracleRow list(std::size_t cell) const { return OracleRow(cells_.at(cell)); }
  [[nodiscard]] std::size_t size() const noexcept { return cells_.size(); }
  [[nodiscard]] std::vector<double> numbers() const {
    std::vector<double> all;
    for (std::size_t cell = 0; cell < size(); ++cell) {
      all.push_back((*this)[cell]);
    }
    return all;
  }
  [[nodiscard]] const std::string& place() const noexcept { return place_; }

 private:
  std::vector<JsonReader> cells_;
  std::string place_;
};

/// The rows of one section, of which there must be `expected`.
inline std::vector<OracleRow> oracle_rows(const char* section, std::size_t expected) {
  static const JsonReader values =
      JsonReader::from_file(CYTRIAL_SOURCE_DIR "/tests/oracle/values/statistics.json");
  std::vector<OracleRow> rows;
  for (const JsonReader& row : values.items(section)) {
    rows.emplace_back(row);
  }
  EXPECT_EQ(rows.size(), expected) << section;
  return rows;
}

/// Compares by relative difference and records the worst as a property of the test.
class Closeness {
 public:
  explicit Closeness(double allowed) : allowed_(allowed) {}
  Closeness(const Closeness&) = delete;
  Closeness& operator=(const Closeness&) = delete;
  ~Closeness() {
    testing::Test::RecordProperty("worst_relative_difference", std::to_string(worst_ * 1e15) + "e-15");
  }

  void expect(double ours, double theirs, const OracleRow& row, const char* what) {
    const double difference = theirs == 0.0 ? std::abs(ours) : std::abs(ours - theirs) / std::abs(theirs);
    worst_ = std::max(worst_, difference);
    EXPECT_LE(difference, allowed_) << what << " at " << row.place() << ": " << ours << ", not " << theirs;
  }
  void expect(const std::optional<double>& ours, const std::optional<double>& theirs, const OracleRow& row,
              const char* what) {
    ASSERT_EQ(ours.has_value(), theirs.has_value()) << what << " at " << row.place();
    if (ours) {
      expect(*ours, *theirs, row, what);
    }
  }

 private:
  double allowed_;
  double worst_ = 0.0;
};

inline constexpr double kExact = 1e-9;
inline constexpr double kIterative = 1e-6;

}  // namespace cyto::statistics
