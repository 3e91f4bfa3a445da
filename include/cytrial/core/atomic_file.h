#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace cyto {

/// A file that appears under its name only when it is whole: written beside it as
/// ".<name>.tmp-<pid>-<n>", then fsync, rename, fsync of the folder. Dropped without commit() it leaves
/// nothing behind.
///
/// Usage: write to path(), or through fd(); then commit(). One thread at a time.
class AtomicFile {
 public:
  /// Creates the temporary file, and the folder when it is missing.
  /// @throws Error CannotCreate (also: a folder, a device or a pipe has the name), NoPermission, TryAgain
  ///         (disk full).
  explicit AtomicFile(std::filesystem::path final_path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Where to write for now.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return temporary_; }
  /// Open for writing, owned by this object.
  [[nodiscard]] int fd() const noexcept { return fd_; }
  /// Appends all of `bytes`. @throws Error Io; TryAgain when the disk is full.
  void write(std::string_view bytes);
  /// Overwrites bytes at an offset already written. @throws Error as write().
  void write_at(std::string_view bytes, std::uint64_t offset);
  /// Makes the file appear. A failed fsync is final for the file. @throws Error Io, TryAgain.
  void commit();

 private:
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path final_;
  std::filesystem::path temporary_;
  int fd_ = -1;
};

/// Writes a whole file in one go, atomically.
void write_file_atomically(const std::filesystem::path& file, std::string_view content);

/// The whole of a text file. @throws Error NoInput, NoPermission, Io; BadData when it is larger than
/// `max_bytes` or not a regular file.
[[nodiscard]] std::string read_text_file(const std::filesystem::path& file,
                                         std::uint64_t max_bytes = 64ULL << 20U);

/// Removes temporaries that a killed run left in `folder` (not below it). Never fails.
void sweep_stale_temporaries(const std::filesystem::path& folder) noexcept;

}  // namespace cyto
