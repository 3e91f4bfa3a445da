#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cytrial/imageio/slide_reader.h"
#include "input_file.h"
#include "tiff_page.h"

namespace cyto {

/// A page of a TIFF file with its checked block table.
struct TiffFilePage {
  TiffPage page;
  std::shared_ptr<const std::vector<StoredBlock>> blocks;
};

/// A TIFF file whose directories and block tables have been read and checked: it is whole.
struct TiffFile {
  std::filesystem::path path;
  FileIdentity identity;
  bool big_tiff = false;
  bool big_endian = false;
  std::vector<TiffFilePage> pages;          ///< main chain, reduced pages included
  std::vector<std::uint64_t> label_counts;  ///< ImageJ tag 50838 of the first page
  std::string label_content;                ///< ImageJ tag 50839 of the first page
};

/// Opens `path` and checks everything that can be checked without decoding.
/// @throws Error NoInput, NoPermission, Io, BadData.
[[nodiscard]] TiffFile open_tiff_file(const std::filesystem::path& path);

/// Opens the same file again for its pixels. @throws Error BadData when it has changed since.
[[nodiscard]] std::shared_ptr<const InputFile> reopen(const TiffFile& file);

}  // namespace cyto
