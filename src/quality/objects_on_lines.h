#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "camera_lines.h"
#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/quality/slide_quality.h"

namespace cyto {

/// All objects, and those of them without the leukocytes' stain, among which tumor cells are called.
inline constexpr std::size_t kObjectKinds = 2;
using ObjectCounts = std::array<std::uint64_t, kObjectKinds>;

/// What one supposition about lines comes to: `on_line` objects where their neighbourhood lets expect so
/// many.
struct LineExcess {
  std::uint64_t on_line = 0;
  std::uint64_t beside = 0;  ///< in the neighbourhood
  double expected = 0.0;
  double share_of_area = 0.0;  ///< that the line has of its area and its neighbourhood's
};

/// How surely a line makes objects: the logarithm of a bound on the probability that objects without regard
/// to lines lie so by chance (the binomial tail's, Chernoff 1952, Ann Math Stat 23:493; that two Poisson
/// counts are compared by a binomial one: Przyborowski & Wilenski 1940, Biometrika 31:313), its sign turned.
/// 0 without an excess.
[[nodiscard]] double evidence_of(const LineExcess& excess);

/// Counts the objects on the lines of one axis and beside them. Beside are the pixels of the same grid cells
/// that lie away from every line.
class ObjectsOnLines {
 public:
  /// @param cells are kept, their grid must outlive this. @param reach_px what lies so far from a line or
  /// nearer is on it.
  ObjectsOnLines(const LineCells& cells, std::vector<CameraLine> lines, std::int64_t reach_px);

  /// @param x, y pixel of the slide. @param unstained without the leukocytes' stain.
  void add(std::int64_t x, std::int64_t y, bool unstained);

  [[nodiscard]] const LineCells& cells() const noexcept { return cells_; }
  [[nodiscard]] std::int64_t reach_px() const noexcept { return reach_px_; }
  /// Those with pixels beside them, which alone are judged.
  [[nodiscard]] const std::vector<CameraLine>& lines() const noexcept { return lines_; }
  /// Grid cells of all lines whose objects are counted: what the memory goes by.
  [[nodiscard]] std::size_t counted_cells() const noexcept;
  /// Of all lines together.
  [[nodiscard]] LineExcess excess(std::size_t kind) const;
  /// Of every line by itself.
  [[nodiscard]] std::vector<LineExcess> excess_by_line(std::size_t kind) const;

 private:
  struct Tally {
    double area_px = 0.0;
    ObjectCounts objects{};
  };
  struct LinePart {
    std::size_t line = 0;
    Tally on_line;
  };
  struct Cell {
    std::vector<LinePart> parts;
    Tally on_any;
    Tally beside;
  };
  template <typename Take>
  void take_place(Cell& cell, std::int64_t across_px, Take take) const;
  /// Hands the cells that a line runs through, and those it only comes near to, to `take`.
  template <typename Take>
  void for_each_cell_near(const CameraLine& line, Take take) const;
  /// Per cell its columns (rows) that no line is near to.
  [[nodiscard]] std::vector<CellLines> places_beside() const;
  void measure_areas(std::int64_t across, std::int64_t along);

  LineCells cells_;
  std::int64_t reach_px_;
  std::vector<CameraLine> lines_;
  std::vector<Cell> by_cell_;  ///< as the grid's
};

/// How far from its line a camera's object may have its centre [px]. @param pixel_um edge of a pixel.
[[nodiscard]] std::int64_t reach_of_lines(double pixel_um);

/// Lines that demonstrably make objects are a fault, however few those are.
void judge_objects_on_lines(const std::vector<ObjectsOnLines>& axes, const SlideDescription& slide,
                            const Panel& panel, QualityVerdict& verdict);

}  // namespace cyto
