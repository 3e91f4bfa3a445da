#pragma once

#include <optional>
#include <vector>

#include "cytrial/store/review_log.h"

namespace cyto::review {

/// Everything that can be wrong with a stored trail (docs/methods/audit-trail.md): its tables, its chain, its
/// anchors, the stored passwords, the sense of its rows. @param anchors kept elsewhere, besides those beside
/// the database.
[[nodiscard]] std::optional<ChainFault> trail_fault(const ReviewLog& log,
                                                    const std::vector<LogAnchor>& anchors);

}  // namespace cyto::review
