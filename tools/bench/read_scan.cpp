// Reads and decodes every block of every page of a TIFF with libtiff, in file order, one thread, and does
// nothing with the pixels: the least that any program has to spend on the file. Prints the seconds.

#include <tiffio.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

/// Bytes decoded, or -1 after a failure.
std::int64_t read_page(TIFF* tiff) {
  const bool tiled = TIFFIsTiled(tiff) != 0;
  const std::uint32_t blocks = tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
  std::vector<std::uint8_t> block(
      static_cast<std::size_t>(tiled ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff)));
  const auto size = static_cast<tmsize_t>(block.size());
  std::int64_t bytes = 0;
  for (std::uint32_t i = 0; i < blocks; ++i) {
    const tmsize_t got = tiled ? TIFFReadEncodedTile(tiff, i, block.data(), size)
                               : TIFFReadEncodedStrip(tiff, i, block.data(), size);
    if (got < 0) {
      return -1;
    }
    bytes += got;
  }
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: read_scan FILE\n");
    return 64;
  }
  const auto start = std::chrono::steady_clock::now();
  // "m": plain reads, as the program itself does.
  TIFF* tiff = TIFFOpen(argv[1], "rm");
  if (tiff == nullptr) {
    return 66;
  }
  std::int64_t bytes = 0;
  do {
    const std::int64_t page = read_page(tiff);
    if (page < 0) {
      TIFFClose(tiff);
      return 65;
    }
    bytes += page;
  } while (TIFFReadDirectory(tiff) != 0);
  TIFFClose(tiff);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("{\"bytes\": %lld, \"seconds\": %.3f}\n", static_cast<long long>(bytes), seconds.count());
  return 0;
}
