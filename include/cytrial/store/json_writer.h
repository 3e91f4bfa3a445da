#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cyto {

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Builds one small JSON document, indented by two blanks or on one line, keys in the order they are written;
/// numbers as core/number_text.h gives them, whatever the locale. For tables of many rows see table_writer.h.
///
/// Usage: begin_object(), key("events"), integer(3), end_object(), take(). Misuse is an assertion.
class JsonWriter {
 public:
  /// OneLine: no blank and no line end, for what is digested or sent.
  enum class Layout { Indented, OneLine };
  explicit JsonWriter(Layout layout = Layout::Indented) : layout_(layout) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);

  void text(std::string_view value);
  void number(double value);  ///< null when it is not finite
  void number(std::optional<double> value);
  void integer(std::int64_t value);
  void integer(std::uint64_t value);
  void boolean(bool value);
  void null();

  /// The finished document; indented, with a line end.
  [[nodiscard]] std::string take();

 private:
  void open(char bracket);
  void close(char bracket);
  void before_value();
  void new_line();

  Layout layout_;
  std::string out_;
  std::vector<bool> has_entries_;  ///< one per open bracket
  bool after_key_ = false;
};

}  // namespace cyto
