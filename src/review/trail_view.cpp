#include "views.h"

namespace cyto::review {
namespace {

constexpr std::size_t kMaxEvents = 500;

/// The sample that a row is about; null when it is about none that is here.
const ReviewSample* sample_of_row(const StudyContent& content, const std::vector<std::string>& parts) {
  const bool about_sample = parts.size() >= 2 && (parts[0] == "sample" || parts[0] == "candidate");
  return about_sample ? content.sample_named(parts[1]) : nullptr;
}

std::optional<Reading> reading_of_row(const std::vector<std::string>& parts) {
  return parts.size() < 3 ? std::nullopt : reading_from(parts.back());
}

bool put_event(JsonWriter& json, const ViewOf& view, const LogEntry& row) {
  const auto parts = parts_of(row.object);
  const ReviewSample* sample = sample_of_row(view.content, parts);
  if (sample == nullptr) {
    return false;
  }
  const auto reading = reading_of_row(parts);
  const bool own = reading == reading_of(view.user.role);
  // That a reading was locked or opened is told to all: it ends or begins the blinding.
  if (!own && !view.sight(*sample).others && row.action != "lock" && row.action != "reopen") {
    return false;
  }
  const ReviewCandidate* candidate =
      parts.size() == 4 ? view.content.candidate_keyed(parts[1] + "/" + parts[2]) : nullptr;
  json.begin_object();
  put_count(json, "seq", row.seq);
  put_text(json, "action", row.action);
  put_text_or_null(json, "candidate", candidate != nullptr ? candidate->id : "");
  put_text(json, "sample", sample->id);
  put_text_or_null(json, "reading", reading ? name_of(*reading) : "");
  put_text_or_null(json, "by", own || view.sight(*sample).others ? row.actor : "");
  put_text(json, "at", row.utc);
  json.key("decision");
  const Decision* decision = nullptr;
  std::uint64_t version = 0;
  if (candidate != nullptr && reading) {
    const DecisionHistory& history = view.state.history(candidate->key, *reading);
    decision = history.current();
    version = history.version();
  }
  put_decision(json, decision, reading.value_or(Reading::First), version);
  json.end_object();
  return true;
}

}  // namespace

std::string events_view(const ViewOf& view, std::uint64_t since) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("events");
  json.begin_array();
  std::size_t told = 0;
  std::uint64_t revision = since;
  for (std::size_t i = since; i < view.state.rows().size() && told < kMaxEvents; ++i) {
    const LogEntry& row = view.state.rows()[i];
    revision = row.seq;
    if (row.actor != view.user.name) {
      told += put_event(json, view, row) ? 1U : 0U;
    }
  }
  json.end_array();
  put_count(json, "revision", revision);
  json.end_object();
  return json.take();
}

std::string audit_view(const ReviewState& state, std::size_t offset, std::size_t limit,
                       const std::string& object, const std::string& actor) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("items");
  json.begin_array();
  std::size_t total = 0;
  for (std::size_t i = state.rows().size(); i-- > 0;) {
    const LogEntry& row = state.rows()[i];
    if (row.object.rfind(object, 0) != 0 || (!actor.empty() && row.actor != actor)) {
      continue;
    }
    if (total >= offset && total < offset + limit) {
      json.begin_object();
      put_count(json, "seq", row.seq);
      for (const auto& [key, value] :
           {std::pair("utc", &row.utc), std::pair("actor", &row.actor), std::pair("role", &row.role),
            std::pair("action", &row.action), std::pair("object", &row.object),
            std::pair("before", &row.before), std::pair("after", &row.after),
            std::pair("reason", &row.reason), std::pair("hash", &row.hash)}) {
        put_text(json, key, *value);
      }
      json.end_object();
    }
    ++total;
  }
  json.end_array();
  put_count(json, "total", total);
  json.end_object();
  return json.take();
}

void put_text(JsonWriter& json, std::string_view key, std::string_view value) {
  json.key(key);
  json.text(value);
}

void put_text_or_null(JsonWriter& json, std::string_view key, std::string_view value) {
  json.key(key);
  value.empty() ? json.null() : json.text(value);
}

void put_count(JsonWriter& json, std::string_view key, std::size_t value) {
  json.key(key);
  json.integer(static_cast<std::uint64_t>(value));
}

void put_flag(JsonWriter& json, std::string_view key, bool value) {
  json.key(key);
  json.boolean(value);
}

void put_decision(JsonWriter& json, const Decision* decision, Reading reading, std::uint64_t version) {
  if (decision == nullptr) {
    json.null();
    return;
  }
  json.begin_object();
  put_text(json, "reading", name_of(reading));
  put_text(json, "call", name_of(decision->call));
  put_text_or_null(json, "phenotype", decision->phenotype ? name_of(*decision->phenotype) : "");
  put_text(json, "comment", decision->comment);
  put_text(json, "by", decision->by);
  put_text(json, "at", decision->at);
  put_count(json, "version", version);
  json.end_object();
}

void put_user(JsonWriter& json, const User& user) {
  json.begin_object();
  put_text(json, "name", user.name);
  put_text(json, "full_name", user.full_name);
  put_text(json, "role", name_of(user.role));
  put_flag(json, "active", user.active);
  json.end_object();
}

void put_abilities(JsonWriter& json, Role role) {
  const bool reads = reading_of(role).has_value();
  const bool leads = role == Role::LabLead;
  const bool administers = role == Role::Administrator;
  json.key("can");
  json.begin_array();
  for (const auto& [can, what] :
       {std::pair(reads, "decide"), std::pair(reads, "lock"),
        std::pair(role == Role::Adjudicator, "adjudicate"), std::pair(leads, "reopen"),
        std::pair(reads || leads, "sign"), std::pair(leads, "plan"), std::pair(leads, "display"),
        std::pair(administers, "users"), std::pair(!reads, "audit")}) {
    if (can) {
      json.text(what);
    }
  }
  json.end_array();
}

}  // namespace cyto::review
