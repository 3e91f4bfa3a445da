#include "study_parts.h"

#include "cytrial/core/ids.h"
#include "cytrial/trial/csv_reader.h"
#include "in_quotes.h"

namespace cyto {

std::vector<JsonReader> items_up_to(std::size_t limit, const JsonReader& array) {
  std::vector<JsonReader> items = array.as_items();
  if (items.size() > limit) {
    array.fail("more than " + std::to_string(limit) + " entries");
  }
  return items;
}

std::vector<JsonReader> optional_items_up_to(std::size_t limit, const JsonReader& json,
                                             std::string_view key) {
  const std::optional<JsonReader> array = json.optional_member(key);
  return array ? items_up_to(limit, *array) : std::vector<JsonReader>();
}

std::string read_id(const JsonReader& at) {
  std::string id = at.as_text();
  if (!is_valid_id(id)) {
    at.fail(in_quotes(id) + " is no identifier", kIdRule);
  }
  return id;
}

std::string read_name(const JsonReader& at) {
  std::string name = at.as_text();
  if (name.empty() || trimmed(name) != name) {
    at.fail("the text is empty or has blanks around it");
  }
  return name;
}

CalendarDay read_day(const JsonReader& at) {
  const std::string text = at.as_text();
  const std::optional<CalendarDay> day = parse_day(text);
  if (!day) {
    at.fail(in_quotes(text) + " is no day", "write it like 2026-01-12");
  }
  return *day;
}

std::optional<CalendarDay> read_optional_day(const JsonReader& json, std::string_view key) {
  const std::optional<JsonReader> at = json.optional_member(key);
  return at ? std::optional(read_day(*at)) : std::nullopt;
}

}  // namespace cyto
