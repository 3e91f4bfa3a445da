// Reads and decodes every block of every page of a TIFF with libtiff and does nothing with the pixels: the
// least that a program built on libtiff has to spend on the file. One handle per thread; the threads take the
// blocks of a page in turn. Prints bytes and seconds as JSON.

#include <tiffio.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

namespace {

/// Which blocks a thread reads: every `threads`-th one from `first` on.
struct Share {
  std::uint32_t first;
  std::uint32_t threads;
};

/// Bytes decoded, or -1 after a failure.
std::int64_t read_page(TIFF* tiff, const Share& share) {
  const bool tiled = TIFFIsTiled(tiff) != 0;
  const std::uint32_t blocks = tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
  std::vector<std::uint8_t> block(
      static_cast<std::size_t>(tiled ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff)));
  const auto size = static_cast<tmsize_t>(block.size());
  std::int64_t bytes = 0;
  for (std::uint32_t i = share.first; i < blocks; i += share.threads) {
    const tmsize_t got = tiled ? TIFFReadEncodedTile(tiff, i, block.data(), size)
                               : TIFFReadEncodedStrip(tiff, i, block.data(), size);
    if (got < 0) {
      return -1;
    }
    bytes += got;
  }
  return bytes;
}

/// Bytes decoded of all pages, or -1 after a failure.
std::int64_t read_file(const char* file, const Share& share) {
  // "m": plain reads, as the program itself does.
  TIFF* tiff = TIFFOpen(file, "rm");
  if (tiff == nullptr) {
    return -1;
  }
  std::int64_t bytes = 0;
  std::int64_t page = 0;
  do {
    page = read_page(tiff, share);
    bytes += page;
  } while (page >= 0 && TIFFReadDirectory(tiff) != 0);
  TIFFClose(tiff);
  return page < 0 ? -1 : bytes;
}

}  // namespace

int main(int argc, char** argv) {
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  if (argc < 2 || argc > 3 || threads < 1) {
    std::fprintf(stderr, "usage: read_scan FILE [THREADS]\n");
    return 64;
  }
  const auto start = std::chrono::steady_clock::now();
  std::atomic<std::int64_t> bytes{0};
  std::atomic<bool> failed{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < threads; ++i) {
    readers.emplace_back([&, i] {
      const std::int64_t got =
          read_file(argv[1], {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(threads)});
      bytes += got;
      failed = failed || got < 0;
    });
  }
  for (std::thread& reader : readers) {
    reader.join();
  }
  if (failed) {
    return 65;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("{\"bytes\": %lld, \"seconds\": %.3f}\n", static_cast<long long>(bytes.load()),
              seconds.count());
  return 0;
}
