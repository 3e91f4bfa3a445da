#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cyto {

/// Nesting beyond this is refused: no file of this program needs it, and deep trees overflow the stack.
inline constexpr std::size_t kMaxJsonDepth = 64;

/// One JSON value (RFC 8259), read strictly. Refused: a key given twice, nesting beyond kMaxJsonDepth, text
/// after the value, invalid UTF-8, NUL characters, comments, NaN and numbers beyond a double. A UTF-8 byte
/// order mark is skipped. @param subject names the text in messages: a file path.
/// @throws Error BadConfig with line, column and byte, or with the JSON pointer of the key.
[[nodiscard]] nlohmann::json parse_strict_json(std::string_view text, std::string_view subject);

/// A JSON value with its place, for typed reading. Every problem is an Error BadConfig that names the file
/// and the JSON pointer (RFC 6901). Members that were never asked for are found by finish():
///
///     JsonReader panel = JsonReader::from_file(path);
///     const std::string name = panel.text("name");
///     for (const JsonReader& channel : panel.items("channels")) { ...; channel.finish(); }
///     panel.finish();
///
/// Copies share the values and the record of what was asked for. One thread at a time.
class JsonReader {
 public:
  /// Reads `value`, which is kept by this reader and all made from it.
  JsonReader(nlohmann::json value, std::string file, std::string pointer = {});
  /// parse_strict_json() and its reader.
  [[nodiscard]] static JsonReader from_text(std::string_view text, std::string file);
  /// The same for a regular file. @throws Error also as read_text_file().
  [[nodiscard]] static JsonReader from_file(const std::filesystem::path& file);

  // The value itself.
  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_array() const;
  [[nodiscard]] bool is_text() const;
  [[nodiscard]] bool is_number() const;
  [[nodiscard]] bool is_null() const;
  [[nodiscard]] std::string as_text() const;
  /// Inside [min, max].
  [[nodiscard]] double as_number(double min, double max) const;
  /// Written without fraction or exponent, inside [min, max].
  [[nodiscard]] std::int64_t as_integer(std::int64_t min, std::int64_t max) const;
  [[nodiscard]] bool as_boolean() const;
  /// The elements of an array.
  [[nodiscard]] std::vector<JsonReader> as_items() const;

  // Members of an object.
  [[nodiscard]] JsonReader member(std::string_view key) const;
  [[nodiscard]] std::optional<JsonReader> optional_member(std::string_view key) const;
  /// All keys, sorted by bytes. Counts as asking for none of them.
  [[nodiscard]] std::vector<std::string> keys() const;
  [[nodiscard]] std::string text(std::string_view key) const { return member(key).as_text(); }
  [[nodiscard]] std::optional<std::string> optional_text(std::string_view key) const;
  [[nodiscard]] double number(std::string_view key, double min, double max) const {
    return member(key).as_number(min, max);
  }
  [[nodiscard]] std::optional<double> optional_number(std::string_view key, double min, double max) const;
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max) const {
    return member(key).as_integer(min, max);
  }
  [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view key, std::int64_t min,
                                                             std::int64_t max) const;
  [[nodiscard]] bool boolean(std::string_view key) const { return member(key).as_boolean(); }
  [[nodiscard]] std::optional<bool> optional_boolean(std::string_view key) const;
  /// Elements of the array `key`.
  [[nodiscard]] std::vector<JsonReader> items(std::string_view key) const { return member(key).as_items(); }
  /// The same; empty when the key is absent.
  [[nodiscard]] std::vector<JsonReader> optional_items(std::string_view key) const;
  /// The array of texts `key`; empty when the key is absent.
  [[nodiscard]] std::vector<std::string> optional_texts(std::string_view key) const;

  /// @throws Error BadConfig naming the first member that was never asked for.
  void finish() const;
  /// Refuses the value for a reason of the caller's.
  [[noreturn]] void fail(std::string_view problem, std::string_view remedy = {}) const;

  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  /// "" for the whole text, "/channels/1" below.
  [[nodiscard]] const std::string& pointer() const noexcept { return pointer_; }

 private:
  JsonReader(std::shared_ptr<const nlohmann::json> root, const nlohmann::json* value, std::string file,
             std::string pointer);
  void require_object() const;
  [[nodiscard]] std::string pointer_to(std::string_view key) const;

  std::shared_ptr<const nlohmann::json> root_;
  const nlohmann::json* value_;
  std::string file_;
  std::string pointer_;
  std::shared_ptr<std::set<std::string, std::less<>>> asked_;
};

}  // namespace cyto
