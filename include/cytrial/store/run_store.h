#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/core/provenance.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/core/sample.h"

namespace cyto {

/// One result folder: cytrial.db and samples/<id>/{events.fcs, counts.json, crops/}
/// (docs/formats/run-folder.md). Several samples may be written one after another; one thread at a time, one
/// process at a time (a lock file names the holder). Any number of readers may look on.
///
/// Whatever is read has been checked against the digests taken when it was stored: a changed database row,
/// event file or crop is an Error BadData, never another number.
class RunStore {
 public:
  /// Opens or creates the folder and clears away what a killed run left. @throws Error CannotCreate,
  /// NoPermission, TryAgain (held by another process), BadConfig (a newer or foreign database), BadData (a
  /// damaged one).
  static std::unique_ptr<RunStore> open_for_writing(const std::filesystem::path& folder);
  /// @throws Error NoInput when it is no result folder; BadConfig, BadData as above.
  static std::unique_ptr<RunStore> open_for_reading(const std::filesystem::path& folder);
  virtual ~RunStore() = default;

  /// `sample_id` has been checked by is_valid_id(). The sample's earlier result, if any, stays until commit()
  /// replaces it. The sink must end before the store and before the next begin_sample().
  /// @throws Error Internal when opened for reading or another sample is being written; CannotCreate when
  /// samples/<id> exists but is not of this run.
  [[nodiscard]] virtual std::unique_ptr<SampleSink> begin_sample(const std::string& sample_id) = 0;

  [[nodiscard]] virtual std::vector<std::string> sample_ids() const = 0;  ///< sorted by bytes
  [[nodiscard]] virtual std::optional<SampleResult> result(const std::string& sample_id) const = 0;
  [[nodiscard]] virtual std::optional<Provenance> provenance(const std::string& sample_id) const = 0;
  [[nodiscard]] virtual std::vector<Candidate> candidates(const std::string& sample_id) const = 0;
  /// Classified events. @throws Error BadData when the file's digest differs from the stored one;
  /// NotEvaluable when the sample has no events because it is not evaluable.
  [[nodiscard]] virtual std::unique_ptr<EventSource> events(const std::string& sample_id) const = 0;
  /// Columns of the sample's events, without reading them. @throws Error as events().
  [[nodiscard]] virtual FeatureSchema event_schema(const std::string& sample_id) const = 0;
  /// Values of single events, in the order of `event_ids`, for showing them. The file's columns are checked
  /// against their digest, the values themselves are not: that would take reading the whole file.
  /// @throws Error as events(); BadData for an id that is not in the table.
  [[nodiscard]] virtual EventBatch event_rows(const std::string& sample_id,
                                              const std::vector<std::uint64_t>& event_ids) const = 0;
  /// How many events the sample has. @throws Error as event_rows().
  [[nodiscard]] virtual std::uint64_t event_count(const std::string& sample_id) const = 0;
  /// Keywords stored with the events (gate names and more).
  [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> event_keywords(
      const std::string& sample_id) const = 0;
  /// Encoded PNG of a crop, when there is one.
  [[nodiscard]] virtual std::optional<std::string> crop(const std::string& sample_id, std::uint64_t event_id,
                                                        const std::string& name) const = 0;
  [[nodiscard]] virtual std::vector<std::string> crop_names(const std::string& sample_id,
                                                            std::uint64_t event_id) const = 0;
  /// Small named texts kept with the run: the study file, the sheets as read, the panel.
  virtual void put_document(const std::string& name, const std::string& text) = 0;
  [[nodiscard]] virtual std::optional<std::string> document(const std::string& name) const = 0;
  /// Where the sample's files lie once it is stored: samples/<id>. What others add there goes with the
  /// result when the sample is stored again.
  [[nodiscard]] virtual std::filesystem::path sample_folder(const std::string& sample_id) const = 0;
  /// Where further files of the sample being written go (label images): they appear in sample_folder() with
  /// commit(), or not at all. Exists from begin_sample() until the sink ends.
  [[nodiscard]] virtual std::filesystem::path side_folder(const std::string& sample_id) const = 0;
};

}  // namespace cyto
