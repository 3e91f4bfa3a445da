#pragma once

#include <string_view>
#include <vector>

namespace cyto::cli {

inline constexpr int kStudySubjects = 24;
inline constexpr int kStudyVisits = 9;

/// What is done to one visit of one subject, and by which code it must be told. Subjects count from 0, visits
/// from 1.
struct Plant {
  int subject;
  int visit;
  std::string_view code;
  std::string_view how = {};  ///< which of several ways to the same code
};

/// The faults of a simulated study.
class FaultPlan {
 public:
  /// @param sound without any fault.
  explicit FaultPlan(bool sound);

  [[nodiscard]] bool sound() const noexcept { return plants_.empty(); }
  [[nodiscard]] const std::vector<Plant>& plants() const noexcept { return plants_; }
  /// An empty `how` stands for every one.
  [[nodiscard]] bool has(int subject, int visit, std::string_view code, std::string_view how = {}) const;
  /// Whether the visit's sample gets no count because of a fault.
  [[nodiscard]] bool takes_count(int subject, int visit) const;
  /// Whether a local time of the visit cannot be read.
  [[nodiscard]] bool refuses_time(int subject, int visit) const;

 private:
  std::vector<Plant> plants_;
};

/// Whether a row with this fault is refused as a whole: it is told by its place in the sheet.
[[nodiscard]] bool is_of_refused_row(std::string_view code) noexcept;

}  // namespace cyto::cli
