#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/trial/collection_time.h"
#include "cytrial/trial/refused_row.h"
#include "cytrial/trial/study.h"

namespace cyto {

/// Overall response of a restaging, RECIST 1.1 (Eisenhauer et al. 2009, Eur J Cancer 45:228).
enum class Response { Complete, Partial, Stable, NeitherCompleteNorProgressive, Progressive, NotEvaluable };
/// "CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE".
[[nodiscard]] std::string_view name_of(Response response) noexcept;
[[nodiscard]] std::optional<Response> response_from(std::string_view name) noexcept;

/// One restaging of one subject.
struct Assessment {
  std::size_t row = 0;   ///< as a spreadsheet counts: the header is row 1
  std::string subject;   ///< as written
  std::string visit;     ///< as written; may be empty
  CalendarDay day;       ///< of the images
  std::string modality;  ///< "MRI", "CT", ...; as written
  std::optional<Response> response;
  std::optional<bool>
      intrahepatic_progression;  ///< first seen at this assessment or before; empty: not judged
  std::optional<bool> extrahepatic_progression;  ///< the same outside the liver
};

struct AssessmentTable {
  std::filesystem::path file;       ///< empty: the study has no assessments
  std::vector<Assessment> rows;     ///< in file order
  std::vector<RefusedRow> refused;  ///< in file order; rows in = rows + refused
};

/// Reads assessments.csv (docs/formats/study.md): columns subject, date, modality, response,
/// intrahepatic_progression, extrahepatic_progression; optional visit.
/// @throws Error NoInput, NoPermission, Io; BadData when the file is no CSV, or a column is unknown, missing
/// or there twice.
[[nodiscard]] AssessmentTable read_assessment_table(const std::filesystem::path& file);

/// One cycle of treatment as given.
struct Treatment {
  std::size_t row = 0;
  std::string subject;                 ///< as written
  int cycle = 0;                       ///< 1..
  CalendarDay day;                     ///< it began
  std::string therapy;                 ///< as written; a name that was not there before is a new therapy
  std::optional<double> dose_percent;  ///< of the planned dose, 0..200
};

struct TreatmentTable {
  std::filesystem::path file;       ///< empty: the study has no treatments
  std::vector<Treatment> rows;      ///< in file order
  std::vector<RefusedRow> refused;  ///< in file order; rows in = rows + refused
};

/// Reads treatments.csv: columns subject, cycle, date, therapy; optional dose_percent. Of two rows for one
/// cycle of a subject both are refused. @throws Error as read_assessment_table().
[[nodiscard]] TreatmentTable read_treatment_table(const std::filesystem::path& file);

/// Where the disease grew.
enum class ProgressionSite { Intrahepatic, Extrahepatic, Any };
[[nodiscard]] std::string_view name_of(ProgressionSite site) noexcept;  // "intrahepatic", ...

/// Time to progression of one subject, for Kaplan-Meier curves.
struct ProgressionTime {
  std::string subject;
  int days = 0;             ///< from day 0 to progression, or to the last assessment that judged the site
  bool progressed = false;  ///< false: censored
};

/// One entry per subject of the study, in its order, that has an assessment judging the site on day 0 or
/// later; subjects without one are left out. With Any a progression of either site counts, and a response of
/// PD; the time is that of the first. Deaths are not progressions: the study records none.
[[nodiscard]] std::vector<ProgressionTime> progression_times(const Study& study, const AssessmentTable& table,
                                                             ProgressionSite site);

/// Best response of each subject of the study, in its order; empty without an evaluable assessment. The order
/// is CR, PR, SD, NON-CR/NON-PD, PD; nothing after the first progression counts.
struct BestResponse {
  std::string subject;
  std::optional<Response> response;
};
[[nodiscard]] std::vector<BestResponse> best_responses(const Study& study, const AssessmentTable& table);

}  // namespace cyto
