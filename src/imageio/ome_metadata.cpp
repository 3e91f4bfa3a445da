#include "ome_metadata.h"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "cytrial/core/calendar_day.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/imageio/image_limits.h"
#include "file_text.h"

namespace cyto {
namespace {

/// Reads one OME document; every method names the file when it refuses.
class OmeReader {
 public:
  explicit OmeReader(const std::string& file) : file_(file) {}

  OmeMetadata read(const std::string& xml) {
    if (!is_valid_utf8(xml)) {
      refuse("its OME-XML is not valid UTF-8");
    }
    const pugi::xml_parse_result status = document_.load_buffer(
        xml.data(), xml.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
    if (!status) {
      refuse("its OME-XML is not well-formed at byte " + std::to_string(status.offset) + ": " +
             status.description());
    }
    for (const pugi::xml_node node : document_.children()) {
      if (node.type() == pugi::node_doctype) {
        refuse("its OME-XML has a DOCTYPE, which OME-XML never needs");
      }
    }
    const pugi::xml_node root = document_.document_element();
    if (local_name(root) != "OME") {
      refuse("its OME-XML does not begin with an OME element");
    }
    if (child(root, "BinaryOnly")) {
      refuse("its OME-XML lies in another file (BinaryOnly)", "give one OME-TIFF with its own OME-XML");
    }
    own_uuid_ = root.attribute("UUID").value();
    const pugi::xml_node image = only_image(root);
    const pugi::xml_node pixels = child(image, "Pixels");
    if (!pixels) {
      refuse("its OME-XML image has no Pixels element");
    }
    read_pixels(pixels);
    read_stage(pixels);
    read_origin(root, image);
    return std::move(result_);
  }

 private:
  [[noreturn]] void refuse(const std::string& problem, const std::string& remedy = {}) const {
    throw Error(ErrorCode::BadData, file_, problem, remedy.empty() ? "export the scan again" : remedy);
  }

  /// Element name without its namespace prefix.
  static std::string_view local_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    return name.substr(name.find(':') + 1);  // npos + 1 == 0
  }
  static pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
    for (const pugi::xml_node node : parent.children()) {
      if (local_name(node) == name) {
        return node;
      }
    }
    return {};
  }

