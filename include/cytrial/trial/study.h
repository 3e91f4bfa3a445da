#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/trial/collection_time.h"

namespace cyto {

/// A planned visit: its day relative to the subject's day 0, and how far a draw may miss it.
struct Visit {
  std::string code;   ///< "C1D1", a valid id
  std::string title;  ///< "Cycle 1, day 1"; may be empty
  int day = 0;
  int window_before_days = 0;  ///< >= 0
  int window_after_days = 0;   ///< >= 0

  [[nodiscard]] int first_day() const noexcept { return day - window_before_days; }
  [[nodiscard]] int last_day() const noexcept { return day + window_after_days; }
  [[nodiscard]] bool contains(int collected_day) const noexcept {
    return collected_day >= first_day() && collected_day <= last_day();
  }
};

/// The visit plan.
struct Protocol {
  std::string title;
  std::string day_zero;              ///< what day 0 is, in words: "first hepatic artery infusion"
  std::vector<Visit> visits;         ///< by day, then code; windows are disjoint unless overlaps are allowed
  bool windows_may_overlap = false;  ///< a draw that fits two windows is then reported, never placed
};

struct Subject {
  std::string id;  ///< a valid id, unique
  CalendarDay day_zero;
};

/// A unit that results may be written in.
struct AcceptedUnit {
  std::string unit;     ///< as written in results, case matters
  double factor = 1.0;  ///< value in the analyte's unit = value as written x factor
};

/// The upper limit of normal for one assay: limits of different assays are not interchangeable.
struct UpperLimit {
  std::string assay;
  double upper = 0.0;  ///< in the analyte's unit
  std::string source;  ///< where the limit comes from; may be empty
};

/// A serum marker that the study follows.
struct Analyte {
  std::string code;  ///< "CA153", a valid id; its column prefix is unique in the study
  std::string name;  ///< "CA 15-3"
  std::vector<std::string> aliases;
  std::string loinc;                         ///< may be empty
  std::string cdisc_testcd;                  ///< may be empty
  std::string unit;                          ///< results are shown in this unit
  std::vector<AcceptedUnit> accepted_units;  ///< by unit text; holds `unit` itself with factor 1
  std::vector<UpperLimit> upper_limits;      ///< by assay

  [[nodiscard]] const AcceptedUnit* accepted(std::string_view written_unit) const noexcept;
  [[nodiscard]] const UpperLimit* limit_of(std::string_view assay) const noexcept;
};

/// How a count is judged: unfavourable at `cutoff` cells or more in `per_ml` mL of blood.
struct CtcRule {
  double cutoff = 5.0;
  double per_ml = 7.5;
};

/// A study file, checked. Paths are absolute or relative to the working folder, as the study file was; every
/// one lies below `root`. That they exist is checked by whoever opens them.
struct Study {
  std::filesystem::path file;
  std::filesystem::path root;  ///< all paths of study and sheets are relative to it
  std::string digest;          ///< SHA-256 of the study file
  std::string name;            ///< a valid id
  std::string title;
  Protocol protocol;
  std::vector<Subject> subjects;  ///< in file order
  std::vector<Analyte> analytes;  ///< in file order
  CtcRule ctc;
  std::optional<int> site_utc_offset_minutes;  ///< of times written without an offset
  std::filesystem::path panel;
  std::optional<std::filesystem::path> gates;
  std::optional<std::filesystem::path> calibration;
  std::filesystem::path samples;  ///< the sample sheet
  std::filesystem::path markers;  ///< the marker table; empty: the study has none

  [[nodiscard]] const Subject* find_subject(std::string_view id) const noexcept;
  [[nodiscard]] const Visit* find_visit(std::string_view code) const noexcept;
  /// By code, name or alias; case matters.
  [[nodiscard]] const Analyte* find_analyte(std::string_view written) const noexcept;
};

/// Reads a study file (docs/formats/study.md).
/// @throws Error NoInput, NoPermission, Io; BadConfig naming the file and the JSON pointer: not JSON, unknown
/// or duplicate keys, duplicate visits, subjects, analytes or names of them, windows that overlap, a path
/// that leaves the study root.
/// @param root instead of the file's own "root", for a copy of a study
[[nodiscard]] Study read_study_file(const std::filesystem::path& file,
                                    const std::optional<std::filesystem::path>& root = {});

/// `written` below `root`: relative, '/' between folders, no "..", no empty part, no backslash or control
/// character; empty otherwise. The check is of the text; a symbolic link below the root is the site's own
/// decision.
[[nodiscard]] std::optional<std::filesystem::path> path_below(const std::filesystem::path& root,
                                                              std::string_view written);

}  // namespace cyto
