#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/sample.h"
#include "cytrial/trial/study.h"

namespace cyto {

/// Where a row of a sheet belongs, or why it belongs nowhere.
struct Placement {
  std::optional<std::size_t> subject;  ///< position in the study; empty: not known
  std::optional<std::size_t> visit;    ///< position in the protocol; empty: unscheduled, or no place
  bool unscheduled = false;            ///< belongs to the subject's unscheduled `day`
  std::optional<int> day;              ///< of collection, relative to the subject's day 0
  std::vector<QualityFlag> flags;      ///< of a placed row
  std::string code;                    ///< of a row that has no place
  std::string text;

  [[nodiscard]] bool placed() const noexcept { return visit.has_value() || unscheduled; }
};

/// Places rows at planned visits (docs/methods/timepoint-matching.md): a visit code wins and is checked
/// against its window; without one the collection day must lie in exactly one window of the subject's arm.
/// The code of unscheduled visits places a row at its collection day.
class VisitPlacer {
 public:
  explicit VisitPlacer(const Study& study);

  /// @param what names the row in flags: "the sample", "CA 15-3".
  [[nodiscard]] Placement place(std::string_view subject, std::string_view visit,
                                const std::optional<CollectionTime>& collected, std::string_view what) const;
  [[nodiscard]] std::optional<std::size_t> subject_position(std::string_view id) const;
  [[nodiscard]] std::optional<std::size_t> visit_position(std::string_view code) const;

 private:
  void flag_times(const CollectionTime& collected, std::string_view what, Placement& placement) const;
  void place_by_code(std::string_view visit, std::string_view what, Placement& placement) const;
  void place_by_day(std::string_view what, Placement& placement) const;
  static void place_unscheduled(std::string_view what, Placement& placement);
  /// Visits of the subject's arm whose window holds the day.
  [[nodiscard]] std::vector<std::size_t> visits_around(std::size_t subject, int day) const;

  const Study& study_;
  std::map<std::string_view, std::size_t> subjects_;
  std::map<std::string_view, std::size_t> visits_;
};

/// "days 18 to 24".
[[nodiscard]] std::string window_text(const Visit& visit);

}  // namespace cyto