  pugi::xml_node only_image(const pugi::xml_node& root) {
    static constexpr std::array<std::string_view, 5> kSideImages{"label", "macro", "overview", "thumbnail",
                                                                 "label image"};
    pugi::xml_node found;
    for (const pugi::xml_node node : root.children()) {
      if (local_name(node) != "Image") {
        continue;
      }
      std::string name = node.attribute("Name").value();
      std::transform(name.begin(), name.end(), name.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      if (found && std::find(kSideImages.begin(), kSideImages.end(), name) != kSideImages.end()) {
        result_.remarks.push_back("ignored the side image \"" + printable(name) + "\"");
        continue;
      }
      if (found) {
        refuse("its OME-XML describes several images (series)", "export the one to be analysed");
      }
      found = node;
    }
    if (!found) {
      refuse("its OME-XML describes no image");
    }
    return found;
  }

  std::uint64_t count_attribute(const pugi::xml_node& node, const char* name,
                                std::optional<std::uint64_t> absent) const {
    const pugi::xml_attribute attribute = node.attribute(name);
    if (!attribute) {
      if (absent) {
        return *absent;
      }
      refuse("its OME-XML lacks " + std::string(name));
    }
    const auto value = parse_int(attribute.value());
    if (!value || *value < 0 || static_cast<std::uint64_t>(*value) > kMaxSlideEdgePx) {
      refuse("its OME-XML has " + std::string(name) + "=\"" + printable(attribute.value(), 40) +
             "\", not a usable number");
    }
    return static_cast<std::uint64_t>(*value);
  }

  void read_pixels(const pugi::xml_node& pixels) {
    result_.size_x = count_attribute(pixels, "SizeX", {});
    result_.size_y = count_attribute(pixels, "SizeY", {});
    result_.size_c = count_attribute(pixels, "SizeC", {});
    result_.pixel_type = pixels.attribute("Type").value();
    for (const char* axis : {"SizeZ", "SizeT"}) {
      if (const std::uint64_t size = count_attribute(pixels, axis, 1); size != 1) {
        refuse("has " + std::to_string(size) + (axis[4] == 'Z' ? " focal planes" : " time points") + " (" +
                   axis + ")",
               "export one plane per channel, for example a projection");
      }
    }
    if (result_.size_c == 0 || result_.size_c > kMaxTiffPages) {
      refuse("its OME-XML has SizeC=" + std::to_string(result_.size_c));
    }
    read_channels(pixels);
    read_planes(pixels);
    result_.pixel_size = read_pixel_size(pixels);
  }

  void read_channels(const pugi::xml_node& pixels) {
    for (const pugi::xml_node node : pixels.children()) {
      if (local_name(node) != "Channel") {
        continue;
      }
      const std::uint64_t samples = count_attribute(node, "SamplesPerPixel", 1);
      if (samples == 0 || samples > kMaxSamplesPerPixel) {
        refuse("its OME-XML has a channel of " + std::to_string(samples) + " samples");
      }
      result_.samples_per_channel.push_back(samples);
      for (std::uint64_t i = 0; i < samples; ++i) {
        // Samples of one colour channel cannot be told apart by its name.
        result_.channel_names.emplace_back(samples == 1 ? node.attribute("Name").value() : "");
      }
    }
    if (result_.channel_names.empty()) {
      result_.channel_names.resize(result_.size_c);
      result_.samples_per_channel.resize(result_.size_c, 1);
    }
    if (result_.channel_names.size() != result_.size_c) {
      refuse("its OME-XML has SizeC=" + std::to_string(result_.size_c) + " but describes " +
             std::to_string(result_.channel_names.size()) + " channels");
    }
  }

  void read_planes(const pugi::xml_node& pixels) {
    bool any = false;
    for (const pugi::xml_node node : pixels.children()) {
      const std::string_view name = local_name(node);
      if (name == "BinData") {
        refuse("its OME-XML holds the pixels itself (BinData)", "export a TIFF with the pixels as pages");
      }
      if (name == "TiffData") {
        any = true;
        read_tiff_data(node);
      }
    }
    if (!any) {
      add_planes({}, 0, 0, plane_count());
    }
    require_every_channel_once();
  }

  /// Planes are counted in Channel elements: a colour channel is one plane.
  [[nodiscard]] std::uint64_t plane_count() const { return result_.samples_per_channel.size(); }

  void read_tiff_data(const pugi::xml_node& node) {
    const bool has_ifd = static_cast<bool>(node.attribute("IFD"));
    for (const char* axis : {"FirstZ", "FirstT"}) {
      if (count_attribute(node, axis, 0) != 0) {
        refuse("its OME-XML places a plane at " + std::string(axis) + " > 0 of one");
      }
    }
    const std::uint64_t first = count_attribute(node, "FirstC", 0);
    const std::uint64_t ifd = count_attribute(node, "IFD", 0);
    const std::uint64_t planes = count_attribute(node, "PlaneCount", has_ifd ? 1 : plane_count());
    if (first > plane_count() || planes > plane_count() - first) {
      refuse("its OME-XML stores more planes than the " + std::to_string(plane_count()) + " it has");
    }
    add_planes(file_of(node), ifd, first, planes);
  }

  std::string file_of(const pugi::xml_node& tiff_data) const {
    const pugi::xml_node uuid = child(tiff_data, "UUID");
    const std::string name = uuid.attribute("FileName").value();
    if (!uuid || name.empty() || (!own_uuid_.empty() && own_uuid_ == uuid.text().get()) ||
        name == std::filesystem::path(file_).filename().string()) {
      return {};
    }
    if (name.find_first_of("/\\") != std::string::npos || name == "." || name == ".." ||
        name.find('\0') != std::string::npos) {
      refuse("its OME-XML points to the file \"" + printable(name, 80) + "\" outside the scan's folder",
             "keep all files of a scan in one folder");
    }
    return name;
  }

  void add_planes(const std::string& file, std::uint64_t ifd, std::uint64_t first, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      result_.planes.push_back(
          {file, static_cast<std::size_t>(ifd + i), static_cast<std::size_t>(first + i)});
    }
    if (result_.planes.size() > kMaxTiffPages) {
      refuse("its OME-XML lists more than " + std::to_string(kMaxTiffPages) + " planes");
    }
  }

  void require_every_channel_once() {
    std::vector<int> seen(plane_count(), 0);
    for (const OmePlane& plane : result_.planes) {
      ++seen[plane.channel];
    }
    for (std::size_t c = 0; c < seen.size(); ++c) {
      if (seen[c] != 1) {
        refuse("its OME-XML stores channel " + std::to_string(c) + " " + std::to_string(seen[c]) +
               " times instead of once");
      }
    }
    // From Channel elements to channels: a colour channel counts its samples.
    std::vector<std::size_t> first_channel(plane_count(), 0);
    for (std::size_t c = 1; c < first_channel.size(); ++c) {
      first_channel[c] = first_channel[c - 1] + result_.samples_per_channel[c - 1];
    }
    for (OmePlane& plane : result_.planes) {
      plane.channel = first_channel[plane.channel];
    }
  }

