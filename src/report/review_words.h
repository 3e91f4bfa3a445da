#pragma once

#include <string>

#include "cytrial/core/review_note.h"

namespace cyto {

/// A reason for review in plain words: "near a limit: 0.31 leukocyte SD from the limit of gate
/// ck_in_cell".
[[nodiscard]] std::string note_words(const ReviewNote& note);

}  // namespace cyto
