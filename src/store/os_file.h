#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "cytrial/core/error.h"

namespace cyto {

/// An Error for a failed system call: full disk is TryAgain, refused access NoPermission, the rest
/// `otherwise`.
[[nodiscard]] Error system_error(int reason, const std::filesystem::path& subject, std::string_view problem,
                                 ErrorCode otherwise);

/// A new file, written from the front and patched by offset. Not atomic by itself: it lives in a staging
/// folder that is.
class OutputFile {
 public:
  /// @throws Error CannotCreate, NoPermission, TryAgain when it exists or cannot be made.
  explicit OutputFile(std::filesystem::path file);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// @throws Error TryAgain when the disk is full, Io.
  void write_at(std::string_view bytes, std::uint64_t offset);
  /// Makes the file durable and closes it. @throws Error; a failed fsync is final.
  void sync_and_close();
  /// Closes without durability, for files that are removed or synced as a group. @throws Error Io.
  void close();

 private:
  std::filesystem::path path_;
  int fd_ = -1;
};

/// A regular file, read by offset.
class StoredFile {
 public:
  enum class Use : std::uint8_t { Keep, ReadOnce };

  /// @throws Error BadData when it is missing or no regular file (a stored result must be there), Io,
  /// NoPermission.
  explicit StoredFile(std::filesystem::path file, Use use = Use::Keep);
  ~StoredFile();
  StoredFile(const StoredFile&) = delete;
  StoredFile& operator=(const StoredFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// Exactly `size` bytes. @throws Error BadData when the file ends before, Io.
  void read_at(char* out, std::size_t size, std::uint64_t offset) const;
  /// Of a file to be read once: gives the space of whole steps before `end` back, in memory and on disk,
  /// where the file system can and does so at once. They may read as zeros from then on. Any other file
  /// stays.
  void drop_before(std::uint64_t end);

 private:
  std::filesystem::path path_;
  Use use_;
  std::uint64_t dropped_ = 0;  ///< bytes from the front
  std::uint64_t size_ = 0;
  int fd_ = -1;
};

/// fsync of a folder: the names in it. @throws Error Io.
void sync_folder(const std::filesystem::path& folder);
/// Makes everything written so far to the file system of `folder` durable: one call for thousands of small
/// files. @throws Error Io.
void sync_file_system_of(const std::filesystem::path& folder);

}  // namespace cyto
