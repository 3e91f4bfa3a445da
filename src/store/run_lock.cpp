#include "run_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "os_file.h"

namespace cyto {
namespace {

std::string boot_id() {
  try {
    std::string id = read_text_file("/proc/sys/kernel/random/boot_id", 64);
    return id.substr(0, id.find('\n'));
  } catch (const Error&) {
    return "unknown";
  }
}

std::string holder_in(int fd) {
  std::array<char, 256> text{};
  const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
  std::string holder(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0U);
  while (!holder.empty() && holder.back() == '\n') {
    holder.pop_back();
  }
  return holder.empty() ? "an unnamed process" : holder;
}

/// Whether `fd` is still the file of that name: its last holder removes it.
bool is_named(int fd, const std::filesystem::path& path) {
  struct stat held {};
  struct stat named {};
  return ::fstat(fd, &held) == 0 && ::stat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
         held.st_dev == named.st_dev;
}

/// Opens and locks the file. @return the descriptor, or -1 when the file vanished meanwhile.
int try_lock(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) {
    throw system_error(errno, path, "cannot be created", ErrorCode::CannotCreate);
  }
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    const std::string holder = reason == EWOULDBLOCK ? holder_in(fd) : std::string();
    ::close(fd);
    if (reason == EWOULDBLOCK) {
      throw Error(ErrorCode::TryAgain, path.parent_path().string(), "is being written by " + holder,
                  "wait until it has finished and run again");
    }
    throw system_error(reason, path, "cannot be locked", ErrorCode::Io);
  }
  if (!is_named(fd, path)) {
    ::close(fd);
    return -1;
  }
  return fd;
}

}  // namespace

RunLock::RunLock(std::filesystem::path file) : path_(std::move(file)) {
  while (fd_ < 0) {
    fd_ = try_lock(path_);
  }
  const std::string holder = "process " + std::to_string(::getpid()) + " of boot " + boot_id() + "\n";
  const bool written = ::ftruncate(fd_, 0) == 0 &&
                       ::pwrite(fd_, holder.data(), holder.size(), 0) == static_cast<ssize_t>(holder.size());
  if (!written) {
    const int reason = errno;
    ::unlink(path_.c_str());
    ::close(fd_);
    throw system_error(reason, path_, "cannot be written", ErrorCode::Io);
  }
}

RunLock::~RunLock() {
  ::unlink(path_.c_str());  // while held, so that nobody else's is removed
  ::close(fd_);
}

}  // namespace cyto
