#include "support/test_tiff.h"

#include <tiffio.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include "cytrial/core/number_text.h"
#include "cytrial/imageio/slide_reader.h"

namespace cyto::test {
namespace {

using Tiff = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

void require(bool holds, const char* what) {
  if (!holds) {
    throw std::runtime_error(std::string("test TIFF: ") + what);
  }
}

/// Samples of pixels [x, x + width) x [y, y + height) as one block; outside the plane: a fill value that
/// must never be read.
std::vector<std::uint8_t> block_of(const std::vector<cv::Mat>& samples, int x, int y, int width, int height) {
  const std::size_t size = samples.front().elemSize();
  std::vector<std::uint8_t> block(static_cast<std::size_t>(width) * height * size * samples.size(), 0xFF);
  for (int row = 0; row < std::min(height, samples.front().rows - y); ++row) {
    for (int column = 0; column < std::min(width, samples.front().cols - x); ++column) {
      for (std::size_t s = 0; s < samples.size(); ++s) {
        std::memcpy(
            block.data() + ((static_cast<std::size_t>(row) * width + column) * samples.size() + s) * size,
            samples[s].ptr(y + row, x + column), size);
      }
    }
  }
  return block;
}

void write_blocks(TIFF* tiff, const std::vector<cv::Mat>& samples, const TiffVariant& variant,
                  std::uint32_t& next) {
  const int rows = samples.front().rows;
  const int columns = samples.front().cols;
  const int height = variant.tile_width > 0 ? variant.tile_height : std::min(variant.rows_per_strip, rows);
  const int width = variant.tile_width > 0 ? variant.tile_width : columns;
  for (int y = 0; y < rows; y += height) {
    for (int x = 0; x < columns; x += width) {
      const int block_rows = variant.tile_width > 0 ? height : std::min(height, rows - y);
      std::vector<std::uint8_t> block = block_of(samples, x, y, width, block_rows);
      const auto size = static_cast<tmsize_t>(block.size());
      const tmsize_t written = variant.tile_width > 0
                                   ? TIFFWriteEncodedTile(tiff, next++, block.data(), size)
                                   : TIFFWriteEncodedStrip(tiff, next++, block.data(), size);
      require(written == size, "block not written");
    }
  }
}

void write_page(TIFF* tiff, const std::vector<cv::Mat>& samples, const TiffVariant& variant) {
  const cv::Mat& plane = samples.front();
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(plane.cols));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(plane.rows));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, static_cast<int>(plane.elemSize()) * 8);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, plane.depth() == CV_32F ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, static_cast<int>(samples.size()));
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, variant.photometric);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, variant.planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, variant.compression);
  if (variant.predictor != 1) {
    TIFFSetField(tiff, TIFFTAG_PREDICTOR, variant.predictor);
  }
  const std::size_t colours = variant.photometric == PHOTOMETRIC_RGB ? 3 : 1;
  if (samples.size() > colours) {
    const std::vector<std::uint16_t> extra(samples.size() - colours, EXTRASAMPLE_UNSPECIFIED);
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, static_cast<int>(extra.size()), extra.data());
  }
  if (variant.tile_width > 0) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, variant.tile_width);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, variant.tile_height);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, variant.rows_per_strip);
  }
  if (variant.pixels_per_cm > 0.0) {
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_CENTIMETER);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, variant.pixels_per_cm);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, variant.pixels_per_cm);
  }
  std::uint32_t next = 0;
  if (!variant.planar) {
    write_blocks(tiff, samples, variant, next);
  }
  for (std::size_t s = 0; variant.planar && s < samples.size(); ++s) {
    write_blocks(tiff, {samples[s]}, variant, next);
  }
}

void write_reduced(TIFF* tiff, const cv::Mat& plane, const TiffVariant& variant) {
  TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE);
  TiffVariant plain = variant;
  plain.planar = false;
  write_page(tiff, {plane(cv::Rect(0, 0, plane.cols / 2, plane.rows / 2))}, plain);
  require(TIFFWriteDirectory(tiff) == 1, "reduced page not written");
}

