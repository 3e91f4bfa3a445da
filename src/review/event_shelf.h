#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/store/run_store.h"
#include "figures.h"
#include "study_content.h"

namespace cyto::review {

/// Measured values of a sample's candidates.
struct CandidateValues {
  FeatureSchema schema;
  EventBatch rows;  ///< by number of the candidate
};

/// Values of events evenly spread over a sample's table.
struct SpreadEvents {
  FeatureSchema schema;
  EventBatch rows;
  std::uint64_t of = 0;  ///< events of the sample
};

/// Events by place: squares of the slide, row-major.
struct PlaceMap {
  static constexpr std::int64_t kCellPx = 512;
  std::int64_t columns = 0;
  std::int64_t rows = 0;
  std::vector<std::uint32_t> events;
  std::vector<std::uint32_t> nuclei;
  std::vector<std::uint32_t> blurred;    ///< nuclei out of focus
  std::vector<std::uint32_t> saturated;  ///< events with a pixel at the camera limit
};

/// Event values, read from the result folder when they are first asked for, then kept. Thread-safe.
class EventShelf {
 public:
  EventShelf(const RunStore& store, const StudyContent& content) : store_(store), content_(content) {}

  /// @throws Error as RunStore::event_rows().
  [[nodiscard]] std::shared_ptr<const CandidateValues> candidates(const ReviewSample& sample);
  [[nodiscard]] std::shared_ptr<const SpreadEvents> spread(const ReviewSample& sample);
  /// Reads the whole event table. @throws Error as RunStore::events().
  [[nodiscard]] std::shared_ptr<const PlaceMap> places(const ReviewSample& sample);
  /// A picture stored with the result. @throws Error BadData when it was changed.
  [[nodiscard]] std::optional<std::string> stored_crop(const ReviewSample& sample, std::uint64_t event_id,
                                                       const std::string& name);

  /// Where the sample's files lie.
  [[nodiscard]] std::filesystem::path folder(const ReviewSample& sample);

 private:
  const RunStore& store_;
  const StudyContent& content_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const CandidateValues>> candidates_;
  std::map<std::string, std::shared_ptr<const SpreadEvents>> spread_;
  std::map<std::string, std::shared_ptr<const PlaceMap>> places_;
};

/// Display ranges for the whole study, from at most eight samples: per channel black is the usual background,
/// white what most candidates stay below. Chosen once and kept in the trail.
[[nodiscard]] std::vector<ChannelDisplay> study_display(const StudyContent& content, EventShelf& shelf);

}  // namespace cyto::review
