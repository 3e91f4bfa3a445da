#include "cytrial/core/number_text.h"
#include "cytrial/core/xml_text.h"
#include "cytrial/imageio/tiff_writer.h"

namespace cyto {
std::string ome_xml_for(const std::vector<std::string>& channel_names, std::int64_t width_px,
                        std::int64_t height_px, const std::string& pixel_type, const PixelSize& pixel_size,
                        const ScanOrigin& origin, const std::string& image_name) {
  const std::string channels = std::to_string(channel_names.size());
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\""
      " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
      " xsi:schemaLocation=\"http://www.openmicroscopy.org/Schemas/OME/2016-06"
      " http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd\">\n";
  if (!origin.instrument.empty()) {
    xml += "<Instrument ID=\"Instrument:0\"><Microscope" + xml_attribute("Model", origin.instrument) +
           "/></Instrument>\n";
  }
  xml += "<Image ID=\"Image:0\"" + (image_name.empty() ? "" : xml_attribute("Name", image_name)) + ">\n";
  if (!origin.acquired_on.empty()) {
    xml += "<AcquisitionDate>" + xml_escaped(origin.acquired_on) + "T00:00:00</AcquisitionDate>\n";
  }
  if (!origin.instrument.empty()) {
    xml += "<InstrumentRef ID=\"Instrument:0\"/>\n";
  }
  xml += "<Pixels ID=\"Pixels:0\" DimensionOrder=\"XYCZT\" BigEndian=\"false\"";
  xml += xml_attribute("Type", pixel_type) + xml_attribute("SizeX", std::to_string(width_px)) +
         xml_attribute("SizeY", std::to_string(height_px)) + xml_attribute("SizeC", channels) +
         " SizeZ=\"1\" SizeT=\"1\"";
  // The unit is written as a character reference: plain ASCII survives every ImageDescription reader.
  xml += xml_attribute("PhysicalSizeX", number_text(pixel_size.x_um)) + " PhysicalSizeXUnit=\"&#181;m\"" +
         xml_attribute("PhysicalSizeY", number_text(pixel_size.y_um)) + " PhysicalSizeYUnit=\"&#181;m\">\n";
  for (std::size_t c = 0; c < channel_names.size(); ++c) {
    xml += "<Channel" + xml_attribute("ID", "Channel:0:" + std::to_string(c)) +
           xml_attribute("Name", channel_names[c]) + " SamplesPerPixel=\"1\"/>\n";
  }
  for (std::size_t c = 0; c < channel_names.size(); ++c) {
    xml += "<TiffData" + xml_attribute("FirstC", std::to_string(c)) + " FirstZ=\"0\" FirstT=\"0\"" +
           xml_attribute("IFD", std::to_string(c)) + " PlaneCount=\"1\"/>\n";
  }
  return xml + "</Pixels>\n</Image>\n</OME>\n";
}

}  // namespace cyto
