#include "markup.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;  // 0: not UTF-8
};

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

CodePoint first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80U) {
    return {lead, 1};
  }
  const std::size_t bytes = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
  if (lead < 0xC2U || lead > 0xF4U || text.size() < bytes) {
    return {};
  }
  std::uint32_t value = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!is_continuation(text[i])) {
      return {};
    }
    value = (value << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800U && value <= 0xDFFFU;
  return value < least[bytes] || value > 0x10FFFFU || surrogate ? CodePoint{} : CodePoint{value, bytes};
}

bool may_be_shown(std::uint32_t code) {
  const bool control =
      (code < 0x20U && code != '\t' && code != '\n' && code != '\r') || (code >= 0x7FU && code <= 0x9FU);
  const bool turns_direction = code == 0x200EU || code == 0x200FU || (code >= 0x202AU && code <= 0x202EU) ||
                               (code >= 0x2066U && code <= 0x2069U);
  return !control && !turns_direction && (code & 0xFFFEU) != 0xFFFEU;
}

std::string_view entity(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

bool is_inline(std::string_view tag) {
  constexpr std::array<std::string_view, 9> tags{"a",    "strong", "em",    "span", "code",
                                                 "abbr", "small",  "tspan", "img"};
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const CodePoint code = first_code_point(text);
    const std::size_t bytes = std::max<std::size_t>(code.bytes, 1);
    if (code.bytes == 0 || !may_be_shown(code.value)) {
      out += kReplacement;
    } else if (const std::string_view name = entity(text.front()); !name.empty()) {
      out += name;
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

void Markup::start(std::string_view tag, Attributes attributes, std::string_view end) {
  (out_ += '<') += tag;
  for (const auto& [name, value] : attributes) {
    ((((out_ += ' ') += name) += "=\"") += escaped(value)) += '"';
  }
  out_ += end;
}

void Markup::close() {
  const std::string_view tag = open_.back();
  open_.pop_back();
  ((out_ += "</") += tag) += is_inline(tag) ? ">" : ">\n";
}

Markup::Scope Markup::in(std::string_view tag, Attributes attributes) {
  start(tag, attributes, ">");
  open_.push_back(tag);
  return Scope(*this);
}

Markup& Markup::leaf(std::string_view tag, std::string_view content, Attributes attributes) {
  const Scope scope = in(tag, attributes);
  return text(content);
}

Markup& Markup::empty(std::string_view tag, Attributes attributes) {
  start(tag, attributes, is_inline(tag) ? "/>" : "/>\n");
  return *this;
}

Markup& Markup::text(std::string_view content) {
  out_ += escaped(content);
  return *this;
}

Markup& Markup::style(std::string_view css) {
  ((out_ += "<style>\n") += css) += "</style>\n";
  return *this;
}

Markup& Markup::doctype() {
  out_ += "<!DOCTYPE html>\n";
  return *this;
}

std::string Markup::finish() {
  if (!open_.empty()) {
    throw Error(ErrorCode::Internal, "report", "element '" + std::string(open_.back()) + "' is not closed");
  }
  return std::exchange(out_, {});
}

}  // namespace cyto
