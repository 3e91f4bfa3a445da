#include "cytrial/detect/detection_options.h"

#include <string>
#include <string_view>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

void require_within(std::string_view name, double value, double low, double high) {
  // Written so that NaN fails too.
  if (!(value >= low && value <= high)) {
    throw Error(ErrorCode::BadConfig, "detection option " + std::string(name),
                "must lie between " + number_text(low) + " and " + number_text(high));
  }
}

}  // namespace

void DetectionOptions::validate() const {
  require_within("min_nucleus_diameter_um", min_nucleus_diameter_um, 0.5, 20.0);
  require_within("max_nucleus_diameter_um", max_nucleus_diameter_um, 5.0, 100.0);
  require_within("min_nucleus_snr", min_nucleus_snr, 1.0, 100.0);
  require_within("nucleus_edge_fraction", nucleus_edge_fraction, 0.1, 0.9);
  require_within("merge_score", merge_score, -10.0, 10.0);
  require_within("min_nucleus_score", min_nucleus_score, -20.0, 20.0);
  require_within("ring_um", ring_um, 0.0, 20.0);
  require_within("max_cytoplasm_um", max_cytoplasm_um, 0.0, 100.0);
  require_within("min_fragment_diameter_um", min_fragment_diameter_um, 0.5, 20.0);
  require_within("min_cytokeratin_snr", min_cytokeratin_snr, 1.0, 1000.0);
  require_within("cytokeratin_edge_fraction", cytokeratin_edge_fraction, 0.1, 0.9);
  if (min_nucleus_diameter_um >= max_nucleus_diameter_um) {
    throw Error(ErrorCode::BadConfig, "detection option min_nucleus_diameter_um",
                "must be less than max_nucleus_diameter_um");
  }
}

}  // namespace cyto
