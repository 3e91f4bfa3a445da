#include "tiff_structure.h"

#include <algorithm>
#include <array>
#include <set>

#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"

namespace cyto {
namespace {

constexpr std::uint16_t kSubIfdTag = 330;
constexpr int kMaxNesting = 8;

std::uint64_t integer_from(const unsigned char* bytes, std::size_t width, bool big_endian) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    value = value << 8U | bytes[big_endian ? i : width - 1 - i];
  }
  return value;
}

/// Bytes of one value, by TIFF type number; 0 for an unknown type.
std::uint64_t bytes_of_type(std::uint16_t type) {
  constexpr std::array<std::uint8_t, 19> kBytes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < kBytes.size() ? kBytes[type] : 0;
}

std::string tag_name(std::uint16_t tag) {
  return "tag " + std::to_string(tag);
}

/// Walks the chains of one file and remembers every offset it has been to.
class DirectoryWalk {
 public:
  DirectoryWalk(const InputFile& file, TiffStructure& structure) : file_(file), structure_(structure) {}

  void run() {
    std::array<unsigned char, 16> header{};
    if (file_.size() < 8) {
      refuse("is not a TIFF: shorter than a TIFF header");
    }
    file_.read_exactly(0, header.data(), 8);
    if (!(header[0] == 'I' && header[1] == 'I') && !(header[0] == 'M' && header[1] == 'M')) {
      refuse("is not a TIFF: it does not begin with II or MM");
    }
    structure_.big_endian = header[0] == 'M';
    const std::uint64_t version = integer_from(header.data() + 2, 2, structure_.big_endian);
    if (version != 42 && version != 43) {
      refuse("is not a TIFF: version " + std::to_string(version) + " instead of 42 or 43");
    }
    structure_.big_tiff = version == 43;
    std::uint64_t first = 0;
    if (structure_.big_tiff) {
      file_.read_exactly(0, header.data(), 16);
      if (integer_from(header.data() + 4, 2, structure_.big_endian) != 8) {
        refuse("is not a BigTIFF as specified: offsets are not 8 bytes");
      }
      first = integer_from(header.data() + 8, 8, structure_.big_endian);
    } else {
      first = integer_from(header.data() + 4, 4, structure_.big_endian);
    }
    if (first == 0) {
      refuse("holds no page");
    }
    structure_.pages = read_chain(first, 0, 0);
  }

 private:
  [[noreturn]] void refuse(const std::string& problem, const std::string& remedy = {}) const {
    throw Error(ErrorCode::BadData, file_.name(), problem,
                remedy.empty() ? "copy or export the file again" : remedy);
  }

  std::uint64_t read_integer(std::uint64_t offset, std::size_t width) const {
    std::array<unsigned char, 8> bytes{};
    file_.read_exactly(offset, bytes.data(), width);
    return integer_from(bytes.data(), width, structure_.big_endian);
  }

  /// Reads from `offset` until the chain ends with 0 or arrives at `end`.
  std::vector<TiffDirectory> read_chain(std::uint64_t offset, std::uint64_t end, int nesting) {
    std::vector<TiffDirectory> chain;
    while (offset != 0 && (chain.empty() || offset != end)) {
      if (!visited_.insert(offset).second) {
        refuse("its page list has a loop: the directory at offset " + std::to_string(offset) +
               " is reached twice");
      }
      if (visited_.size() > kMaxTiffPages) {
        refuse("holds more than " + std::to_string(kMaxTiffPages) + " directories");
      }
      TiffDirectory directory;
      const std::uint64_t next = read_directory(offset, directory);
      if (const TiffEntry* sub = directory.find(kSubIfdTag)) {
        read_sub_directories(*sub, nesting, directory);
      }
      chain.push_back(std::move(directory));
      offset = next;
    }
    return chain;
  }

  void read_sub_directories(const TiffEntry& entry, int nesting, TiffDirectory& directory) {
    if (nesting >= kMaxNesting) {
      refuse("SubIFDs are nested deeper than " + std::to_string(kMaxNesting));
    }
    const std::vector<std::uint64_t> listed =
        TiffValues(file_, structure_.big_endian).integers(entry, kMaxTiffPages);
    for (std::size_t i = 0; i < listed.size(); ++i) {
      // Bio-Formats links each listed SubIFD to the next listed one as well: that ends the chain.
      const std::uint64_t following = i + 1 < listed.size() ? listed[i + 1] : 0;
      if (listed[i] == 0) {
        refuse("a SubIFD has offset 0");
      }
      for (TiffDirectory& sub : read_chain(listed[i], following, nesting + 1)) {
        directory.sub_directories.push_back(std::move(sub));
      }
    }
  }

  /// @return the offset of the next directory of the chain, 0 at its end.
  std::uint64_t read_directory(std::uint64_t offset, TiffDirectory& directory) {
    const std::size_t count_bytes = structure_.big_tiff ? 8 : 2;
    const std::size_t entry_bytes = structure_.big_tiff ? 20 : 12;
    if (offset > file_.size() || count_bytes > file_.size() - offset) {
      refuse("is truncated: the directory at offset " + std::to_string(offset) + " lies behind its end");
    }
    const std::uint64_t tags = read_integer(offset, count_bytes);
    if (tags == 0 || tags > kMaxTagsPerPage) {
      refuse("the directory at offset " + std::to_string(offset) + " claims " + std::to_string(tags) +
             " tags; 1 to " + std::to_string(kMaxTagsPerPage) + " are possible");
    }
    tags_ += tags;
    if (tags_ > kMaxTagsPerFile) {
      refuse("holds more than " + std::to_string(kMaxTagsPerFile) + " tags");
    }
    std::vector<unsigned char> raw(tags * entry_bytes);
    file_.read_exactly(offset + count_bytes, raw.data(), raw.size());
    directory.offset = offset;
    for (std::uint64_t i = 0; i < tags; ++i) {
      add_entry(raw.data() + i * entry_bytes, offset + count_bytes + i * entry_bytes, directory);
    }
    require_distinct_tags(directory);
    // The explicit zero that ends a chain must be in the file: without it a cut file could pass.
    return read_integer(offset + count_bytes + raw.size(), structure_.big_tiff ? 8 : 4);
  }

