#include "cytrial/exchange/stable_uuid.h"

#include "cytrial/core/digest.h"

namespace cyto {

std::string stable_uuid(std::string_view name) {
  const std::string hex = sha256_of(name);
  constexpr std::string_view kVariant = "89ab";
  std::string uuid = hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-8" + hex.substr(13, 3) + "-";
  const bool is_digit = hex[16] <= '9';
  const int nibble = is_digit ? hex[16] - '0' : hex[16] - 'a' + 10;
  uuid.push_back(kVariant[static_cast<std::size_t>(nibble % 4)]);
  return uuid + hex.substr(17, 3) + "-" + hex.substr(20, 12);
}

}  // namespace cyto
