#include "imagej_metadata.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/imageio/image_limits.h"
#include "file_text.h"

namespace cyto {
namespace {

constexpr double kPrintingUnitUm = 1e3;  ///< millimetres, centimetres and inches

using Fields = std::map<std::string, std::string, std::less<>>;

/// Lines "key=value".
Fields fields_of(std::string_view description) {
  Fields fields;
  while (!description.empty()) {
    const std::size_t end = std::min(description.find('\n'), description.size());
    std::string_view line = description.substr(0, end);
    description.remove_prefix(std::min(end + 1, description.size()));
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    if (const std::size_t equals = line.find('='); equals != std::string_view::npos) {
      fields.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
  }
  return fields;
}

std::uint64_t count_of(const Fields& fields, std::string_view key, const std::string& file) {
  const auto it = fields.find(key);
  if (it == fields.end()) {
    return 1;
  }
  const auto value = parse_int(it->second);
  if (!value || *value < 1 || static_cast<std::uint64_t>(*value) > kMaxTiffPages) {
    throw Error(ErrorCode::BadData, file,
                "its ImageJ description has " + std::string(key) + "=" + printable(it->second, 40) +
                    ", not a count of 1 to " + std::to_string(kMaxTiffPages),
                "save it again");
  }
  return static_cast<std::uint64_t>(*value);
}

/// Micrometres per ImageJ unit; nothing for pixels and unknown units.
std::optional<double> um_per_unit(std::string_view unit) {
  static const std::map<std::string_view, double> kUnits{
      {"\u00b5m", 1.0}, {"\u03bcm", 1.0},   {"\\u00B5m", 1.0},   {"um", 1.0},
      {"micron", 1.0},  {"microns", 1.0},   {"nm", 1e-3},        {"mm", 1e3},
      {"cm", 1e4},      {"inch", 25'400.0}, {"micrometer", 1.0}, {"\xb5m", 1.0}};
  const auto it = kUnits.find(unit);
  return it == kUnits.end() ? std::nullopt : std::optional(it->second);
}

std::string utf8_from_utf16(std::string_view bytes, bool big_endian) {
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto high = static_cast<unsigned char>(bytes[i + (big_endian ? 0 : 1)]);
    const auto low = static_cast<unsigned char>(bytes[i + (big_endian ? 1 : 0)]);
    const unsigned unit = static_cast<unsigned>(high) << 8U | low;
    if (unit < 0x80U) {
      text.push_back(static_cast<char>(unit));
    } else if (unit < 0x800U) {
      text.push_back(static_cast<char>(0xC0U | unit >> 6U));
      text.push_back(static_cast<char>(0x80U | (unit & 0x3FU)));
    } else if (unit < 0xD800U || unit > 0xDFFFU) {
      text.push_back(static_cast<char>(0xE0U | unit >> 12U));
      text.push_back(static_cast<char>(0x80U | (unit >> 6U & 0x3FU)));
      text.push_back(static_cast<char>(0x80U | (unit & 0x3FU)));
    } else {
      text.push_back('?');  // characters beyond 16 bits name no stain
    }
  }
  return text;
}

/// ImageJ writes "c:1/3 - DAPI" when it splits stacks, and free text behind the first line.
std::string channel_name_from_label(const std::string& label) {
  std::string name = label.substr(0, label.find('\n'));
  if (name.rfind("c:", 0) == 0) {
    const std::size_t dash = name.find(" - ");
    name = dash == std::string::npos ? std::string() : name.substr(dash + 3);
  }
  return name;
}

}  // namespace

bool looks_like_imagej(const std::string& description) {
  return description.rfind("ImageJ=", 0) == 0;
}

ImageJMetadata parse_imagej_metadata(const std::string& file, const TiffPage& first_page) {
  const Fields fields = fields_of(first_page.description);
  ImageJMetadata metadata;
  metadata.images = count_of(fields, "images", file);
  metadata.channels = count_of(fields, "channels", file);
  for (const char* axis : {"slices", "frames"}) {
    if (const std::uint64_t count = count_of(fields, axis, file); count > 1) {
      throw Error(
          ErrorCode::BadData, file,
          "is an ImageJ stack of " + std::to_string(count) + " " + axis + "; only channels can be analysed",
          "save one plane per channel, for example a projection");
    }
  }
  if (metadata.images != metadata.channels && metadata.channels > 1) {
    throw Error(ErrorCode::BadData, file,
                "its ImageJ description contradicts itself: images=" + std::to_string(metadata.images) +
                    ", channels=" + std::to_string(metadata.channels),
                "save it again");
  }
  const auto unit = fields.find("unit");
  if (unit != fields.end() && first_page.x_resolution > 0.0 && first_page.y_resolution > 0.0) {
    const auto um = um_per_unit(unit->second);
    const double x_um = um.value_or(0.0) / first_page.x_resolution;
    // A picture's printing resolution (72 per inch) is carried along by ImageJ; it is no pixel size.
    const bool printing = um.value_or(0.0) >= kPrintingUnitUm && x_um > kMaxPixelSizeUm;
    if (um && !printing) {
      metadata.pixel_size = PixelSize{x_um, *um / first_page.y_resolution};
    }
  }
  return metadata;
}

std::vector<std::string> parse_imagej_labels(const std::vector<std::uint64_t>& byte_counts,
                                             const std::string& content, bool big_endian) {
  constexpr std::string_view kMagic = "IJIJ";
  const auto word_at = [&](std::size_t offset) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      value = value << 8U | static_cast<unsigned char>(content[offset + (big_endian ? i : 3 - i)]);
    }
    return value;
  };
  constexpr std::uint32_t kMagicWord = 0x494A494AU;  // "IJIJ"
  constexpr std::uint32_t kLabelWord = 0x6C61626CU;  // "labl"
  if (byte_counts.empty() || byte_counts[0] > content.size() || byte_counts[0] < kMagic.size() + 8 ||
      word_at(0) != kMagicWord) {
    return {};
  }
  std::vector<std::string> labels;
  std::size_t offset = byte_counts[0];
  std::size_t entry = 1;
  for (std::size_t at = 4; at + 8 <= byte_counts[0]; at += 8) {
    const std::uint32_t type = word_at(at);
    for (std::uint32_t i = 0; i < word_at(at + 4); ++i, ++entry) {
      if (entry >= byte_counts.size() || byte_counts[entry] > content.size() - offset) {
        return {};
      }
      if (type == kLabelWord) {
        labels.push_back(channel_name_from_label(
            utf8_from_utf16(std::string_view(content).substr(offset, byte_counts[entry]), big_endian)));
      }
      offset += byte_counts[entry];
    }
  }
  return labels;
}

}  // namespace cyto