std::size_t directory_at(const std::string& tiff, std::size_t page) {
  std::size_t at = get_u32(tiff, 4);
  for (std::size_t i = 0; i < page; ++i) {
    const std::size_t entries =
        static_cast<unsigned char>(tiff[at]) + 256U * static_cast<unsigned char>(tiff[at + 1]);
    at = get_u32(tiff, at + 2 + entries * 12);
  }
  return at;
}

std::size_t entry_at(const std::string& tiff, std::size_t page, std::uint16_t tag) {
  const std::size_t at = directory_at(tiff, page);
  const std::size_t entries =
      static_cast<unsigned char>(tiff[at]) + 256U * static_cast<unsigned char>(tiff[at + 1]);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = at + 2 + i * 12;
    if ((get_u32(tiff, entry) & 0xFFFFU) == tag) {
      return entry;
    }
  }
  throw std::runtime_error("test TIFF: no tag " + std::to_string(tag));
}

}  // namespace

cv::Mat test_plane(int rows, int columns, int type, unsigned seed) {
  cv::Mat plane(rows, columns, type);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      std::uint32_t mixed =
          (static_cast<std::uint32_t>(y) * 7919U + static_cast<std::uint32_t>(x) * 104729U) ^
          (seed * 2654435761U);
      mixed ^= mixed >> 15U;
      mixed *= 2246822519U;
      const float real = static_cast<float>(mixed >> 8U) / 1000.0F - 3000.0F;
      std::memcpy(plane.ptr(y, x), plane.depth() == CV_32F ? static_cast<const void*>(&real) : &mixed,
                  plane.elemSize());
    }
  }
  return plane;
}

std::vector<cv::Mat> test_planes(std::size_t count, int rows, int columns, int type) {
  std::vector<cv::Mat> planes;
  for (std::size_t i = 0; i < count; ++i) {
    planes.push_back(test_plane(rows, columns, type, static_cast<unsigned>(i) + 1));
  }
  return planes;
}

void write_test_tiff(const std::filesystem::path& file, const std::vector<cv::Mat>& planes,
                     const TiffVariant& variant) {
  const std::string mode =
      std::string("w") + (variant.big_endian ? "b" : "l") + (variant.big_tiff ? "8" : "4");
  TIFFSetWarningHandler(nullptr);  // some variants are old-fashioned on purpose
  const Tiff tiff(TIFFOpen(file.c_str(), mode.c_str()), &TIFFClose);
  require(tiff != nullptr, "not created");
  const std::size_t pages = variant.samples_in_page ? 1 : planes.size();
  for (std::size_t page = 0; page < pages; ++page) {
    if (page == 0 && !variant.description.empty()) {
      TIFFSetField(tiff.get(), TIFFTAG_IMAGEDESCRIPTION, variant.description.c_str());
    }
    if (page < variant.page_names.size()) {
      TIFFSetField(tiff.get(), TIFFTAG_PAGENAME, variant.page_names[page].c_str());
    }
    if (page == 0 && variant.reduced_copies > 0) {
      const std::vector<std::uint64_t> offsets(static_cast<std::size_t>(variant.reduced_copies), 0);
      TIFFSetField(tiff.get(), TIFFTAG_SUBIFD, variant.reduced_copies, offsets.data());
    }
    write_page(tiff.get(), variant.samples_in_page ? planes : std::vector<cv::Mat>{planes[page]}, variant);
    require(TIFFWriteDirectory(tiff.get()) == 1, "page not written");
    for (int i = 0; page == 0 && i < variant.reduced_copies; ++i) {
      write_reduced(tiff.get(), planes[0], variant);
    }
  }
  if (variant.thumbnail_page) {
    write_reduced(tiff.get(), planes[0], variant);
  }
}

