#include "input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"

namespace cyto {
namespace {

[[noreturn]] void fail_to_open(const std::string& name, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      throw Error(ErrorCode::NoInput, name, "does not exist", "check the path");
    case EACCES:
    case EPERM:
      throw Error(ErrorCode::NoPermission, name, "may not be read", "check its permissions");
    case EMFILE:
    case ENFILE:
      throw Error(ErrorCode::TryAgain, name, "too many files are open", "raise the limit (ulimit -n)");
    case ENXIO:
    case ELOOP:
      throw Error(ErrorCode::BadData, name, "is not a regular file");
    default:
      throw Error(ErrorCode::Io, name, "cannot be opened: " + std::generic_category().message(error));
  }
}

FileIdentity identity_from(const struct stat& status) {
  constexpr std::int64_t kNsPerSecond = 1'000'000'000;
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          status.st_mtim.tv_sec * kNsPerSecond + status.st_mtim.tv_nsec};
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& file) : name_(file.string()) {
  fd_ = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd_ < 0) {
    fail_to_open(name_, errno);
  }
  struct stat status {};
  const char* problem = nullptr;
  if (::fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode)) {
    problem = "is not a regular file";
  } else if (status.st_size == 0) {
    problem = "is empty";
  } else if (static_cast<std::uint64_t>(status.st_size) > kMaxFileBytes) {
    problem = "is larger than the limit of 64 GiB";
  }
  if (problem != nullptr) {
    ::close(fd_);
    throw Error(ErrorCode::BadData, name_, problem, "give a TIFF file");
  }
  identity_ = identity_from(status);
}

InputFile::~InputFile() {
  ::close(fd_);
}

bool InputFile::unchanged() const noexcept {
  struct stat status {};
  return ::fstat(fd_, &status) == 0 && identity_from(status) == identity_;
}

std::int64_t InputFile::read_some(std::uint64_t offset, void* to, std::size_t bytes) const noexcept {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t got =
        ::pread(fd_, static_cast<char*>(to) + done, bytes - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return -1;
    }
    if (got == 0) {
      break;
    }
    done += static_cast<std::size_t>(got);
  }
  return static_cast<std::int64_t>(done);
}

void InputFile::read_exactly(std::uint64_t offset, void* to, std::size_t bytes) const {
  if (offset > size() || bytes > size() - offset) {
    throw Error(ErrorCode::BadData, name_,
                "ends too early: " + std::to_string(bytes) + " bytes at offset " + std::to_string(offset) +
                    " lie behind its end at " + std::to_string(size()),
                "the file is truncated; copy it again");
  }
  const std::int64_t got = read_some(offset, to, bytes);
  if (got < 0) {
    throw Error(
        ErrorCode::Io, name_,
        "cannot be read at offset " + std::to_string(offset) + ": " + std::generic_category().message(errno),
        "check the disk");
  }
  if (static_cast<std::uint64_t>(got) != bytes) {
    throw Error(ErrorCode::BadData, name_, "became shorter while it was read", "wait until it is complete");
  }
}

}  // namespace cyto
