#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"

namespace cyto::test {

/// Numbers of one event as the default gates look at them.
struct Cell {
  double ck = 45.0;
  double cd45 = 800.0;
  double ring_over_cell = 1.0;         ///< CK
  double nucleus_over_cell = 1.0;      ///< CK
  double cd45_median_over_mean = 1.0;  ///< near 0 when the light lies on one side
  double overlap = 1.0;
  double ck_sd_over_mean = 0.35;
  double nucleus_um = 7.0;
  double cell_um = 9.0;
  double x_um = 0.0;  ///< from a point 50 um inside the slide
  double y_um = 0.0;
  EventFlags flags = 0;
};

/// DAPI, CK-PE and CD45 with their roles.
[[nodiscard]] Panel three_colour_panel();
/// The columns that the default gates and the classifier need.
[[nodiscard]] FeatureSchema schema_of(const Panel& panel);

/// An event table in memory, handed out in batches of `batch_rows`.
class EventTable final : public EventSource {
 public:
  explicit EventTable(FeatureSchema schema, std::size_t batch_rows = 1000)
      : schema_(std::move(schema)), batch_rows_(batch_rows) {}

  /// Sets the named columns of a new event; the others are 0.
  void add(const std::vector<std::pair<std::string, double>>& values);
  void add(const Cell& cell);
  [[nodiscard]] float& at(std::size_t event, const std::string& column);
  [[nodiscard]] const float* row(std::size_t event) const { return values_.data() + event * schema_.size(); }
  /// Multiplies a column and adds to it.
  void transform(const std::string& column, double factor, double offset);

  [[nodiscard]] const FeatureSchema& schema() const override { return schema_; }
  [[nodiscard]] std::uint64_t size() const override { return values_.size() / schema_.size(); }
  void rewind() override { next_event_ = 0; }
  bool next(EventBatch& batch) override;

 private:
  FeatureSchema schema_;
  std::size_t batch_rows_;
  std::size_t next_event_ = 0;
  std::vector<float> values_;
};

/// A generator with the same numbers everywhere (std distributions differ between libraries).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  [[nodiscard]] double uniform();  ///< [0, 1)
  [[nodiscard]] double normal();   ///< mean 0, SD 1
  /// Median `median`, SD of the logarithm `sigma`.
  [[nodiscard]] double lognormal(double median, double sigma);

 private:
  [[nodiscard]] std::uint64_t next();
  std::uint64_t state_;
};

/// Blood: 60 % granulocytes with a third of the CD45 of the 30 % lymphocytes, 10 % monocytes between.
/// CK is autofluorescence with the heavy upper tail of a lognormal.
[[nodiscard]] Cell random_leukocyte(Dice& dice);

/// `leukocytes` of them, in a row 20 um apart.
[[nodiscard]] EventTable blood(std::size_t leukocytes, std::uint64_t seed, std::size_t batch_rows = 1000);

}  // namespace cyto::test