std::string test_ome_xml(const std::vector<std::string>& names, const cv::Mat& plane, double pixel_um,
                         const std::string& inside_pixels) {
  const std::string type = plane.depth() == CV_32F ? "float" : plane.depth() == CV_8U ? "uint8" : "uint16";
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      "<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image ID=\"Image:0\">"
      "<Pixels ID=\"Pixels:0\" DimensionOrder=\"XYCZT\" Type=\"" +
      type + "\" SizeX=\"" + std::to_string(plane.cols) + "\" SizeY=\"" + std::to_string(plane.rows) +
      "\" SizeC=\"" + std::to_string(names.size()) + "\" SizeZ=\"1\" SizeT=\"1\"";
  if (pixel_um > 0.0) {
    xml += " PhysicalSizeX=\"" + number_text(pixel_um) + "\" PhysicalSizeY=\"" + number_text(pixel_um) + "\"";
  }
  xml += ">";
  for (const std::string& name : names) {
    xml += "<Channel SamplesPerPixel=\"1\"" + (name.empty() ? "" : " Name=\"" + name + "\"") + "/>";
  }
  return xml + (inside_pixels.empty() ? "<TiffData/>" : inside_pixels) + "</Pixels></Image></OME>";
}

Panel test_panel(const std::vector<std::string>& names) {
  Panel panel;
  panel.name = "test";
  for (const std::string& name : names) {
    const ChannelRole role = panel.channels.empty()       ? ChannelRole::Nuclear
                             : panel.channels.size() == 1 ? ChannelRole::Cytokeratin
                                                          : ChannelRole::Other;
    panel.channels.push_back({name, role, {}, {}, {}});
  }
  panel.pixel_size = PixelSize{0.5, 0.5};
  return panel;
}

Panel position_panel(std::size_t channels) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < channels; ++i) {
    names.push_back("channel" + std::to_string(i));
  }
  Panel panel = test_panel(names);
  panel.bind_by_position = true;
  for (std::size_t i = 0; i < channels; ++i) {
    panel.channels[i].position = i;
  }
  return panel;
}

RawTile read_whole(const std::vector<std::filesystem::path>& scan, const Panel& panel) {
  const auto slide = open_slide(scan, panel);
  return slide->read_tile({0, 0, slide->description().width_px, slide->description().height_px});
}

bool same_pixels(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size() || a.type() != b.type()) {
    return false;
  }
  for (int row = 0; row < a.rows; ++row) {
    if (std::memcmp(a.ptr(row), b.ptr(row), a.elemSize() * static_cast<std::size_t>(a.cols)) != 0) {
      return false;
    }
  }
  return true;
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  require(stream.good(), "not readable");
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  require(stream.good(), "not writable");
}

void put_u32(std::string& bytes, std::size_t position, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes.at(position + i) = static_cast<char>(value >> (8 * i) & 0xFFU);
  }
}

std::uint32_t get_u32(const std::string& bytes, std::size_t position) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) {
    value = value << 8U | static_cast<unsigned char>(bytes.at(position + i));
  }
  return value;
}

void patch_tag(std::string& tiff, std::size_t page, std::uint16_t tag, std::uint16_t type,
               std::uint32_t count, std::uint32_t value) {
  const std::size_t entry = entry_at(tiff, page, tag);
  put_u32(tiff, entry, tag | static_cast<std::uint32_t>(type) << 16U);
  put_u32(tiff, entry + 4, count);
  put_u32(tiff, entry + 8, value);
}

std::uint32_t tag_value(const std::string& tiff, std::size_t page, std::uint16_t tag) {
  return get_u32(tiff, entry_at(tiff, page, tag) + 8);
}

std::size_t next_link_position(const std::string& tiff, std::size_t page) {
  const std::size_t at = directory_at(tiff, page);
  const std::size_t entries =
      static_cast<unsigned char>(tiff[at]) + 256U * static_cast<unsigned char>(tiff[at + 1]);
  return at + 2 + entries * 12;
}

}  // namespace cyto::test
