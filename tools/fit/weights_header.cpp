#include "weights_header.h"

#include <array>
#include <charconv>
#include <sstream>

namespace cyto::fit {
namespace {

/// Four digits decide nothing that the training images could tell.
std::string literal(double value) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 4);
  std::string digits(text.data(), end.ptr);
  return digits.find_first_of(".e") == std::string::npos ? digits + ".0" : digits;
}

std::string unit_row(const Network& network, std::size_t unit) {
  std::string row = "        {{";
  for (std::size_t i = 0; i < network.inputs; ++i) {
    row += (i == 0 ? "" : ", ") + literal(network.weights[unit * network.inputs + i]);
  }
  return row + "}, " + literal(network.biases[unit]) + ", " + literal(network.outs[unit]) + "},\n";
}

}  // namespace

std::string weights_header(const Network& network, const HeaderNames& names, const std::string& origin) {
  std::string text = "#pragma once\n\n#include \"" + names.model +
                     "\"\n#include \"small_network.h\"\n\nnamespace cyto {\n\n";
  std::istringstream lines(origin);
  for (std::string line; std::getline(lines, line);) {
    text += "// " + line + "\n";
  }
  text += "// clang-format off\ninline constexpr SmallNetwork<" + names.features + ", " +
          std::to_string(network.units) + "> " + names.network + "{\n    {{\n";
  for (std::size_t unit = 0; unit < network.units; ++unit) {
    text += unit_row(network, unit);
  }
  return text + "    }},\n    " + literal(network.bias) + "};\n// clang-format on\n\n}  // namespace cyto\n";
}

}  // namespace cyto::fit
