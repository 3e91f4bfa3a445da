#pragma once

#include <cstdint>
#include <vector>

#include "label_cleanup.h"
#include "label_runs.h"

namespace cyto {

/// Which cytokeratin object each nucleus belongs to.
struct CytokeratinOwners {
  std::vector<std::int32_t> object_of;  ///< per nucleus, index 0 unused; 0 for none
  /// The nuclei that belong to none, with their rings; between two nuclei each pixel goes to the nearer.
  LabelRuns ringed;
};

/// Each nucleus belongs to the object that covers at least half of the nucleus or of the ring around it. A
/// leukocyte that only touches a tumour cell belongs to none. @param by_label the nuclei once more.
[[nodiscard]] CytokeratinOwners find_owners(const CleanLabels& nuclei, const ObjectRuns& by_label,
                                            const LabelRuns& objects, double ring_px);

}  // namespace cyto
