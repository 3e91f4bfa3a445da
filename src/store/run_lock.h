#pragma once

#include <filesystem>

namespace cyto {

/// The right to write into a result folder, held by one process at a time. The kernel gives it up when the
/// process ends, however it ends; the file "cytrial.lock" only names the holder by process and boot.
class RunLock {
 public:
  /// @throws Error TryAgain naming the holder when another has it; CannotCreate, NoPermission, Io.
  explicit RunLock(std::filesystem::path file);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  std::filesystem::path path_;
  int fd_ = -1;
};

}  // namespace cyto
