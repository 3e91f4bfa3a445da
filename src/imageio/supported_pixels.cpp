#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"
#include "tiff_page.h"

namespace cyto {
namespace {

// TIFF 6.0, technical notes 2 and 3, and the registry of libtiff's tiff.h.
constexpr std::uint64_t kNone = 1;
constexpr std::uint64_t kLzw = 5;
constexpr std::uint64_t kAdobeDeflate = 8;
constexpr std::uint64_t kDeflate = 32946;
constexpr std::uint64_t kZstd = 50000;

[[noreturn]] void refuse(const std::string& where, const std::string& problem, const char* remedy) {
  throw Error(ErrorCode::BadData, where, problem, remedy);
}

void require_photometric(const std::string& where, std::uint64_t photometric) {
  constexpr const char* kRemedy = "export the channels as plain grey (min-is-black)";
  switch (photometric) {
    case 1:
    case 2:
      return;
    case 0:
      refuse(where, "stores inverted grey values (min-is-white)", kRemedy);
    case 3:
      refuse(where, "stores a colour palette, not intensities", kRemedy);
    case 4:
      refuse(where, "is a transparency mask", kRemedy);
    case 5:
      refuse(where, "stores printing inks (CMYK), not intensities", kRemedy);
    case 6:
      refuse(where, "stores YCbCr colour, not intensities", kRemedy);
    case 8:
    case 9:
    case 10:
      refuse(where, "stores CIE L*a*b* colour, not intensities", kRemedy);
    case 32844:
    case 32845:
      refuse(where, "stores logarithmic luminance (LogL or LogLuv), not intensities", kRemedy);
    default:
      refuse(where, "has the unsupported photometric interpretation " + std::to_string(photometric), kRemedy);
  }
}

void require_compression(const std::string& where, std::uint64_t compression) {
  switch (compression) {
    case kNone:
    case kLzw:
    case kAdobeDeflate:
    case kDeflate:
    case kZstd:
      return;
    default:
      refuse(where, "unsupported compression: " + compression_name(compression),
             "export it uncompressed or with LZW, Deflate or Zstandard");
  }
}

PixelType require_type(const std::string& where, const TiffPage& page) {
  constexpr const char* kRemedy = "export it as unsigned 8 or 16 bit, or as 32-bit float";
  const std::string bits = std::to_string(page.bits);
  if (page.mixed_bits) {
    refuse(where, "its samples differ in bits or in format", kRemedy);
  }
  switch (page.sample_format) {
    case 1:
      if (page.bits == 8) {
        return PixelType::UInt8;
      }
      if (page.bits == 16) {
        return PixelType::UInt16;
      }
      refuse(where, "stores " + bits + "-bit unsigned integers", kRemedy);
    case 2:
      refuse(where, "stores " + bits + "-bit signed integers", kRemedy);
    case 3:
      if (page.bits == 32) {
        return PixelType::Float32;
      }
      refuse(where, "stores " + bits + "-bit floating point", kRemedy);
    case 4:
      refuse(where, "does not say what its samples are (sample format 4, undefined)", kRemedy);
    case 5:
    case 6:
      refuse(where, "stores complex numbers", kRemedy);
    default:
      refuse(where, "has the unknown sample format " + std::to_string(page.sample_format), kRemedy);
  }
}

void require_predictor(const std::string& where, const TiffPage& page) {
  constexpr const char* kRemedy = "export it without a predictor";
  if (page.compression == kNone) {
    if (page.predictor != 1) {
      refuse(where, "has a predictor but no compression", kRemedy);
    }
  } else if (page.predictor < 1 || page.predictor > 3) {
    refuse(where, "has the unknown predictor " + std::to_string(page.predictor), kRemedy);
  } else if (page.predictor == 3 && page.sample_format != 3) {
    refuse(where, "has the floating-point predictor on integers", kRemedy);
  }
}

}  // namespace

std::string compression_name(std::uint64_t compression) {
  switch (compression) {
    case kNone:
      return "none";
    case 2:
    case 3:
    case 4:
      return "CCITT fax";
    case kLzw:
      return "LZW";
    case 6:
    case 7:
      return "JPEG";
    case kAdobeDeflate:
    case kDeflate:
      return "Deflate";
    case 32773:
      return "PackBits";
    case 34712:
    case 33003:
    case 33004:
    case 33005:
      return "JPEG 2000";
    case kZstd:
      return "Zstandard";
    case 50001:
      return "WebP";
    case 50002:
      return "JPEG XL";
    default:
      return std::to_string(compression);
  }
}

PixelType require_supported_pixels(const std::string& file, const TiffPage& page) {
  const std::string where = page_label(file, page.index);
  require_compression(where, page.compression);
  require_photometric(where, page.photometric);
  const PixelType type = require_type(where, page);
  require_predictor(where, page);
  if (page.orientation != 1) {
    refuse(where, "is stored turned or mirrored (orientation " + std::to_string(page.orientation) + ")",
           "export it with its first row at the top and its first column at the left");
  }
  if (page.fill_order != 1) {
    refuse(where, "stores its bits in reverse (fill order 2)", "export it with the normal fill order");
  }
  const std::uint64_t unit = page.tiled ? page.block_row_bytes() * page.block_height : page.block_row_bytes();
  if (unit > kMaxBlockBytes) {
    refuse(where,
           std::string(page.tiled ? "one tile" : "one row") + " decodes to " + std::to_string(unit) +
               " bytes, the limit is " + std::to_string(kMaxBlockBytes),
           "export it with smaller tiles");
  }
  return type;
}

}  // namespace cyto
