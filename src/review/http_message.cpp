#include "http_message.h"

#include <algorithm>
#include <optional>

#include "cytrial/core/strict_json.h"
#include "cytrial/store/json_writer.h"

namespace cyto::review {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

[[noreturn]] void refuse(const std::string& problem) {
  throw Refused(400, "bad_request", problem);
}

std::string decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        refuse("the address holds a wrong escape");
      }
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_blank) {
      c = ' ';
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      refuse("the address holds a control character");
    }
    out.push_back(c);
  }
  return out;
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::string Request::header(std::string_view name) const {
  std::optional<std::string> joined;
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) {
      joined = joined ? *joined + "," + value : value;
    }
  }
  return joined.value_or(std::string());
}

Target Target::parse(std::string_view target) {
  Target parsed;
  const std::size_t mark = std::min(target.find('?'), target.size());
  if (target.empty() || target.front() != '/' || target.size() > 8192) {
    refuse("the address is no path of this server");
  }
  for (const std::string_view part : split(target.substr(1, mark - 1), '/')) {
    parsed.path.push_back(decoded(part, false));
  }
  if (mark == target.size()) {
    return parsed;
  }
  for (const std::string_view pair : split(target.substr(mark + 1), '&')) {
    if (pair.empty()) {
      continue;
    }
    const std::size_t equal = std::min(pair.find('='), pair.size());
    const std::string value = equal < pair.size() ? decoded(pair.substr(equal + 1), true) : std::string();
    if (!parsed.query.emplace(decoded(pair.substr(0, equal), true), value).second) {
      refuse("a parameter is given twice");
    }
  }
  return parsed;
}

Response refusal_response(const Refused& refused) {
  JsonWriter message(JsonWriter::Layout::OneLine);
  message.text(refused.what());
  Response response;
  response.status = refused.status();
  response.body = R"({"error":{"code":")" + refused.code() + R"(","message":)" + message.take() +
                  R"(,"details":)" + refused.details() + "}}";
  if (refused.status() == 429 || refused.status() == 503) {
    // Told as a header too, in whole seconds.
    std::int64_t seconds = 1;
    if (const JsonReader details = JsonReader::from_text(refused.details(), "details"); details.is_object()) {
      seconds = details.optional_integer("retry_after_s", 1, 86400).value_or(1);
    }
    response.headers.emplace_back("Retry-After", std::to_string(seconds));
  }
  return response;
}

}  // namespace cyto::review
