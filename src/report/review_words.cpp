#include "review_words.h"

#include <array>
#include <string_view>
#include <utility>

#include "readable_number.h"

namespace cyto {
namespace {

std::string with_unit(const ReviewNote& note) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kUnits{{
      {"leukocyte_sd", " leukocyte SD"},
      {"leukocyte_ratio", " of the leukocytes\u2019 level"},
      {"um", " \u00b5m"},
      {"um2", " \u00b5m\u00b2"},
      {"adu", " ADU"},
      {"1", ""},
  }};
  std::string text = readable(note.amount.value_or(0.0));
  for (const auto& [unit, words] : kUnits) {
    if (note.unit == unit) {
      return text + std::string(words);
    }
  }
  return text + " " + note.unit;
}

}  // namespace

std::string note_words(const ReviewNote& note) {
  switch (note.reason) {
    case ReviewReason::NearGate:
      return "near a limit: " + with_unit(note) + " from the limit of gate " + note.subject;
    case ReviewReason::GatesAndModelDiffer:
      return "gates and model disagree" +
             (note.amount ? ": the model gives " + readable_share(*note.amount) + " for a CTC"
                          : std::string());
    case ReviewReason::DoublePositive:
      return "cytokeratin and leukocyte marker in one cell: hybrid, doublet or chance contact";
    case ReviewReason::Saturated:
      return "pixels at the camera limit: true brightness unknown";
    case ReviewReason::OutOfFocus:
      return "out of focus";
    case ReviewReason::AtSlideEdge:
      return "cut by the edge of the scan: its numbers are of a part";
    case ReviewReason::InCluster:
      return "in a cluster of " + readable(note.amount.value_or(0.0)) + " tumor cells";
    case ReviewReason::NextToArtefact:
      return "next to an artefact, " + with_unit(note) + " away";
  }
  return {};
}

}  // namespace cyto
