#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cyto {

/// What an analyte is followed for.
enum class AnalyteGroup { TumorMarker, Haematology, Chemistry, Other };
/// "tumor_marker", "haematology", "chemistry", "other".
[[nodiscard]] std::string_view name_of(AnalyteGroup group) noexcept;
[[nodiscard]] std::optional<AnalyteGroup> analyte_group_from(std::string_view name) noexcept;

/// A unit that results may be written in.
struct AcceptedUnit {
  std::string unit;     ///< as written in results, case matters
  double factor = 1.0;  ///< value in the analyte's unit = value as written x factor
};

/// The limits of normal for one assay: limits of different assays are not interchangeable.
struct UpperLimit {
  std::string assay;
  double upper = 0.0;           ///< in the analyte's unit
  std::optional<double> lower;  ///< in the analyte's unit, below `upper`; empty: none
  std::string source;           ///< where the limit comes from; may be empty
  bool verified = false;        ///< the source was read, not recalled
};

/// A coefficient of variation with where it comes from.
struct Variation {
  double cv_percent = 0.0;  ///< 0.01..200
  std::string assay;        ///< of an analytical variation: the assay; empty: any
  std::string population;   ///< of a within-subject variation: "healthy"; may be empty
  std::string source;
  bool verified = false;  ///< the source was read, not recalled
};

/// A laboratory quantity that the study follows.
struct Analyte {
  std::string code;  ///< "CA153", a valid id; its column prefix is unique in the study
  std::string name;  ///< "CA 15-3"
  AnalyteGroup group = AnalyteGroup::TumorMarker;
  std::vector<std::string> aliases;
  std::string loinc;                         ///< may be empty
  std::string cdisc_testcd;                  ///< may be empty
  std::string cdisc_test;                    ///< LBTEST, "Cancer Antigen 15-3"; may be empty
  std::string unit;                          ///< results are shown in this unit
  std::string ucum;                          ///< `unit` as a UCUM code; may be empty
  std::vector<AcceptedUnit> accepted_units;  ///< by unit text; holds `unit` itself with factor 1
  std::vector<UpperLimit> upper_limits;      ///< by assay
  std::optional<Variation> within_subject;   ///< biological variation of one person over time
  std::vector<Variation> analytical;         ///< of the measurement, by assay
  std::vector<std::string> unverified;       ///< keys whose facts were not read in a source, "loinc"

  [[nodiscard]] const AcceptedUnit* accepted(std::string_view written_unit) const noexcept;
  [[nodiscard]] const UpperLimit* limit_of(std::string_view assay) const noexcept;
  /// Of that assay, else of any assay, else null.
  [[nodiscard]] const Variation* analytical_variation_of(std::string_view assay) const noexcept;
};

/// Analytes as a file gives them (docs/formats/analytes.md).
struct AnalyteCatalogue {
  std::string name;
  std::string version;
  std::string digest;  ///< SHA-256 of the file
  std::vector<Analyte> analytes;

  /// By code; case matters.
  [[nodiscard]] const Analyte* find(std::string_view code) const noexcept;
};

/// @throws Error NoInput, NoPermission, Io; BadConfig naming the file and the JSON pointer.
[[nodiscard]] AnalyteCatalogue read_analyte_file(const std::filesystem::path& file);
/// The catalogue that the program carries: calibration/analytes/default.json.
[[nodiscard]] const AnalyteCatalogue& default_analytes();

}  // namespace cyto
