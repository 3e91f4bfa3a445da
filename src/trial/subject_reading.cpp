#include <set>
#include <utility>

#include "cytrial/core/ids.h"
#include "in_quotes.h"
#include "study_parts.h"

namespace cyto {
namespace {

constexpr std::size_t kMaxSubjects = 20'000;
constexpr std::int64_t kMaxPriorLines = 50;

Receptor read_receptor(const JsonReader& json, std::string_view key, bool may_be_low) {
  const std::optional<JsonReader> at = json.optional_member(key);
  if (!at) {
    return Receptor::Unknown;
  }
  const std::string text = at->as_text();
  const std::optional<Receptor> receptor = receptor_from(text);
  if (!receptor || (*receptor == Receptor::Low && !may_be_low)) {
    at->fail(in_quotes(text) + " is not known",
             may_be_low ? "use positive, low, negative or unknown" : "use positive, negative or unknown");
  }
  return *receptor;
}

void read_subtype(const JsonReader& json, Subject& subject) {
  if (const std::optional<JsonReader> subtype = json.optional_member("subtype")) {
    subject.hr = read_receptor(*subtype, "hr", false);
    subject.her2 = read_receptor(*subtype, "her2", true);
    subtype->finish();
  }
}

void read_arm_and_site(const JsonReader& json, const Study& study, Subject& subject) {
  const std::optional<JsonReader> arm = json.optional_member("arm");
  if (arm) {
    subject.arm = read_id(*arm);
    if (study.find_arm(subject.arm) == nullptr) {
      arm->fail("the arm " + subject.arm + " is not in the protocol");
    }
  } else if (!study.protocol.arms.empty()) {
    json.fail("the subject has no arm, and the protocol declares arms", "add \"arm\"");
  }
  if (const std::optional<JsonReader> site = json.optional_member("site")) {
    subject.site = read_id(*site);
    if (study.find_site(subject.site) == nullptr) {
      site->fail("the site " + subject.site + " is not among the study's");
    }
  }
}

void read_early_end(const JsonReader& json, Subject& subject) {
  const std::optional<JsonReader> end = json.optional_member("early_end");
  if (!end) {
    return;
  }
  subject.early_end = EarlyEnd{read_day(end->member("date")), read_name(end->member("reason"))};
  if (subject.enrolled && subject.early_end->day < *subject.enrolled) {
    end->member("date").fail("the subject left before it was enrolled");
  }
  end->finish();
}

Subject read_subject(const JsonReader& json, const Study& study) {
  Subject subject;
  subject.id = json.text("id");
  if (!is_valid_id(subject.id)) {
    // Not repeated in the message: it may be a person's name by mistake.
    json.member("id").fail("the subject's id is no identifier", kIdRule);
  }
  subject.day_zero = read_day(json.member("day_zero"));
  subject.enrolled = read_optional_day(json, "enrolled");
  read_arm_and_site(json, study, subject);
  read_subtype(json, subject);
  if (const auto lines = json.optional_integer("prior_lines", 0, kMaxPriorLines)) {
    subject.prior_lines = static_cast<int>(*lines);
  }
  read_early_end(json, subject);
  return subject;
}

}  // namespace

std::vector<Subject> read_subjects(const JsonReader& json, const Study& study) {
  std::vector<Subject> subjects;
  std::set<std::string> ids;
  for (const JsonReader& item : items_up_to(kMaxSubjects, json)) {
    Subject subject = read_subject(item, study);
    if (!ids.insert(subject.id).second) {
      item.fail("the subject is there twice", "keep one of the two");
    }
    item.finish();
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

}  // namespace cyto
