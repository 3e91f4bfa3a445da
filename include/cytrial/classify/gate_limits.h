#pragma once

#include <string>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"

namespace cyto {

/// A limit of a range gate in leukocyte standard deviations.
struct GateLimit {
  std::string gate;
  std::string column;  ///< that it looks at, of a classified event table: "ck_cell_mean_adu_lsd"
  double value = 0.0;
  bool least = true;  ///< values from here on pass; else values below
};

/// Limits of the range gates that look at leukocyte standard deviations, in order of the file. Gates that
/// hold two measures against each other have no limit of one of them, and are left out.
/// @param text of a gate file. @param subject names it in messages. @param schema of the event table.
/// @throws Error BadConfig when the text is no gate file, or names a column that the table does not have.
[[nodiscard]] std::vector<GateLimit> leukocyte_sd_limits(const std::string& text, const std::string& subject,
                                                         const Panel& panel, const FeatureSchema& schema);

}  // namespace cyto