  /// @return the length in micrometres; nothing for "pixel" and "reference frame".
  std::optional<double> length_um(const pugi::xml_node& node, const char* name) const {
    static const std::array<std::pair<std::string_view, double>, 10> kUnits{{{"\u00b5m", 1.0},
                                                                             {"\u03bcm", 1.0},
                                                                             {"um", 1.0},
                                                                             {"micron", 1.0},
                                                                             {"nm", 1e-3},
                                                                             {"pm", 1e-6},
                                                                             {"mm", 1e3},
                                                                             {"cm", 1e4},
                                                                             {"m", 1e6},
                                                                             {"\u00c5", 1e-4}}};
    const pugi::xml_attribute attribute = node.attribute(name);
    if (!attribute) {
      return std::nullopt;
    }
    const auto value = parse_double(attribute.value());
    const pugi::xml_attribute unit = node.attribute((std::string(name) + "Unit").c_str());
    const std::string_view unit_name = unit ? unit.value() : "\u00b5m";
    if (!value) {
      refuse("its OME-XML has " + std::string(name) + "=\"" + printable(attribute.value(), 40) +
             "\", not a number");
    }
    if (unit_name == "pixel" || unit_name == "reference frame") {
      return std::nullopt;
    }
    for (const auto& [known, factor] : kUnits) {
      if (known == unit_name) {
        return *value * factor;
      }
    }
    refuse("its OME-XML has " + std::string(name) + " in the unknown unit \"" + printable(unit_name, 20) +
           "\"");
  }

  std::optional<PixelSize> read_pixel_size(const pugi::xml_node& pixels) const {
    const auto x = length_um(pixels, "PhysicalSizeX");
    const auto y = length_um(pixels, "PhysicalSizeY");
    if (!x && !y) {
      return std::nullopt;
    }
    return PixelSize{x.value_or(*(y ? y : x)), y.value_or(*(x ? x : y))};
  }

  void read_stage(const pugi::xml_node& pixels) {
    for (const pugi::xml_node node : pixels.children()) {
      if (local_name(node) != "Plane") {
        continue;
      }
      const auto x = length_um(node, "PositionX");
      const auto y = length_um(node, "PositionY");
      if (x && y) {
        result_.stage = StagePosition{*x, *y};
      }
      return;  // all planes of one field are taken at one place
    }
  }

  /// The instrument that the image refers to; the only one of the document needs no reference.
  static pugi::xml_node instrument_of(const pugi::xml_node& root, const pugi::xml_node& image) {
    const std::string_view wanted = child(image, "InstrumentRef").attribute("ID").value();
    pugi::xml_node found;
    std::size_t instruments = 0;
    for (const pugi::xml_node node : root.children()) {
      if (local_name(node) != "Instrument") {
        continue;
      }
      ++instruments;
      if (wanted.empty() || wanted == node.attribute("ID").value()) {
        found = node;
      }
    }
    return wanted.empty() && instruments > 1 ? pugi::xml_node() : found;
  }

  void read_origin(const pugi::xml_node& root, const pugi::xml_node& image) {
    const pugi::xml_node microscope = child(instrument_of(root, image), "Microscope");
    for (const char* part : {"Manufacturer", "Model", "SerialNumber"}) {
      const std::string text = clean_channel_name(microscope.attribute(part).value());
      if (!text.empty()) {
        result_.origin.instrument += (result_.origin.instrument.empty() ? "" : " ") + text;
      }
    }
    constexpr std::size_t kLongestInstrument = 128;
    result_.origin.instrument = printable(result_.origin.instrument, kLongestInstrument);
    // "2026-01-31T10:20:30": the day is enough. What is no date was written by no one who meant one.
    const std::string_view acquired = child(image, "AcquisitionDate").text().get();
    if (is_iso_date(acquired.substr(0, 10))) {
      result_.origin.acquired_on = acquired.substr(0, 10);
    }
  }

  const std::string& file_;
  pugi::xml_document document_;
  std::string own_uuid_;
  OmeMetadata result_;
};

}  // namespace

bool looks_like_ome(const std::string& description) {
  constexpr std::size_t kSearched = 4096;
  const std::string_view head = std::string_view(description).substr(0, kSearched);
  if (head.substr(0, 1) != "<") {
    return false;
  }
  return head.find("<OME ") != std::string_view::npos || head.find(":OME ") != std::string_view::npos ||
         head.find("<OME>") != std::string_view::npos;
}

OmeMetadata parse_ome_metadata(const std::string& xml, const std::string& file) {
  return OmeReader(file).read(xml);
}

}  // namespace cyto
