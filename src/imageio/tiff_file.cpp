#include "tiff_file.h"

#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"

namespace cyto {
namespace {

constexpr std::uint16_t kImageJByteCounts = 50838;
constexpr std::uint16_t kImageJMetadata = 50839;

/// Counts what all directories of a file ask for together: many pages may share one long list.
class FileBudget {
 public:
  explicit FileBudget(const std::string& file) : file_(file) {}

  void add(const TiffPage& page) {
    blocks_ += page.block_count();
    text_bytes_ += page.description.size() + page.page_name.size();
    if (blocks_ > kMaxBlocksPerFile) {
      throw Error(ErrorCode::BadData, file_,
                  "holds more than " + std::to_string(kMaxBlocksPerFile) + " tiles or strips",
                  "export it with larger tiles");
    }
    if (text_bytes_ > 4 * kMaxMetadataBytes) {
      throw Error(ErrorCode::BadData, file_, "holds more than 64 MiB of text", "export it again");
    }
  }

 private:
  const std::string& file_;
  std::uint64_t blocks_ = 0;
  std::uint64_t text_bytes_ = 0;
};

/// Smaller copies are not used, but a cut in them is a cut in the file.
void check_sub_directories(const InputFile& input, const TiffStructure& structure,
                           const TiffDirectory& directory, std::size_t page_index, FileBudget& budget) {
  for (const TiffDirectory& sub : directory.sub_directories) {
    const TiffPage page = read_tiff_page(input, structure, sub, page_index);
    budget.add(page);
    (void)read_block_table(input, structure, sub, page);
    check_sub_directories(input, structure, sub, page_index, budget);
  }
}

void read_imagej_tags(const InputFile& input, const TiffStructure& structure, TiffFile& file) {
  const TiffEntry* counts = structure.pages.front().find(kImageJByteCounts);
  const TiffEntry* content = structure.pages.front().find(kImageJMetadata);
  if (counts != nullptr && content != nullptr) {
    const TiffValues values(input, structure.big_endian);
    file.label_counts = values.integers(*counts, kMaxTiffPages * 4);
    file.label_content = values.bytes(*content);
  }
}

}  // namespace

TiffFile open_tiff_file(const std::filesystem::path& path) {
  const InputFile input(path);
  const TiffStructure structure = read_tiff_structure(input);
  TiffFile file{path, input.identity(), structure.big_tiff, structure.big_endian, {}, {}, {}};
  FileBudget budget(input.name());
  for (std::size_t i = 0; i < structure.pages.size(); ++i) {
    TiffFilePage entry;
    entry.page = read_tiff_page(input, structure, structure.pages[i], i);
    budget.add(entry.page);
    entry.blocks = std::make_shared<const std::vector<StoredBlock>>(
        read_block_table(input, structure, structure.pages[i], entry.page));
    check_sub_directories(input, structure, structure.pages[i], i, budget);
    file.pages.push_back(std::move(entry));
  }
  read_imagej_tags(input, structure, file);
  return file;
}

std::shared_ptr<const InputFile> reopen(const TiffFile& file) {
  auto input = std::make_shared<const InputFile>(file.path);
  if (!(input->identity() == file.identity)) {
    throw Error(ErrorCode::BadData, file.path.string(), "changed while it was read",
                "wait until the scanner or the copy has finished");
  }
  return input;
}

}  // namespace cyto
