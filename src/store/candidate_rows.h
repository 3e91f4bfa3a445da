#pragma once

#include <string>
#include <vector>

#include "cytrial/core/result_sink.h"
#include "database.h"

namespace cyto {

/// Candidates and crops of the sample being written. They wait in temporary tables of the connection, on disk
/// when they are many, until commit; a killed run leaves nothing of them.
class CandidateStage {
 public:
  explicit CandidateStage(const Connection& connection);

  /// @throws Error Internal when the event is a candidate already or a gate name holds '|'.
  void add(const Candidate& candidate);
  /// @return the crop's file name, unique in the sample.
  std::string add_crop(std::uint64_t event_id, const std::string& name, const std::string& sha256);
  /// Moves all rows to the sample, in order of event. @pre within a write transaction.
  /// @throws Error Internal when an event is beyond `events` or a crop belongs to no candidate.
  void move_to(const std::string& sample_id, std::uint64_t events);

 private:
  [[nodiscard]] std::string free_file_name(std::uint64_t event_id, const std::string& name);

  /// The temporary tables. Made before and dropped after the statements that look at them.
  struct Tables {
    explicit Tables(const Connection& owner);
    ~Tables();
    Tables(const Tables&) = delete;
    Tables& operator=(const Tables&) = delete;
    const Connection& connection;
  };

  Tables tables_;
  // Prepared once: preparing takes longer than inserting.
  Statement insert_candidate_;
  Statement insert_measure_;
  Statement insert_effect_;
  Statement insert_crop_;
  Statement crop_of_file_;
};

[[nodiscard]] std::vector<Candidate> stored_candidates(const Connection& connection,
                                                       const std::string& sample_id);

/// One digest over all stored candidates (crops) of a sample: SHA-256 chained from row to row.
[[nodiscard]] std::string candidates_digest(const Connection& connection, const std::string& sample_id);
[[nodiscard]] std::string crops_digest(const Connection& connection, const std::string& sample_id);

}  // namespace cyto
