#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "cytrial/core/number_text.h"
#include "cytrial/trial/csv_reader.h"
#include "cytrial/trial/marker_table.h"
#include "in_quotes.h"

namespace cyto {
namespace {

/// No serum marker is reported beyond this; more is a slip of the keyboard.
constexpr double kLargestValue = 1e7;
constexpr std::size_t kLongestText = 32;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Takes the comparison sign off the front of `text`.
Censor take_sign(std::string_view& text) noexcept {
  struct Sign {
    std::string_view symbol;
    Censor censor;
  };
  // Longer signs first: "<=" starts with "<".
  constexpr std::array kSigns{Sign{"<=", Censor::AtMost},
                              Sign{">=", Censor::AtLeast},
                              Sign{"\xE2\x89\xA4", Censor::AtMost},
                              Sign{"\xE2\x89\xA5", Censor::AtLeast},
                              Sign{"<", Censor::Below},
                              Sign{">", Censor::Above}};
  for (const Sign& sign : kSigns) {
    if (text.starts_with(sign.symbol)) {
      text.remove_prefix(sign.symbol.size());
      text = trimmed(text);
      return sign.censor;
    }
  }
  return Censor::None;
}

/// Length of the plain number at the front: 0 or digits without a leading zero, then perhaps '.' and digits.
std::size_t plain_number_length(std::string_view text) noexcept {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) {
    ++end;
  }
  if (end == 0 || (end > 1 && text[0] == '0')) {
    return 0;
  }
  std::size_t fraction_end = end + 1;
  while (end < text.size() && text[end] == '.' && fraction_end < text.size() &&
         is_digit(text[fraction_end])) {
    ++fraction_end;
  }
  return fraction_end > end + 1 ? fraction_end : end;
}

bool is_exponent(std::string_view tail) noexcept {
  return tail.size() >= 2 && (tail[0] == 'e' || tail[0] == 'E') &&
         (is_digit(tail[1]) || tail[1] == '+' || tail[1] == '-');
}

struct Refusal {
  const char* code;
  const char* problem;
};

/// Why `number`, the text behind the sign, is no plain number.
Refusal refusal_of(std::string_view number) noexcept {
  const auto any = [&](auto test) { return std::any_of(number.begin(), number.end(), test); };
  if (any([](char c) { return static_cast<unsigned char>(c) >= 0x80U; })) {
    return {"not_ascii", "holds characters other than ASCII; type the digits again"};
  }
  if (!any(is_digit)) {
    return {"not_a_result", "is no number; enter the result, or leave the row out"};
  }
  if (number.find(',') != std::string_view::npos) {
    return {"decimal_comma",
            "holds a comma, which may be decimal or group digits; write it with a decimal point, as in 31.3"};
  }
  const std::size_t length = plain_number_length(number);
  if (length > 0 && is_exponent(trimmed(number.substr(length)))) {
    return {"exponent", "holds an exponent, which no laboratory reports; write the number out"};
  }
  if (length > 0) {
    return {"extra_text", "goes on behind the number; keep the number alone"};
  }
  if (number.size() > 1 && number[0] == '-' && plain_number_length(number.substr(1)) > 0) {
    return {"negative_value", "is negative"};
  }
  return {"bad_value", "is no plain number like 31.3 or <2.0"};
}

MarkerValueReading refused(std::string code, std::string_view text, std::string_view problem) {
  MarkerValueReading reading;
  reading.code = std::move(code);
  reading.text = "the value " + in_quotes(text) + " ";
  reading.text.append(problem);
  return reading;
}

}  // namespace

std::string_view symbol_of(Censor censor) noexcept {
  switch (censor) {
    case Censor::None:
      return "";
    case Censor::Below:
      return "<";
    case Censor::AtMost:
      return "<=";
    case Censor::Above:
      return ">";
    case Censor::AtLeast:
      return ">=";
  }
  return "";
}

MarkerValueReading read_marker_value(std::string_view text) {
  std::string_view number = trimmed(text);
  if (number.empty()) {
    return refused("no_value", text, "is empty; enter the result, or leave the row out");
  }
  MarkerValueReading reading;
  reading.censor = take_sign(number);
  if (number.size() > kLongestText) {
    return refused("bad_value", text, "is too long for a number");
  }
  if (plain_number_length(number) != number.size() || number.empty()) {
    const Refusal refusal = refusal_of(number);
    return refused(refusal.code, text, refusal.problem);
  }
  reading.value = parse_double(number);
  if (!reading.value || *reading.value > kLargestValue) {
    return refused("implausible_value", text, "is larger than any serum marker gets");
  }
  if (reading.censor != Censor::None && *reading.value == 0.0) {
    return refused("impossible_bound", text, "bounds the result by zero, which says nothing");
  }
  return reading;
}

}  // namespace cyto
