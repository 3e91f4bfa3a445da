#include "fhir_parts.h"

namespace cyto::fhir {

namespace {

/// FHIR's strings hold no control characters but tab and line ends.
std::string allowed_text(std::string_view value) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string text;
  for (const char c : value) {
    const bool forbidden = static_cast<unsigned char>(c) < 0x20U && c != '\t' && c != '\n' && c != '\r';
    forbidden ? text.append(kReplacement) : text.append(1, c);
  }
  return text;
}

}  // namespace

void put_text(JsonWriter& json, std::string_view name, std::string_view value) {
  if (value.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    json.key(name);
    json.text(allowed_text(value));
  }
}

void put_bare_concept(JsonWriter& json, const std::optional<Code>& code, std::string_view words) {
  json.begin_object();
  if (code) {
    json.key("coding");
    json.begin_array();
    json.begin_object();
    put_text(json, "system", code->system);
    put_text(json, "code", code->code);
    put_text(json, "display", code->display);
    json.end_object();
    json.end_array();
  }
  put_text(json, "text", words);
  json.end_object();
}

void put_concept(JsonWriter& json, std::string_view name, const std::optional<Code>& code,
                 std::string_view words) {
  json.key(name);
  put_bare_concept(json, code, words);
}

void put_reference(JsonWriter& json, std::string_view name, const std::string& url) {
  json.key(name);
  json.begin_object();
  put_text(json, "reference", url);
  json.end_object();
}

void put_quantity(JsonWriter& json, std::string_view name, const Quantity& quantity) {
  json.key(name);
  json.begin_object();
  json.key("value");
  json.number(quantity.value);
  put_text(json, "comparator", quantity.comparator);
  put_text(json, "unit", quantity.unit);
  if (!quantity.ucum.empty()) {
    put_text(json, "system", kUcum);
    put_text(json, "code", quantity.ucum);
  }
  json.end_object();
}

void put_component(JsonWriter& json, std::string_view words, const Quantity& quantity) {
  json.begin_object();
  put_concept(json, "code", std::nullopt, words);
  put_quantity(json, "valueQuantity", quantity);
  json.end_object();
}

void put_component(JsonWriter& json, std::string_view words, std::string_view value) {
  json.begin_object();
  put_concept(json, "code", std::nullopt, words);
  put_text(json, "valueString", value);
  json.end_object();
}

}  // namespace cyto::fhir
