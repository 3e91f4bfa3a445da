#include <algorithm>
#include <set>
#include <utility>

#include "in_quotes.h"
#include "study_parts.h"

namespace cyto {
namespace {

constexpr std::int64_t kMaxDay = 36'500;
constexpr std::int64_t kMaxWindowDays = 365;
constexpr std::int64_t kMaxCycles = 200;
constexpr std::size_t kMaxVisits = 500;
constexpr std::size_t kMaxArms = 20;

std::vector<Arm> read_arms(const JsonReader& json) {
  std::vector<Arm> arms;
  std::set<std::string> codes;
  for (const JsonReader& item : optional_items_up_to(kMaxArms, json, "arms")) {
    Arm arm{read_id(item.member("code")), item.optional_text("title").value_or(""),
            item.optional_text("therapy").value_or("")};
    if (!codes.insert(arm.code).second) {
      item.fail("the arm " + arm.code + " is there twice", "give every arm its own code");
    }
    item.finish();
    arms.push_back(std::move(arm));
  }
  return arms;
}

std::optional<CyclePlan> read_cycles(const JsonReader& json) {
  const std::optional<JsonReader> at = json.optional_member("cycles");
  if (!at) {
    return std::nullopt;
  }
  CyclePlan plan;
  plan.length_days = static_cast<int>(at->integer("length_days", 1, kMaxWindowDays));
  plan.most = static_cast<int>(at->integer("most", 1, kMaxCycles));
  at->finish();
  return plan;
}

void read_visit_arms(const JsonReader& json, const std::vector<Arm>& arms, Visit& visit) {
  for (const JsonReader& item : optional_items_up_to(kMaxArms, json, "arms")) {
    std::string code = read_id(item);
    if (std::none_of(arms.begin(), arms.end(), [&](const Arm& arm) { return arm.code == code; })) {
      item.fail("the arm " + code + " is not in the protocol");
    }
    if (std::find(visit.arms.begin(), visit.arms.end(), code) != visit.arms.end()) {
      item.fail("the arm " + code + " is there twice");
    }
    visit.arms.push_back(std::move(code));
  }
}

void read_procedures(const JsonReader& json, Visit& visit) {
  for (const JsonReader& item : optional_items_up_to(kProcedures.size(), json, "procedures")) {
    std::string name = item.as_text();
    if (std::find(kProcedures.begin(), kProcedures.end(), name) == kProcedures.end()) {
      item.fail(in_quotes(name) + " is no procedure",
                "use ctc, tumor_marker, haematology, chemistry or imaging");
    }
    if (visit.plans(name)) {
      item.fail(in_quotes(name) + " is there twice");
    }
    visit.procedures.push_back(std::move(name));
  }
}

Visit read_visit(const JsonReader& json, const Protocol& protocol) {
  Visit visit;
  visit.code = read_id(json.member("code"));
  visit.title = json.optional_text("title").value_or("");
  visit.day = static_cast<int>(json.integer("day", -kMaxDay, kMaxDay));
  visit.window_before_days = static_cast<int>(json.integer("window_before_days", 0, kMaxWindowDays));
  visit.window_after_days = static_cast<int>(json.integer("window_after_days", 0, kMaxWindowDays));
  if (const std::optional<JsonReader> cycle = json.optional_member("cycle")) {
    if (!protocol.cycles) {
      cycle->fail("the protocol declares no cycles");
    }
    visit.cycle = static_cast<int>(cycle->as_integer(1, protocol.cycles->most));
  }
  read_visit_arms(json, protocol.arms, visit);
  read_procedures(json, visit);
  json.finish();
  return visit;
}

std::string window_text(const Visit& visit) {
  return visit.code + " (days " + std::to_string(visit.first_day()) + " to " +
         std::to_string(visit.last_day()) + ")";
}

bool share_an_arm(const Visit& a, const Visit& b) {
  return a.arms.empty() || b.arms.empty() ||
         std::any_of(a.arms.begin(), a.arms.end(), [&](const std::string& arm) { return b.is_for(arm); });
}

void require_disjoint_window(const std::vector<Visit>& earlier, const Visit& visit, const JsonReader& json) {
  for (const Visit& other : earlier) {
    if (share_an_arm(visit, other) && visit.first_day() <= other.last_day() &&
        other.first_day() <= visit.last_day()) {
      json.fail("the window of " + window_text(visit) + " overlaps that of " + window_text(other),
                "narrow one of them, or set \"overlapping_windows\" to \"report\"");
    }
  }
}

bool read_overlap_rule(const JsonReader& json) {
  const std::optional<JsonReader> rule = json.optional_member("overlapping_windows");
  if (!rule || rule->as_text() == "refuse") {
    return false;
  }
  if (rule->as_text() != "report") {
    rule->fail(in_quotes(rule->as_text()) + " is not known", R"(use "refuse" or "report")");
  }
  return true;
}

void read_visits(const JsonReader& json, Protocol& protocol) {
  std::set<std::string> codes;
  for (const JsonReader& item : items_up_to(kMaxVisits, json.member("visits"))) {
    Visit visit = read_visit(item, protocol);
    if (!codes.insert(visit.code).second) {
      item.fail("the visit " + visit.code + " is there twice", "give every visit its own code");
    }
    if (visit.code == protocol.unscheduled) {
      item.fail("the visit has the code of unscheduled visits");
    }
    if (!protocol.windows_may_overlap) {
      require_disjoint_window(protocol.visits, visit, item);
    }
    protocol.visits.push_back(std::move(visit));
  }
  if (protocol.visits.empty()) {
    json.member("visits").fail("a study needs at least one visit");
  }
  std::sort(protocol.visits.begin(), protocol.visits.end(), [](const Visit& a, const Visit& b) {
    return std::pair(a.day, std::string_view(a.code)) < std::pair(b.day, std::string_view(b.code));
  });
}

}  // namespace

Protocol read_protocol(const JsonReader& json) {
  Protocol protocol;
  protocol.title = json.optional_text("title").value_or("");
  protocol.day_zero = read_name(json.member("day_zero"));
  protocol.windows_may_overlap = read_overlap_rule(json);
  protocol.arms = read_arms(json);
  protocol.cycles = read_cycles(json);
  if (const std::optional<JsonReader> code = json.optional_member("unscheduled")) {
    protocol.unscheduled = read_id(*code);
  }
  read_visits(json, protocol);
  json.finish();
  return protocol;
}

}  // namespace cyto
