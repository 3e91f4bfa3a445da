#include "cytrial/trial/identity.h"

#include <algorithm>
#include <set>

namespace cyto {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";
constexpr int kModulus = 37;
constexpr int kRadix = 2;

bool is_word_character(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Whether `word` stands at `at` with no letter or digit before or behind it.
bool stands_at(std::string_view text, std::size_t at, std::string_view word) noexcept {
  const std::size_t end = at + word.size();
  return text.substr(at, word.size()) == word && (at == 0 || !is_word_character(text[at - 1])) &&
         (end >= text.size() || !is_word_character(text[end]));
}

/// Identifiers of the study that a text names. At each place the longest one: "S01-02" does not name "S01".
std::set<std::string_view> named_in(std::string_view text,
                                    const std::vector<std::string_view>& longest_first) {
  std::set<std::string_view> named;
  for (std::size_t at = 0; at < text.size();) {
    const auto found = std::find_if(longest_first.begin(), longest_first.end(),
                                    [&](std::string_view id) { return stands_at(text, at, id); });
    if (found == longest_first.end()) {
      ++at;
      continue;
    }
    named.insert(*found);
    at += found->size();
  }
  return named;
}

/// Samples of the sheet, refused rows too, and subjects of the study and the sheet.
std::vector<std::string_view> known_identifiers(const Study& study, const SampleSheet& sheet) {
  std::set<std::string_view> known;
  for (const Subject& subject : study.subjects) {
    known.insert(subject.id);
  }
  for (const SheetSample& row : sheet.rows) {
    known.insert(row.sample_id);
    known.insert(row.subject);
  }
  for (const RefusedRow& row : sheet.refused) {
    known.insert(row.sample);
    known.insert(row.subject);
  }
  known.erase(std::string_view());
  std::vector<std::string_view> sorted(known.begin(), known.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](std::string_view a, std::string_view b) { return a.size() > b.size(); });
  return sorted;
}

/// Only identifiers are repeated: a label may bear a person's name.
QualityFlag mismatch(const IdentitySource& source, const SheetSample& sample, const std::string& what) {
  return {"identity_mismatch", source.name + " names " + what + ", row " + std::to_string(sample.row) +
                                   " of the sheet the sample " + sample.sample_id + " of " + sample.subject +
                                   "; find out whose blood it is, correct the sheet where it is wrong, and "
                                   "let a lab lead release the sample"};
}

}  // namespace

std::optional<char> check_character_of(std::string_view body) noexcept {
  if (body.empty()) {
    return std::nullopt;
  }
  int remainder = 0;
  for (const char c : body) {
    const std::size_t value = kAlphabet.find(c);
    if (value >= kAlphabet.size() - 1) {  // '*' may only be the check character
      return std::nullopt;
    }
    remainder = (remainder + static_cast<int>(value)) * kRadix % kModulus;
  }
  return kAlphabet[static_cast<std::size_t>((kModulus + 1 - remainder) % kModulus)];
}

bool has_right_check_character(std::string_view id) noexcept {
  return id.size() > 1 && check_character_of(id.substr(0, id.size() - 1)) == id.back();
}

std::optional<QualityFlag> identity_problem(const Study& study, const SampleSheet& sheet,
                                            const SheetSample& sample,
                                            const std::vector<IdentitySource>& sources) {
  const std::vector<std::string_view> known = known_identifiers(study, sheet);
  bool sample_named = false;
  bool subject_named = false;
  for (const IdentitySource& source : sources) {
    const std::set<std::string_view> named = named_in(source.text, known);
    for (const std::string_view id : named) {
      if (id != sample.sample_id && id != sample.subject) {
        return mismatch(source, sample, std::string(id));
      }
    }
    sample_named = sample_named || named.contains(sample.sample_id);
    subject_named = subject_named || named.contains(sample.subject);
  }
  const auto label = std::find_if(sources.begin(), sources.end(),
                                  [](const IdentitySource& source) { return source.name == kLabelSource; });
  if (label != sources.end() && named_in(label->text, known).empty()) {
    return mismatch(*label, sample, "neither sample nor subject of this study");
  }
  const bool unconfirmed =
      (study.identity.confirm_sample && !sample_named) || (study.identity.confirm_subject && !subject_named);
  if (unconfirmed) {
    const bool of_subject = study.identity.confirm_subject && !subject_named;
    return QualityFlag{
        "identity_unconfirmed",
        std::string(of_subject ? "the subject " + sample.subject : "the sample " + sample.sample_id) +
            " is named by the sheet alone: neither label, file name nor scan say so"};
  }
  return std::nullopt;
}

}  // namespace cyto
