#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cytrial/core/sample.h"
#include "population_columns.h"
#include "robust_statistics.h"

namespace cyto {

/// Columns from which the tumor stain of a sample is judged.
struct TumorStainColumns {
  std::size_t stain = 0;   ///< tumor stain, mean over the cell [ADU]
  std::size_t marker = 0;  ///< leukocyte stain, mean over the cell [ADU]
  std::size_t spread = 0;  ///< tumor stain, standard deviation over the cell's pixels [ADU]
  std::size_t width = 0;   ///< of the cell's box [px]
  std::size_t height = 0;
};

struct TumorStainVerdict {
  std::vector<QualityFlag> flags;
  std::vector<QualityFlag> refusals;  ///< flags that leave no count
};

/// Whether the tumor stain of a sample can tell a tumor cell from its leukocytes: it shows something, does
/// not follow the leukocyte stain, and is not drowned in the noise of pixels
/// (docs/methods/leukocyte-population.md).
/// @param stain location and measured scale of the leukocytes' stain. @param largest_stain of all cells,
/// leukocytes or not; NaN: of none. Keeps two floats per leukocyte.
[[nodiscard]] TumorStainVerdict judge_tumor_stain(const PopulationColumns& leukocytes,
                                                  const TumorStainColumns& columns,
                                                  const RobustStatistic& stain, float largest_stain);

}  // namespace cyto
