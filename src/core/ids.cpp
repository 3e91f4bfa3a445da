#include "cytrial/core/ids.h"

#include <algorithm>

namespace cyto {
namespace {

constexpr std::size_t kMaxLength = 64;

bool is_alphanumeric(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_id_character(char c) noexcept {
  return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
}

}  // namespace

bool is_valid_id(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kMaxLength && is_alphanumeric(text.front()) &&
         std::all_of(text.begin(), text.end(), is_id_character);
}

std::string id_from(std::string_view text) {
  std::string id;
  for (const char c : text) {
    const bool keep = id.empty() ? is_alphanumeric(c) : is_id_character(c);
    if (keep) {
      id.push_back(c);
    } else if (!id.empty()) {
      id.push_back('-');
    }
  }
  id.resize(std::min(id.size(), kMaxLength));
  return id.empty() ? "sample" : id;
}

}  // namespace cyto
