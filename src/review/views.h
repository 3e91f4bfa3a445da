#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blinding.h"
#include "cytrial/store/json_writer.h"
#include "event_shelf.h"
#include "review_desk.h"

namespace cyto::review {

/// Everything an answer is made from, and for whom.
struct ViewOf {
  const StudyContent& content;
  const ReviewState& state;
  const User& user;

  /// The reading whose decisions the user sees first.
  [[nodiscard]] Reading reading() const { return reading_of(user.role).value_or(Reading::First); }
  [[nodiscard]] Sight sight(const ReviewSample& sample) const { return sight_of(state, sample, user.role); }
};

// Small pieces, shared by the answers (docs/formats/review-api.md).
void put_text(JsonWriter& json, std::string_view key, std::string_view value);
/// null when empty.
void put_text_or_null(JsonWriter& json, std::string_view key, std::string_view value);
void put_count(JsonWriter& json, std::string_view key, std::size_t value);
void put_flag(JsonWriter& json, std::string_view key, bool value);
/// Without its key.
void put_decision(JsonWriter& json, const Decision* decision, Reading reading, std::uint64_t version);

void put_signature(JsonWriter& json, const ViewOf& view, const ReviewSample& sample,
                   const Signature& signature);
void put_user(JsonWriter& json, const User& user);
/// What a role may do, as the page asks for it.
void put_abilities(JsonWriter& json, Role role);

[[nodiscard]] std::string study_view(const ViewOf& view, const std::string& title,
                                     const std::vector<bool>& has_slide);
[[nodiscard]] std::string sample_view(const ViewOf& view, const ReviewSample& sample, bool has_slide);
[[nodiscard]] std::string agreement_view(const ViewOf& view, const std::vector<const ReviewSample*>& samples);

/// One candidate in a list. @param values of its sample.
void put_candidate(JsonWriter& json, const ViewOf& view, const ReviewCandidate& candidate,
                   const CandidateValues& values);
[[nodiscard]] std::string candidate_view(const ViewOf& view, const ReviewCandidate& candidate,
                                         const CandidateValues& values);
[[nodiscard]] std::string events_view(const ViewOf& view, std::uint64_t since);
[[nodiscard]] std::string audit_view(const ReviewState& state, std::size_t offset, std::size_t limit,
                                     const std::string& object, const std::string& actor);

/// What a list of candidates is narrowed to and ordered by.
struct CandidateQuery {
  std::string sample;
  std::string phenotype;
  std::string reason;
  std::string state;
  std::string sort = "rank";
  bool descending = false;
};

/// Indices of the candidates that match, in order. @throws Refused for what does not exist or must not be
/// seen.
[[nodiscard]] std::vector<std::size_t> chosen_candidates(const ViewOf& view, const CandidateQuery& query);

}  // namespace cyto::review
