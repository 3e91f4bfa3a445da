#pragma once

#include <string>

#include "review_state.h"

namespace cyto::review {

/// The state that the rows lead to, chain and anchors checked. @throws Error BadData naming the first bad
/// row.
[[nodiscard]] ReviewState checked_state(const ReviewLog& log);

/// Key of the opaque ids, or a fixed one for a folder that was never opened for review.
[[nodiscard]] std::string id_key_of(const ReviewLog& log);

/// Makes the key of the opaque ids when there is none yet, with a row in the trail. @pre open for writing.
void ensure_id_key(ReviewLog& log, const std::string& utc);

}  // namespace cyto::review
