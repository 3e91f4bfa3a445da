#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "input_file.h"
#include "tiff_page.h"

namespace cyto {

/// Inflates one Deflate-compressed block of a file piece by piece, in little memory, and checks its
/// Adler-32 sum at the end. The TIFF library stops before the sum, so that changed pixels would pass
/// (docs/decisions/0010).
class InflateStream {
 public:
  InflateStream(std::shared_ptr<const InputFile> file, const StoredBlock& block);
  ~InflateStream();
  InflateStream(InflateStream&&) noexcept;
  InflateStream& operator=(InflateStream&&) noexcept;

  /// Fills `to` with the next `bytes` bytes. @return what went wrong; empty when nothing.
  [[nodiscard]] std::string read(std::uint8_t* to, std::uint64_t bytes);
  /// Reads to the end of the stream, where the sum is checked. Some writers store a few rows more than the
  /// image has: up to `spare_bytes` are passed over. @return as read().
  [[nodiscard]] std::string finish(std::uint64_t spare_bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cyto
