#include "cytrial/core/review_note.h"

#include <algorithm>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

constexpr char kBetweenNotes = '|';
constexpr char kBetweenParts = ':';
constexpr int kDecimals = 3;

std::vector<std::string> parts_of(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

void append_note(std::string& text, const ReviewNote& note) {
  text.append(text.empty() ? 0U : 1U, kBetweenNotes).append(name_of(note.reason));
  if (note.subject.empty() && !note.amount) {
    return;
  }
  text.append(1, kBetweenParts).append(note.subject).append(1, kBetweenParts);
  text.append(note.amount ? number_text(*note.amount, kDecimals) : std::string());
  text.append(1, kBetweenParts).append(note.unit);
}

}  // namespace

std::string_view name_of(ReviewReason reason) noexcept {
  switch (reason) {
    case ReviewReason::NearGate:
      return "near_gate";
    case ReviewReason::GatesAndModelDiffer:
      return "gates_and_model_differ";
    case ReviewReason::DoublePositive:
      return "double_positive";
    case ReviewReason::Saturated:
      return "saturated";
    case ReviewReason::OutOfFocus:
      return "out_of_focus";
    case ReviewReason::AtSlideEdge:
      return "at_slide_edge";
    case ReviewReason::InCluster:
      return "in_cluster";
    case ReviewReason::NextToArtefact:
      return "next_to_artefact";
  }
  return "near_gate";
}

std::optional<ReviewReason> review_reason_from(std::string_view name) noexcept {
  const auto found = std::find_if(kAllReviewReasons.begin(), kAllReviewReasons.end(),
                                  [name](ReviewReason reason) { return name_of(reason) == name; });
  return found == kAllReviewReasons.end() ? std::nullopt : std::optional(*found);
}

std::string text_of(const std::vector<ReviewNote>& notes) {
  std::string text;
  for (const ReviewNote& note : notes) {
    append_note(text, note);
  }
  return text;
}

std::vector<ReviewNote> review_notes_from(std::string_view text, const std::string& subject) {
  std::vector<ReviewNote> notes;
  if (text.empty()) {
    return notes;
  }
  for (const std::string& one : parts_of(text, kBetweenNotes)) {
    const std::vector<std::string> parts = parts_of(one, kBetweenParts);
    const auto reason = review_reason_from(parts.front());
    const bool detailed = parts.size() == 4;
    const bool no_amount = !detailed || parts[2].empty();
    const auto amount = no_amount ? std::nullopt : parse_double(parts[2]);
    if (!reason || (!detailed && parts.size() != 1) || (!no_amount && !amount)) {
      throw Error(ErrorCode::BadData, subject, "has a reason for review that cannot be read: " + one,
                  "use the Cytrial version that made it, or analyse the sample again");
    }
    notes.push_back(
        {*reason, detailed ? parts[1] : std::string(), amount, detailed ? parts[3] : std::string()});
  }
  return notes;
}

}  // namespace cyto
