#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cytrial/store/json_writer.h"

namespace cyto::fhir {

inline constexpr std::string_view kUcum = "http://unitsofmeasure.org";
inline constexpr std::string_view kLoinc = "http://loinc.org";

/// A code of a code system.
struct Code {
  std::string_view system;
  std::string_view code;
  std::string_view display;  ///< may be empty
};

/// A member that is a text; nothing when it is empty or blank. What FHIR does not allow in a string becomes
/// U+FFFD.
void put_text(JsonWriter& json, std::string_view name, std::string_view value);
/// A CodeableConcept without a name. @param code without a code: words alone. @param words may be empty.
void put_bare_concept(JsonWriter& json, const std::optional<Code>& code, std::string_view words);
/// The same under `name`.
void put_concept(JsonWriter& json, std::string_view name, const std::optional<Code>& code,
                 std::string_view words);
/// A Reference under `name`.
void put_reference(JsonWriter& json, std::string_view name, const std::string& url);

/// A Quantity under `name`. @param ucum empty: the unit is in words alone. @param comparator "", "<", ...
struct Quantity {
  double value = 0.0;
  std::string_view unit;
  std::string_view ucum;
  std::string_view comparator;
};
void put_quantity(JsonWriter& json, std::string_view name, const Quantity& quantity);

/// A component of an Observation: words and a number.
void put_component(JsonWriter& json, std::string_view words, const Quantity& quantity);
/// The same with a text.
void put_component(JsonWriter& json, std::string_view words, std::string_view value);

}  // namespace cyto::fhir
