#include <libdeflate.h>

#include <memory>
#include <string_view>

#include "cytrial/core/error.h"
#include "cytrial/process/crop_render.h"

namespace cyto {
namespace {

// Source: PNG specification (W3C, 3rd edition), sections 5 and 9. Rows are stored without a filter: crops are
// mostly camera noise, which no filter makes smaller, and trying all of them takes most of a general writer's
// time.
constexpr std::string_view kSignature("\x89PNG\r\n\x1A\n", 8);
constexpr char kNoFilter = '\0';
constexpr char kGrey = 0;
constexpr char kRgb = 2;
constexpr int kDeflateLevel = 1;

struct FreeCompressor {
  void operator()(libdeflate_compressor* c) const noexcept { libdeflate_free_compressor(c); }
};

void append_u32(std::string& to, std::uint32_t value) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    to.push_back(static_cast<char>((value >> shift) & 0xFFU));
  }
}

/// Length, type, content, and the sum of type and content.
void append_chunk(std::string& to, std::string_view type, std::string_view content) {
  append_u32(to, static_cast<std::uint32_t>(content.size()));
  const std::size_t summed = to.size();
  to.append(type);
  to.append(content);
  append_u32(to, libdeflate_crc32(0, to.data() + summed, to.size() - summed));
}

std::string unfiltered_rows(const cv::Mat& picture) {
  const std::size_t row_bytes = static_cast<std::size_t>(picture.cols) * picture.elemSize();
  std::string rows;
  rows.reserve(static_cast<std::size_t>(picture.rows) * (row_bytes + 1));
  for (int y = 0; y < picture.rows; ++y) {
    rows.push_back(kNoFilter);
    rows.append(reinterpret_cast<const char*>(picture.ptr(y)), row_bytes);
  }
  return rows;
}

std::string deflated(std::string_view bytes) {
  const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(
      libdeflate_alloc_compressor(kDeflateLevel));
  if (!compressor) {
    throw Error(ErrorCode::OutOfMemory, "crop", "no memory to write a PNG");
  }
  std::string out(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

std::string encoded(const cv::Mat& picture, char colour) {
  if (picture.empty()) {
    throw Error(ErrorCode::Internal, "crop", "an empty picture cannot be written as PNG");
  }
  std::string header;
  append_u32(header, static_cast<std::uint32_t>(picture.cols));
  append_u32(header, static_cast<std::uint32_t>(picture.rows));
  constexpr char kBits = 8;
  // The only compression and filter method there is; not interlaced.
  for (const char byte : {kBits, colour, '\0', '\0', '\0'}) {
    header.push_back(byte);
  }
  std::string png(kSignature);
  append_chunk(png, "IHDR", header);
  append_chunk(png, "IDAT", deflated(unfiltered_rows(picture)));
  append_chunk(png, "IEND", {});
  return png;
}

}  // namespace

std::string png_gray8(const cv::Mat1b& picture) {
  return encoded(picture, kGrey);
}

std::string png_rgb8(const cv::Mat3b& picture) {
  return encoded(picture, kRgb);
}

}  // namespace cyto
