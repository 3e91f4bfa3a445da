#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "cell_model.h"

namespace cyto::synth {

/// Decides what lies where, one row of square blocks after the other. A block's objects depend on the seed,
/// the block and the neighbours placed before it: not on how the caller cuts the scan.
class SlidePlan {
 public:
  /// @pre options are valid.
  explicit SlidePlan(const ScanOptions& options);

  /// Edge of a block [um].
  static constexpr double kBlockUm = 128.0;

  [[nodiscard]] bool finished() const noexcept { return next_row_ >= block_rows_; }
  /// Every object whose origin lies above this [um] is planned.
  [[nodiscard]] double planned_um() const noexcept { return static_cast<double>(next_row_) * kBlockUm; }
  /// Objects of the next block row, ids ascending.
  /// @throws Error BadConfig when the CTCs find no room before the slide ends.
  [[nodiscard]] std::vector<SimulatedObject> next_row();

  /// A place that is taken.
  struct Disc {
    double x_um;
    double y_um;
    double radius_um;
  };

 private:
  /// Objects that keep their places relative to each other.
  struct Unit {
    std::vector<SimulatedObject> members;
  };
  struct Block {
    std::int64_t row;
    std::int64_t column;
    double x_um;
    double y_um;
    double width_um;
    double height_um;
  };

  void scatter_ctcs();
  [[nodiscard]] Block block_at(std::int64_t row, std::int64_t column) const;
  void plan_block(const Block& block, std::vector<SimulatedObject>& objects);
  void place_ctcs(const Block& block, CounterRng& rng, std::vector<SimulatedObject>& objects);
  void place_leukocytes(const Block& block, CounterRng& rng, std::vector<SimulatedObject>& objects);
  void place_others(const Block& block, CounterRng& rng, std::vector<SimulatedObject>& objects);
  /// Tries places in the block until the unit touches nothing. False when there is none.
  bool place(const Block& block, CounterRng& rng, Unit unit, double gap_um,
             std::vector<SimulatedObject>& objects);
  [[nodiscard]] bool is_free(const Block& block, const Unit& unit, double x_um, double y_um,
                             double gap_um) const;
  [[nodiscard]] bool hits_another(const Block& block, const Disc& disc, double gap_um) const;
  [[nodiscard]] Unit ctc_unit(CounterRng& rng, std::uint32_t members);

  ScanOptions options_;
  std::int64_t block_rows_;
  std::int64_t block_columns_;
  std::int64_t next_row_ = 0;
  std::uint64_t next_id_ = 1;
  std::uint32_t next_cluster_ = 1;
  std::map<std::int64_t, std::vector<std::uint32_t>> ctc_units_;  ///< by block number: members per unit
  std::vector<std::uint32_t> waiting_ctcs_;                       ///< found no room in their block
  std::vector<std::vector<Disc>> row_above_;
  std::vector<std::vector<Disc>> row_here_;
};

}  // namespace cyto::synth
