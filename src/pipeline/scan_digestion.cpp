#include "scan_digestion.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace cyto {
namespace {

/// From the last tile on some steps keep one thread at work alone: of 15 s on two threads about 0.3 s, where
/// all digests take 1 s. A slide with few events has less of them.
constexpr double kLastPart = 0.4;
constexpr std::uint64_t kLeastLastPartBytes = 64U << 20U;
constexpr std::uint64_t kMostLastPartBytes = 512U << 20U;

/// 0 for a file that is gone: reading it will say so.
std::uint64_t bytes_of(const std::filesystem::path& file) {
  std::error_code status;
  const auto bytes = std::filesystem::file_size(file, status);
  return status ? 0 : bytes;
}

}  // namespace

ScanDigestion::ScanDigestion(const ScanDigests& listed) : listed_(listed), digests_(listed.digests) {
  std::uint64_t all_bytes = 0;
  for (const std::filesystem::path& file : listed.paths) {
    all_bytes += bytes_of(file);
  }
  const auto share = static_cast<std::uint64_t>(kLastPart * static_cast<double>(all_bytes));
  const std::uint64_t last_part_bytes = std::clamp(share, kLeastLastPartBytes, kMostLastPartBytes);
  first_part_bytes_ = all_bytes - std::min(all_bytes, last_part_bytes);
}

bool ScanDigestion::add_piece(bool all) {
  if (digests_.size() == listed_.paths.size() || (!all && bytes_ >= first_part_bytes_)) {
    return false;
  }
  if (!file_) {
    file_ = std::make_unique<FileDigest>(listed_.paths[digests_.size()]);
  }
  const std::size_t added = file_->add_piece();
  bytes_ += added;
  if (added == 0) {
    digests_.push_back(file_->hex());
    file_.reset();
  }
  return true;
}

}  // namespace cyto
