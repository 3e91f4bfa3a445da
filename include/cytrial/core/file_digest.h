#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace cyto {

/// SHA-256 of a regular file as sha256_of_file(), piece by piece. One thread at a time, not always the same.
class FileDigest {
 public:
  /// @throws Error NoInput, NoPermission, Io, BadData (not a regular file).
  explicit FileDigest(const std::filesystem::path& file);
  ~FileDigest();
  FileDigest(const FileDigest&) = delete;
  FileDigest& operator=(const FileDigest&) = delete;

  /// Adds the next megabyte. @return the bytes added: 0 at the end of the file. @throws Error Io.
  std::size_t add_piece();
  /// Of all that was added, as 64 lower-case hexadecimal digits; nothing can be added any more.
  [[nodiscard]] std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cyto
