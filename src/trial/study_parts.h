#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/strict_json.h"
#include "cytrial/trial/study.h"

namespace cyto {

/// What an identifier may look like, for messages.
inline constexpr std::string_view kIdRule =
    "use 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit";

/// The elements of an array, at most `limit`.
[[nodiscard]] std::vector<JsonReader> items_up_to(std::size_t limit, const JsonReader& array);
/// The same of the member `key`; empty when it is absent.
[[nodiscard]] std::vector<JsonReader> optional_items_up_to(std::size_t limit, const JsonReader& json,
                                                           std::string_view key);
/// A valid id. @throws Error BadConfig.
[[nodiscard]] std::string read_id(const JsonReader& at);
/// A text that is not empty and has no blanks around it, so that it can be compared with a cell.
[[nodiscard]] std::string read_name(const JsonReader& at);
/// A day "2026-01-12".
[[nodiscard]] CalendarDay read_day(const JsonReader& at);
[[nodiscard]] std::optional<CalendarDay> read_optional_day(const JsonReader& json, std::string_view key);

/// The member "protocol" of a study.
[[nodiscard]] Protocol read_protocol(const JsonReader& json);
/// The member "subjects"; arms and sites must be those of `study`.
[[nodiscard]] std::vector<Subject> read_subjects(const JsonReader& json, const Study& study);
/// An object of "analytes", in a study or a catalogue.
[[nodiscard]] Analyte read_analyte(const JsonReader& json);
/// The analytes of a list, none of which answers to a name of another.
[[nodiscard]] std::vector<Analyte> read_analytes(const JsonReader& array, const AnalyteCatalogue& catalogue);

}  // namespace cyto
