#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace cyto {

/// What readers made of one sample, beside the automatic count (docs/manual/review.md).
struct ReviewedCounts {
  std::optional<std::uint64_t> automatic;  ///< CTCs of the gates
  std::optional<std::uint64_t> first;      ///< CTCs of a locked reading
  std::optional<std::uint64_t> second;
  std::optional<std::uint64_t> reviewed;  ///< CTCs once everything is settled
  std::string which_counts;               ///< "reviewed", "automatic", "none"
  std::string because;                    ///< why, in words
  std::uint64_t both_decided = 0;         ///< candidates that both readers decided on, readings locked
  std::uint64_t agreed = 0;
  std::optional<double> kappa;
  std::uint64_t anchor_seq = 0;  ///< end of the audit trail when this was read
  std::string anchor_hash;
};

}  // namespace cyto
