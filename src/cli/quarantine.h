#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "commands.h"
#include "cytrial/review/identity_release.h"
#include "cytrial/store/run_store.h"
#include "cytrial/trial/identity.h"
#include "study_run.h"

namespace cyto::cli {

/// What a result folder remembers of one quarantine.
struct QuarantineRecord {
  std::string sample_id;
  std::string finding;          ///< why
  std::string identity_sha256;  ///< of identity_digest(), as the last batch found it
};

/// SHA-256 over everything that a sample's identity rests on: what the sheet says of sample, subject and
/// visit, what the sources say, and the scan's bytes.
[[nodiscard]] std::string identity_digest(const SheetSample& row, const std::vector<IdentitySource>& sources,
                                          const ScanDigests& digests);

/// A sample that was once in quarantine is counted only after a lab lead has released it, whatever sheet and
/// label say since: nothing is put right silently (docs/methods/identity.md).
class QuarantineMemory {
 public:
  /// @param run may not exist yet. @throws Error of the store; BadData when the audit trail was changed.
  explicit QuarantineMemory(const Path& run);

  /// Puts the sample into quarantine, or adds the flag "identity_released" when it was released as it is.
  void judge(const Study& study, const SampleSheet& sheet, const SheetSample& row,
             PlannedSample& sample) const;

 private:
  [[nodiscard]] std::optional<QuarantineRecord> record_of(const PlannedSample& sample) const;
  [[nodiscard]] const review::IdentityRelease* release_of(const std::string& sample_id,
                                                          const std::string& identity_sha256) const;

  std::unique_ptr<RunStore> store_;  ///< null: there is no folder yet
  std::vector<review::IdentityRelease> releases_;
};

/// Remembers a sample that goes into quarantine, and its scan. @pre sample.identity
void keep_quarantine(RunStore& store, const PlannedSample& sample);
/// The quarantine that a sample is or was in.
[[nodiscard]] std::optional<QuarantineRecord> kept_quarantine(const RunStore& store,
                                                              const std::string& sample_id);
/// @throws Error BadConfig when the sample or its scan ever was in quarantine: it is for a batch to judge.
void refuse_quarantined(const RunStore& store, const std::string& sample_id, const ScanDigests& digests);

}  // namespace cyto::cli
