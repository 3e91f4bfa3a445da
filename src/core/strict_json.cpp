#include "cytrial/core/strict_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "cytrial/core/error.h"
#include "json_place.h"

namespace cyto {
namespace {

using Json = nlohmann::json;

/// Builds the tree from parse events and refuses what the library's own builder lets pass: keys given
/// twice, unlimited depth, NUL inside a text.
class StrictBuilder {
 public:
  StrictBuilder(std::string_view text, std::string_view subject) : text_(text), subject_(subject) {}
  [[nodiscard]] Json take() { return std::move(root_); }

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(Json::number_integer_t value) { return put(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return put(value); }
  bool number_float(Json::number_float_t value, const std::string& /*as_written*/) { return put(value); }
  bool string(std::string& value) {
    require_no_nul(value);
    return put(std::move(value));
  }
  bool binary(Json::binary_t& /*value*/) { return false; }
  bool start_object(std::size_t /*size*/) { return open(Json::object()); }
  bool end_object() { return close(); }
  bool start_array(std::size_t /*size*/) { return open(Json::array()); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    require_no_nul(name);
    Level& level = levels_.back();
    level.key = name;
    if (level.value->contains(name)) {
      throw Error(ErrorCode::BadConfig, json_subject(subject_, pointer()), "the key is given twice",
                  "keep one of the two");
    }
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*last_token*/, const Json::exception& reason) {
    // The library says "[json.exception...] parse error at line 1, column 2: <reason>".
    const std::string message = reason.what();
    const auto colon = message.find(": ");
    const std::string why = colon == std::string::npos ? message : message.substr(colon + 2);
    throw Error(ErrorCode::BadConfig, subject_,
                "not valid JSON at " + text_place(text_, position > 0 ? position - 1 : 0) + ": " +
                    printable_all(why));
  }

 private:
  struct Level {
    Json* value;
    std::string key;
  };

  static std::string printable_all(const std::string& text) {
    std::string shown;
    for (std::size_t at = 0; at < text.size() && at < 240; at += 80) {
      shown += printable(std::string_view(text).substr(at, 80));
    }
    return shown;
  }

  void require_no_nul(const std::string& text) const {
    if (text.find('\0') != std::string::npos) {
      throw Error(ErrorCode::BadConfig, json_subject(subject_, pointer()), "a text holds a NUL character");
    }
  }

  /// Where the value that comes next belongs. An array holds its open element already, but not a new one.
  [[nodiscard]] std::string pointer() const {
    std::string path;
    for (std::size_t depth = 0; depth < levels_.size(); ++depth) {
      const Level& level = levels_[depth];
      const std::size_t index = level.value->size() - (depth + 1 < levels_.size() ? 1 : 0);
      path += '/';
      path += level.value->is_object() ? pointer_step(level.key) : std::to_string(index);
    }
    return path;
  }

  template <typename Value>
  Json* place(Value&& value) {
    if (levels_.empty()) {
      root_ = Json(std::forward<Value>(value));
      return &root_;
    }
    Level& level = levels_.back();
    if (level.value->is_object()) {
      return &((*level.value)[level.key] = Json(std::forward<Value>(value)));
    }
    level.value->push_back(Json(std::forward<Value>(value)));
    return &level.value->back();
  }

  template <typename Value>
  bool put(Value&& value) {
    place(std::forward<Value>(value));
    return true;
  }

  bool open(Json container) {
    if (levels_.size() == kMaxJsonDepth) {
      throw Error(ErrorCode::BadConfig, json_subject(subject_, pointer()),
                  "nested deeper than " + std::to_string(kMaxJsonDepth) + " levels");
    }
    // Moved, not copied into a list: the braces of an initializer would wrap it in an array.
    Json* placed = place(std::move(container));
    levels_.push_back({placed, {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  std::string_view text_;
  std::string_view subject_;
  Json root_;
  std::vector<Level> levels_;
};

}  // namespace

Json parse_strict_json(std::string_view text, std::string_view subject) {
  // The library takes NUL for the end of the input and would not see what follows it.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    throw Error(ErrorCode::BadConfig, subject, "not valid JSON at " + text_place(text, nul) + ": a NUL byte",
                "save the file as UTF-8 text");
  }
  StrictBuilder builder(text, subject);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
    throw Error(ErrorCode::BadConfig, subject, "not valid JSON");
  }
  return builder.take();
}

}  // namespace cyto
