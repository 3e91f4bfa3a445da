#include "cytrial/review/decision.h"

#include <algorithm>

namespace cyto::review {
namespace {

constexpr std::array<std::string_view, 6> kRoles{"reader",   "second_reader", "adjudicator",
                                                 "lab_lead", "administrator", "auditor"};
constexpr std::array<std::string_view, 3> kCalls{"ctc", "not_ctc", "unsure"};
constexpr std::array<std::string_view, 3> kReadings{"first", "second", "adjudication"};

template <typename Kind, std::size_t N>
std::optional<Kind> find(const std::array<std::string_view, N>& names, std::string_view name) noexcept {
  const auto* at = std::find(names.begin(), names.end(), name);
  return at == names.end() ? std::nullopt : std::optional(static_cast<Kind>(at - names.begin()));
}

}  // namespace

std::string_view name_of(Role role) noexcept {
  return kRoles[static_cast<std::size_t>(role)];
}
std::optional<Role> role_from(std::string_view name) noexcept {
  return find<Role>(kRoles, name);
}
std::string_view name_of(Call call) noexcept {
  return kCalls[static_cast<std::size_t>(call)];
}
std::optional<Call> call_from(std::string_view name) noexcept {
  return find<Call>(kCalls, name);
}
std::string_view name_of(Reading reading) noexcept {
  return kReadings[static_cast<std::size_t>(reading)];
}
std::optional<Reading> reading_from(std::string_view name) noexcept {
  return find<Reading>(kReadings, name);
}

std::optional<Reading> reading_of(Role role) noexcept {
  switch (role) {
    case Role::Reader:
      return Reading::First;
    case Role::SecondReader:
      return Reading::Second;
    case Role::Adjudicator:
      return Reading::Adjudication;
    default:
      return std::nullopt;
  }
}

void DecisionHistory::decide(std::uint64_t seq, Decision decision) {
  decision.version = version() + 1;
  rows_.push_back({seq, false, decision.by, decision.at, decision});
  stack_.push_back(std::move(decision));
}

void DecisionHistory::undo(std::uint64_t seq, std::string by, std::string at) {
  stack_.pop_back();
  const std::uint64_t version_now = version() + 1;
  if (!stack_.empty()) {
    stack_.back().version = version_now;
  }
  rows_.push_back({seq, true, std::move(by), std::move(at),
                   stack_.empty() ? std::nullopt : std::optional(stack_.back())});
}

}  // namespace cyto::review
