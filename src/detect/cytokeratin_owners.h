#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <span>
#include <vector>

#include "label_runs.h"

namespace cyto {

/// Which cytokeratin object each nucleus belongs to.
struct CytokeratinOwners {
  std::vector<std::int32_t> object_of;  ///< per nucleus, index 0 unused; 0 for none
  /// The nuclei that no object covers, among them all that belong to none, with their rings under their
  /// labels; between two nuclei each pixel goes to the nearer.
  ObjectRuns ringed;
};

/// Each nucleus belongs to the object that covers at least half of the nucleus or of the ring around it. A
/// leukocyte that only touches a tumour cell belongs to none.
/// @param boxes of the nuclei, as nuclei_with_rings() wants them. @param objects by row and by label.
[[nodiscard]] CytokeratinOwners find_owners(const ObjectRuns& nuclei, std::span<const cv::Rect> boxes,
                                            const LabelRuns& objects, const ObjectRuns& objects_by_label,
                                            double ring_px);

}  // namespace cyto
