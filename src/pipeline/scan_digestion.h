#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cytrial/core/file_digest.h"
#include "cytrial/pipeline/run_sample.h"

namespace cyto {

/// The digests of listed files, megabyte by megabyte. One thread at a time, not always the same.
class ScanDigestion {
 public:
  /// Of nothing when `listed`, which must outlive this, has its digests already.
  explicit ScanDigestion(const ScanDigests& listed);

  /// Digests the next piece; unless `all`, only while more than the last part is left: two fifths of all
  /// bytes, but as many as take some hundredths and at most some tenths of a second. @return false when there
  /// is no such piece.
  /// @throws Error as digest_scan().
  bool add_piece(bool all);
  /// @pre add_piece(true) has returned false.
  [[nodiscard]] std::vector<std::string> digests() const { return digests_; }

 private:
  const ScanDigests& listed_;
  std::uint64_t first_part_bytes_ = 0;
  std::uint64_t bytes_ = 0;  ///< digested
  std::vector<std::string> digests_;
  std::unique_ptr<FileDigest> file_;  ///< under way
};

}  // namespace cyto
