#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "input_file.h"

namespace cyto {

/// One tag of a TIFF directory; the values stay in the file.
struct TiffEntry {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint64_t count = 0;
  std::uint64_t value_offset = 0;  ///< where the values lie, within the entry or elsewhere
};

/// One TIFF directory (a page, or a SubIFD below one).
struct TiffDirectory {
  std::uint64_t offset = 0;
  std::vector<TiffEntry> entries;
  std::vector<TiffDirectory> sub_directories;  ///< tag 330, with everything below it

  /// nullptr when the tag is absent.
  [[nodiscard]] const TiffEntry* find(std::uint16_t tag) const noexcept;
};

/// The directories of a TIFF file, walked without the TIFF library, which ends silently at a loop or a
/// truncation. Every directory and every value of every tag is known to lie inside the file.
struct TiffStructure {
  bool big_endian = false;
  bool big_tiff = false;
  std::vector<TiffDirectory> pages;  ///< the main chain, which ends with an explicit zero
};

/// @throws Error BadData naming file, offset and reason: not a TIFF, truncated, a loop, a limit exceeded.
[[nodiscard]] TiffStructure read_tiff_structure(const InputFile& file);

/// Reads values of tags in the file's byte order.
class TiffValues {
 public:
  TiffValues(const InputFile& file, bool big_endian) : file_(file), big_endian_(big_endian) {}

  /// Integers of type BYTE, SHORT, LONG, LONG8, IFD or IFD8. @throws Error BadData on another type or on
  /// more than `max_count` values.
  [[nodiscard]] std::vector<std::uint64_t> integers(const TiffEntry& entry, std::uint64_t max_count) const;
  /// A text up to its first NUL. @throws Error BadData when it is not ASCII or BYTE typed or too long.
  [[nodiscard]] std::string text(const TiffEntry& entry) const;
  /// Bytes of any 1-byte type.
  [[nodiscard]] std::string bytes(const TiffEntry& entry) const;
  /// One RATIONAL; 0 when the denominator is 0.
  [[nodiscard]] double rational(const TiffEntry& entry) const;
  [[nodiscard]] bool big_endian() const noexcept { return big_endian_; }

 private:
  const InputFile& file_;
  bool big_endian_;
};

}  // namespace cyto
