#include "cytrial/store/json_writer.h"

#include <cassert>

#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Length of the well-formed UTF-8 sequence at the front of `text`; 0 when there is none.
/// Source: The Unicode Standard, table 3-7.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    low = first == 0xE0 ? 0xA0 : low;
    high = first == 0xED ? 0x9F : high;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    low = first == 0xF0 ? 0x90 : low;
    high = first == 0xF4 ? 0x8F : high;
  }
  if (length == 0 || text.size() < length || byte(1) < low || byte(1) > high) {
    return 0;
  }
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) {
      return 0;
    }
  }
  return length;
}

void append_escaped(std::string& out, char c) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto code = static_cast<unsigned char>(c);
  if (code < 0x20 || code == 0x7F) {
    out += "\\u00";
    out.push_back(kDigits[code >> 4U]);
    out.push_back(kDigits[code & 15U]);
  } else {
    out.push_back(c);
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      out += kReplacement;
    } else if (length == 1) {
      append_escaped(out, text.front());
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out.push_back('"');
}

void JsonWriter::new_line() {
  if (layout_ == Layout::OneLine) {
    return;
  }
  out_.push_back('\n');
  out_.append(2 * has_entries_.size(), ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_entries_.empty()) {
    assert(out_.empty());
    return;
  }
  if (has_entries_.back()) {
    out_.push_back(',');
  }
  has_entries_.back() = true;
  new_line();
}

void JsonWriter::open(char bracket) {
  before_value();
  out_.push_back(bracket);
  has_entries_.push_back(false);
}

void JsonWriter::close(char bracket) {
  assert(!has_entries_.empty() && !after_key_);
  const bool had_entries = has_entries_.back();
  has_entries_.pop_back();
  if (had_entries) {
    new_line();
  }
  out_.push_back(bracket);
}

void JsonWriter::key(std::string_view name) {
  assert(!after_key_);
  before_value();
  append_json_string(out_, name);
  out_ += layout_ == Layout::OneLine ? ":" : ": ";
  after_key_ = true;
}

void JsonWriter::text(std::string_view value) {
  before_value();
  append_json_string(out_, value);
}

void JsonWriter::number(double value) {
  before_value();
  const std::string digits = number_text(value);
  out_ += digits.empty() ? "null" : digits;
}

void JsonWriter::number(std::optional<double> value) {
  value ? number(*value) : null();
}

void JsonWriter::integer(std::int64_t value) {
  before_value();
  out_ += std::to_string(value);
}

void JsonWriter::integer(std::uint64_t value) {
  before_value();
  out_ += std::to_string(value);
}

void JsonWriter::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  before_value();
  out_ += "null";
}

std::string JsonWriter::take() {
  assert(has_entries_.empty() && !after_key_);
  if (layout_ == Layout::Indented) {
    out_.push_back('\n');
  }
  return std::move(out_);
}

}  // namespace cyto
