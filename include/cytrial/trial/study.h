#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/statistics/recovery.h"
#include "cytrial/trial/analyte.h"
#include "cytrial/trial/collection_time.h"

namespace cyto {

/// A planned visit: its day relative to the subject's day 0, and how far a draw may miss it.
struct Visit {
  std::string code;   ///< "C1D1", a valid id
  std::string title;  ///< "Cycle 1, day 1"; may be empty
  int day = 0;
  int window_before_days = 0;           ///< >= 0
  int window_after_days = 0;            ///< >= 0
  std::optional<int> cycle;             ///< treatment cycle it belongs to, 1..
  std::vector<std::string> arms;        ///< codes of the arms that have it; empty: all
  std::vector<std::string> procedures;  ///< what is planned: kProcedures; empty: not said

  /// @param arm of the subject; empty: the study has no arms.
  [[nodiscard]] bool is_for(std::string_view arm) const noexcept;
  [[nodiscard]] bool plans(std::string_view procedure) const noexcept;
  [[nodiscard]] int first_day() const noexcept { return day - window_before_days; }
  [[nodiscard]] int last_day() const noexcept { return day + window_after_days; }
  [[nodiscard]] bool contains(int collected_day) const noexcept {
    return collected_day >= first_day() && collected_day <= last_day();
  }
};

/// What a visit may plan: CTCs, groups of analytes, imaging for restaging.
inline constexpr std::array<std::string_view, 5> kProcedures{"ctc", "tumor_marker", "haematology",
                                                             "chemistry", "imaging"};

/// A way of treatment that subjects are assigned to.
struct Arm {
  std::string code;     ///< a valid id
  std::string title;    ///< may be empty
  std::string therapy;  ///< in words; may be empty
};

/// Treatment given again and again. Cycle 1 begins on day 0.
struct CyclePlan {
  int length_days = 0;  ///< 1..365
  int most = 0;         ///< most cycles that are given, 1..200
  [[nodiscard]] int first_day(int cycle) const noexcept { return (cycle - 1) * length_days; }
};

/// The visit plan.
struct Protocol {
  std::string title;
  std::string day_zero;   ///< what day 0 is, in words: "first hepatic artery infusion"
  std::vector<Arm> arms;  ///< in file order; empty: one arm without a name
  std::optional<CyclePlan> cycles;
  std::vector<Visit> visits;         ///< by day, then code; windows are disjoint unless overlaps are allowed
  bool windows_may_overlap = false;  ///< a draw that fits two windows is then reported, never placed
  std::string unscheduled = "UNS";   ///< visit code of what was collected outside the plan, on purpose
};

/// A place where subjects are treated.
struct Site {
  std::string code;       ///< a valid id
  std::string time_zone;  ///< IANA name, "Europe/Copenhagen"; may be empty
};

/// A receptor of the tumor.
enum class Receptor { Unknown, Negative, Low, Positive };
/// "unknown", "negative", "low", "positive".
[[nodiscard]] std::string_view name_of(Receptor receptor) noexcept;
[[nodiscard]] std::optional<Receptor> receptor_from(std::string_view name) noexcept;

/// Why and when a subject left the study before the plan was through.
struct EarlyEnd {
  CalendarDay day;
  std::string reason;
};

struct Subject {
  std::string id;  ///< a valid id, unique
  CalendarDay day_zero;
  std::optional<CalendarDay> enrolled;
  std::string arm;                  ///< code; empty: the study has no arms
  std::string site;                 ///< code; may be empty
  Receptor hr = Receptor::Unknown;  ///< hormone receptors; never Low
  Receptor her2 = Receptor::Unknown;
  std::optional<int> prior_lines;  ///< of systemic therapy for metastatic disease, 0..50
  std::optional<EarlyEnd> early_end;

  /// Relative to day 0.
  [[nodiscard]] int day_of(CalendarDay day) const noexcept {
    return static_cast<int>((day - day_zero).count());
  }
};

/// How a sample is known to be the one that the sheet names.
struct IdentityRule {
  bool confirm_sample = false;   ///< label or file metadata must name the sample too
  bool confirm_subject = false;  ///< and the subject
  bool check_character = false;  ///< sample identifiers end in their ISO 7064 MOD 37,2 character
};

/// The share of drawn cells that the process finds.
struct KnownRecovery {
  statistics::Recovery share;
  std::string source;  ///< the experiment or paper that it is known from
};

/// "mean 84.7 %, SD 3.6 % (source)".
[[nodiscard]] std::string words_of(const KnownRecovery& recovery);

/// How a count is judged: unfavourable at `cutoff` cells or more in `per_ml` mL of blood.
struct CtcRule {
  double cutoff = 5.0;
  double per_ml = 7.5;
  double max_tube_age_hours = 96.0;  ///< from collection to the end of processing
  std::string loinc;                 ///< of the count, for exports; may be empty
  /// Empty: not known, and no count is corrected. Never used to judge a count.
  std::optional<KnownRecovery> recovery;
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
  std::vector<Subject> subjects;       ///< in file order
  std::vector<Analyte> analytes;       ///< in file order
  std::filesystem::path analyte_file;  ///< catalogue of the study's own; empty: the program's
  std::string analyte_catalogue;       ///< digest of the catalogue that analytes were taken from; empty: none
  CtcRule ctc;
  IdentityRule identity;
  std::vector<Site> sites;                     ///< in file order
  std::optional<int> site_utc_offset_minutes;  ///< of times written without an offset
  std::string site_time_zone;        ///< the same as a zone, of sites without their own; may be empty
  std::optional<CalendarDay> as_of;  ///< day up to which the sheets are complete
  std::string mixed_configurations;  ///< why samples may differ in configuration; empty: they may not
  std::filesystem::path panel;
  std::optional<std::filesystem::path> gates;
  std::optional<std::filesystem::path> calibration;
  std::filesystem::path samples;      ///< the sample sheet
  std::filesystem::path markers;      ///< the marker table; empty: the study has none
  std::filesystem::path assessments;  ///< restaging; empty: the study has none
  std::filesystem::path treatments;   ///< cycles given; empty: the study has none

  [[nodiscard]] const Subject* find_subject(std::string_view id) const noexcept;
  [[nodiscard]] const Visit* find_visit(std::string_view code) const noexcept;
  [[nodiscard]] const Arm* find_arm(std::string_view code) const noexcept;
  [[nodiscard]] const Site* find_site(std::string_view code) const noexcept;
  /// Of times that the subject's site wrote without an offset: its site's, else the study's; may be empty.
  [[nodiscard]] const std::string& time_zone_of(std::string_view subject) const noexcept;
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