  void require_distinct_tags(const TiffDirectory& directory) const {
    std::vector<std::uint16_t> tags;
    for (const TiffEntry& entry : directory.entries) {
      tags.push_back(entry.tag);
    }
    std::sort(tags.begin(), tags.end());
    if (const auto twice = std::adjacent_find(tags.begin(), tags.end()); twice != tags.end()) {
      refuse("the directory at offset " + std::to_string(directory.offset) + " holds " + tag_name(*twice) +
             " twice");
    }
  }

  void add_entry(const unsigned char* raw, std::uint64_t entry_offset, TiffDirectory& directory) const {
    const bool big = structure_.big_tiff;
    const std::size_t word = big ? 8 : 4;
    TiffEntry entry;
    entry.tag = static_cast<std::uint16_t>(integer_from(raw, 2, structure_.big_endian));
    entry.type = static_cast<std::uint16_t>(integer_from(raw + 2, 2, structure_.big_endian));
    entry.count = integer_from(raw + 4, word, structure_.big_endian);
    const std::uint64_t unit = bytes_of_type(entry.type);
    if (unit == 0) {
      refuse("the directory at offset " + std::to_string(directory.offset) + ": " + tag_name(entry.tag) +
             " has the unknown type " + std::to_string(entry.type));
    }
    if (entry.count > file_.size() / unit) {
      refuse("is truncated or damaged: " + tag_name(entry.tag) + " of the directory at offset " +
             std::to_string(directory.offset) + " claims " + std::to_string(entry.count) +
             " values, more than the file can hold");
    }
    const std::uint64_t bytes = entry.count * unit;
    entry.value_offset =
        bytes <= word ? entry_offset + 4 + word : integer_from(raw + 4 + word, word, structure_.big_endian);
    if (entry.value_offset > file_.size() || bytes > file_.size() - entry.value_offset) {
      refuse("is truncated: the values of " + tag_name(entry.tag) + " of the directory at offset " +
             std::to_string(directory.offset) + " lie behind its end");
    }
    directory.entries.push_back(entry);
  }

  const InputFile& file_;
  TiffStructure& structure_;
  std::set<std::uint64_t> visited_;
  std::uint64_t tags_ = 0;
};

}  // namespace

const TiffEntry* TiffDirectory::find(std::uint16_t tag) const noexcept {
  const auto it =
      std::find_if(entries.begin(), entries.end(), [tag](const TiffEntry& e) { return e.tag == tag; });
  return it == entries.end() ? nullptr : &*it;
}

TiffStructure read_tiff_structure(const InputFile& file) {
  TiffStructure structure;
  DirectoryWalk(file, structure).run();
  return structure;
}

std::vector<std::uint64_t> TiffValues::integers(const TiffEntry& entry, std::uint64_t max_count) const {
  const bool integer_type = entry.type == 1 || entry.type == 3 || entry.type == 4 || entry.type == 13 ||
                            entry.type == 16 || entry.type == 18;
  if (!integer_type) {
    throw Error(ErrorCode::BadData, file_.name(),
                tag_name(entry.tag) + " has type " + std::to_string(entry.type) + ", not an unsigned integer",
                "export the file again");
  }
  if (entry.count > max_count) {
    throw Error(ErrorCode::BadData, file_.name(),
                tag_name(entry.tag) + " has " + std::to_string(entry.count) + " values, the limit is " +
                    std::to_string(max_count),
                "export the file again, with larger tiles");
  }
  const auto width = static_cast<std::size_t>(bytes_of_type(entry.type));
  std::vector<unsigned char> raw(entry.count * width);
  file_.read_exactly(entry.value_offset, raw.data(), raw.size());
  std::vector<std::uint64_t> values(entry.count);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = integer_from(raw.data() + i * width, width, big_endian_);
  }
  return values;
}

std::string TiffValues::bytes(const TiffEntry& entry) const {
  if (bytes_of_type(entry.type) != 1 || entry.count > kMaxMetadataBytes) {
    throw Error(ErrorCode::BadData, file_.name(), tag_name(entry.tag) + " is not a text of at most 16 MiB",
                "export the file again");
  }
  std::string content(entry.count, '\0');
  file_.read_exactly(entry.value_offset, content.data(), content.size());
  return content;
}

std::string TiffValues::text(const TiffEntry& entry) const {
  std::string content = bytes(entry);
  content.resize(std::min(content.size(), content.find('\0')));
  return content;
}

double TiffValues::rational(const TiffEntry& entry) const {
  constexpr std::uint16_t kRational = 5;
  if (entry.type != kRational || entry.count != 1) {
    return 0.0;
  }
  std::array<unsigned char, 8> raw{};
  file_.read_exactly(entry.value_offset, raw.data(), raw.size());
  const auto numerator = static_cast<double>(integer_from(raw.data(), 4, big_endian_));
  const auto denominator = static_cast<double>(integer_from(raw.data() + 4, 4, big_endian_));
  return denominator > 0.0 ? numerator / denominator : 0.0;
}

}  // namespace cyto
