#include "ome_crop.h"

#include <algorithm>

#include "cytrial/core/number_text.h"
#include "cytrial/core/xml_text.h"
#include "cytrial/imageio/tiff_writer.h"

namespace cyto {
namespace {

// The unit is written as a character reference: plain ASCII survives every ImageDescription reader.
constexpr const char* kMicrometre = "&#181;m";
constexpr const char* kNamespace = "http://www.openmicroscopy.org/Schemas/OME/2016-06";

std::string pixel_type(const cv::Mat& plane) {
  return plane.depth() == CV_8U ? "uint8" : plane.depth() == CV_16U ? "uint16" : "float";
}

std::string pixels_element(const OmeCrop& crop) {
  const cv::Mat& first = crop.planes.front();
  std::string xml =
      "<Pixels ID=\"Pixels:0\" DimensionOrder=\"XYCZT\" BigEndian=\"false\" SizeZ=\"1\" SizeT=\"1\"";
  xml += xml_attribute("Type", pixel_type(first)) + xml_attribute("SizeX", std::to_string(first.cols)) +
         xml_attribute("SizeY", std::to_string(first.rows)) +
         xml_attribute("SizeC", std::to_string(crop.planes.size())) +
         xml_attribute("PhysicalSizeX", number_text(crop.pixel_size.x_um)) + " PhysicalSizeXUnit=\"" +
         kMicrometre + "\"" + xml_attribute("PhysicalSizeY", number_text(crop.pixel_size.y_um)) +
         " PhysicalSizeYUnit=\"" + kMicrometre + "\">\n";
  std::string tiff_data;
  std::string places;
  for (std::size_t c = 0; c < crop.planes.size(); ++c) {
    const std::string number = std::to_string(c);
    xml += "<Channel" + xml_attribute("ID", "Channel:0:" + number) + xml_attribute("Name", crop.channels[c]) +
           " SamplesPerPixel=\"1\"/>\n";
    tiff_data += "<TiffData" + xml_attribute("FirstC", number) + " FirstZ=\"0\" FirstT=\"0\"" +
                 xml_attribute("IFD", number) + " PlaneCount=\"1\"/>\n";
    places +=
        "<Plane TheZ=\"0\" TheT=\"0\"" + xml_attribute("TheC", number) +
        xml_attribute("PositionX", number_text(static_cast<double>(crop.rect.x) * crop.pixel_size.x_um)) +
        " PositionXUnit=\"" + kMicrometre + "\"" +
        xml_attribute("PositionY", number_text(static_cast<double>(crop.rect.y) * crop.pixel_size.y_um)) +
        " PositionYUnit=\"" + kMicrometre + "\"/>\n";
  }
  return xml + tiff_data + places + "</Pixels>\n";
}

std::string annotation_element(const OmeCrop& crop) {
  std::string xml =
      "<StructuredAnnotations><MapAnnotation ID=\"Annotation:0\" Namespace=\"cytrial/candidate\"><Value>\n";
  for (const auto& [key, value] : crop.annotations) {
    xml += "<M" + xml_attribute("K", key) + ">" + xml_escaped(value) + "</M>\n";
  }
  return xml + "</Value></MapAnnotation></StructuredAnnotations>\n";
}

std::string ome_xml(const OmeCrop& crop) {
  return std::string("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") + "<OME xmlns=\"" + kNamespace +
         "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"" + kNamespace +
         " " + kNamespace + "/ome.xsd\">\n<Image ID=\"Image:0\"" + xml_attribute("Name", crop.name) +
         ">\n<Description>" + xml_escaped(crop.description) + "</Description>\n" + pixels_element(crop) +
         "<AnnotationRef ID=\"Annotation:0\"/>\n</Image>\n" + annotation_element(crop) + "</OME>\n";
}

}  // namespace

void write_ome_crop(const std::filesystem::path& file, const OmeCrop& crop) {
  constexpr std::int64_t kTileStep = 16;
  const cv::Mat& first = crop.planes.front();
  TiffPlaneOptions options;
  options.width_px = first.cols;
  options.height_px = first.rows;
  options.floating = first.depth() == CV_32F;
  options.bits = first.depth() == CV_8U ? 8 : first.depth() == CV_16U ? 16 : 32;
  options.tile_px = (std::max(first.cols, first.rows) + kTileStep - 1) / kTileStep * kTileStep;
  options.description = ome_xml(crop);
  const auto writer = create_tiled_tiff(file, options, crop.planes.size());
  writer->write_band(crop.planes);
  writer->finish();
}

}  // namespace cyto
