#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/units.h"
#include "cytrial/imageio/slide_reader.h"

namespace cyto {

/// Where OME-XML says that one channel plane is stored.
struct OmePlane {
  std::string file;         ///< plain file name; empty: the file that holds the XML
  std::size_t ifd = 0;      ///< 0-based place in the main chain
  std::size_t channel = 0;  ///< first channel stored there: several when samples are interleaved
};

/// A stage position [um]; y grows downwards as rows do.
struct StagePosition {
  double x_um = 0.0;
  double y_um = 0.0;
};

/// The OME-XML fields that the program uses, of the one image of a file.
struct OmeMetadata {
  std::uint64_t size_x = 0;
  std::uint64_t size_y = 0;
  std::uint64_t size_c = 0;                        ///< channels, samples counted
  std::string pixel_type;                          ///< "uint16"
  std::vector<std::string> channel_names;          ///< one per channel; empty when not named
  std::vector<std::uint64_t> samples_per_channel;  ///< per Channel element: 3 for RGB
  std::vector<OmePlane> planes;
  std::optional<PixelSize> pixel_size;
  std::optional<StagePosition> stage;
  ScanOrigin origin;
  std::vector<std::string> remarks;
};

[[nodiscard]] bool looks_like_ome(const std::string& description);

/// @param file path of the file the XML was found in, for messages and to know its own name.
/// @throws Error BadData: not well-formed, a DOCTYPE, several images, Z or T above 1, planes missing or
///         named twice, a file name with a folder in it, an unknown unit.
[[nodiscard]] OmeMetadata parse_ome_metadata(const std::string& xml, const std::string& file);

}  // namespace cyto
