#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace cyto {

/// What a file was when it was first opened: tells whether it is still the same.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// A regular file open for reading. Never mapped: an I/O error must be an error, not a signal.
/// Reading is thread-safe.
class InputFile {
 public:
  /// A FIFO or device does not hang the open. @throws Error NoInput, NoPermission, Io, BadData (not a
  /// regular file, empty, or larger than the limit).
  explicit InputFile(const std::filesystem::path& file);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return identity_.size; }
  [[nodiscard]] const FileIdentity& identity() const noexcept { return identity_; }

  /// Whether the open file still has the size and time of change that it had when it was opened.
  [[nodiscard]] bool unchanged() const noexcept;

  /// Reads exactly `bytes`. @throws Error BadData when they lie behind the end, Io.
  void read_exactly(std::uint64_t offset, void* to, std::size_t bytes) const;
  /// Reads up to `bytes`. @return the number read, or -1 with errno set.
  [[nodiscard]] std::int64_t read_some(std::uint64_t offset, void* to, std::size_t bytes) const noexcept;

 private:
  std::string name_;
  int fd_ = -1;
  FileIdentity identity_;
};

}  // namespace cyto
