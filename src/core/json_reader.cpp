#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/core/strict_json.h"
#include "json_place.h"

namespace cyto {
namespace {

/// "an object", "a number": what a value is, for messages.
std::string kind_of(const nlohmann::json& value) {
  if (value.is_null()) {
    return "null";
  }
  const std::string name = value.type_name();
  return (name == "object" || name == "array" ? "an " : "a ") + name;
}

template <typename Number>
std::string range_text(Number min, Number max) {
  if constexpr (std::is_integral_v<Number>) {
    return std::to_string(min) + " to " + std::to_string(max);
  } else {
    const auto shown = [](double edge) {
      return std::isfinite(edge) ? number_text(edge) : std::string("any number");
    };
    return shown(min) + " to " + shown(max);
  }
}

}  // namespace

JsonReader::JsonReader(nlohmann::json value, std::string file, std::string pointer)
    : root_(std::make_shared<const nlohmann::json>(std::move(value))),
      value_(root_.get()),
      file_(std::move(file)),
      pointer_(std::move(pointer)),
      asked_(std::make_shared<std::set<std::string, std::less<>>>()) {}

JsonReader::JsonReader(std::shared_ptr<const nlohmann::json> root, const nlohmann::json* value,
                       std::string file, std::string pointer)
    : root_(std::move(root)),
      value_(value),
      file_(std::move(file)),
      pointer_(std::move(pointer)),
      asked_(std::make_shared<std::set<std::string, std::less<>>>()) {}

JsonReader JsonReader::from_text(std::string_view text, std::string file) {
  nlohmann::json value = parse_strict_json(text, file);
  return JsonReader(std::move(value), std::move(file));
}

JsonReader JsonReader::from_file(const std::filesystem::path& file) {
  return from_text(read_text_file(file), file.string());
}

bool JsonReader::is_object() const {
  return value_->is_object();
}
bool JsonReader::is_array() const {
  return value_->is_array();
}
bool JsonReader::is_text() const {
  return value_->is_string();
}
bool JsonReader::is_number() const {
  return value_->is_number();
}
bool JsonReader::is_null() const {
  return value_->is_null();
}

void JsonReader::fail(std::string_view problem, std::string_view remedy) const {
  throw Error(ErrorCode::BadConfig, json_subject(file_, pointer_), problem, remedy);
}

std::string JsonReader::as_text() const {
  if (!value_->is_string()) {
    fail("is " + kind_of(*value_) + "; a text is wanted");
  }
  return value_->get<std::string>();
}

double JsonReader::as_number(double min, double max) const {
  if (!value_->is_number()) {
    fail("is " + kind_of(*value_) + "; a number is wanted");
  }
  const auto number = value_->get<double>();
  if (!(number >= min && number <= max)) {
    fail(number_text(number) + " is out of range", "allowed: " + range_text(min, max));
  }
  return number;
}

std::int64_t JsonReader::as_integer(std::int64_t min, std::int64_t max) const {
  if (!value_->is_number_integer()) {
    fail("is not a whole number", "write it without fraction and exponent");
  }
  // Beyond the signed range the library holds an unsigned number, which would wrap round.
  const bool too_large = value_->is_number_unsigned() && value_->get<std::uint64_t>() > INT64_MAX;
  if (too_large || value_->get<std::int64_t>() < min || value_->get<std::int64_t>() > max) {
    fail(value_->dump() + " is out of range", "allowed: " + range_text(min, max));
  }
  return value_->get<std::int64_t>();
}

bool JsonReader::as_boolean() const {
  if (!value_->is_boolean()) {
    fail("is " + kind_of(*value_) + "; true or false is wanted");
  }
  return value_->get<bool>();
}

std::vector<JsonReader> JsonReader::as_items() const {
  if (!value_->is_array()) {
    fail("is " + kind_of(*value_) + "; an array is wanted");
  }
  std::vector<JsonReader> items;
  items.reserve(value_->size());
  for (std::size_t i = 0; i < value_->size(); ++i) {
    items.push_back(JsonReader(root_, &(*value_)[i], file_, pointer_ + '/' + std::to_string(i)));
  }
  return items;
}

void JsonReader::require_object() const {
  if (!value_->is_object()) {
    fail("is " + kind_of(*value_) + "; an object is wanted");
  }
}

std::string JsonReader::pointer_to(std::string_view key) const {
  return pointer_ + '/' + pointer_step(key);
}

std::optional<JsonReader> JsonReader::optional_member(std::string_view key) const {
  require_object();
  const auto found = value_->find(std::string(key));
  if (found == value_->end()) {
    return std::nullopt;
  }
  asked_->emplace(key);
  return JsonReader(root_, &*found, file_, pointer_to(key));
}

JsonReader JsonReader::member(std::string_view key) const {
  std::optional<JsonReader> found = optional_member(key);
  if (!found) {
    throw Error(ErrorCode::BadConfig, json_subject(file_, pointer_to(key)), "is missing", "add it");
  }
  return *std::move(found);
}

std::vector<std::string> JsonReader::keys() const {
  require_object();
  std::vector<std::string> keys;
  for (const auto& [key, value] : value_->items()) {
    keys.push_back(key);
  }
  return keys;
}

std::optional<std::string> JsonReader::optional_text(std::string_view key) const {
  const auto found = optional_member(key);
  return found ? std::optional(found->as_text()) : std::nullopt;
}

std::optional<double> JsonReader::optional_number(std::string_view key, double min, double max) const {
  const auto found = optional_member(key);
  return found ? std::optional(found->as_number(min, max)) : std::nullopt;
}

std::optional<std::int64_t> JsonReader::optional_integer(std::string_view key, std::int64_t min,
                                                         std::int64_t max) const {
  const auto found = optional_member(key);
  return found ? std::optional(found->as_integer(min, max)) : std::nullopt;
}

std::optional<bool> JsonReader::optional_boolean(std::string_view key) const {
  const auto found = optional_member(key);
  return found ? std::optional(found->as_boolean()) : std::nullopt;
}

std::vector<JsonReader> JsonReader::optional_items(std::string_view key) const {
  const auto found = optional_member(key);
  return found ? found->as_items() : std::vector<JsonReader>();
}

std::vector<std::string> JsonReader::optional_texts(std::string_view key) const {
  std::vector<std::string> texts;
  for (const JsonReader& item : optional_items(key)) {
    texts.push_back(item.as_text());
  }
  return texts;
}

void JsonReader::finish() const {
  require_object();
  for (const auto& [key, value] : value_->items()) {
    if (!asked_->contains(key)) {
      throw Error(ErrorCode::BadConfig, json_subject(file_, pointer_to(key)), "unknown key",
                  "correct its spelling or remove it");
    }
  }
}

}  // namespace cyto
