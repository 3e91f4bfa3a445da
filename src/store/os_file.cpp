#include "os_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>

namespace cyto {
namespace {

namespace fs = std::filesystem;

/// Large pages of the file cache are given back whole.
constexpr std::uint64_t kDropStep = 2U << 20U;
constexpr std::chrono::milliseconds kLongestDrop{2};

/// Opens a folder, calls `sync` on it and turns a failure into an Error.
void sync_through_folder(const fs::path& folder, int (*sync)(int)) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && sync(fd) == 0;
  const int reason = errno;
  if (fd >= 0) {
    ::close(fd);
  }
  if (!synced) {
    throw system_error(reason, folder, "cannot be made durable", ErrorCode::Io);
  }
}

}  // namespace

Error system_error(int reason, const fs::path& subject, std::string_view problem, ErrorCode otherwise) {
  const std::string text = std::string(problem) + ": " + std::strerror(reason);
  switch (reason) {
    case ENOSPC:
    case EDQUOT:
      return {ErrorCode::TryAgain, subject.string(), text, "free disk space and run again"};
    case EACCES:
    case EPERM:
    case EROFS:
      return {ErrorCode::NoPermission, subject.string(), text, "check the owner and rights of the folder"};
    default:
      return {otherwise, subject.string(), text, "check the disk and run again"};
  }
}

OutputFile::OutputFile(fs::path file) : path_(std::move(file)) {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd_ < 0) {
    throw system_error(errno, path_, "cannot be created", ErrorCode::CannotCreate);
  }
}

OutputFile::~OutputFile() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

void OutputFile::write_at(std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) {
      continue;
    }
    if (put <= 0) {
      throw system_error(put == 0 ? ENOSPC : errno, path_, "cannot be written", ErrorCode::Io);
    }
    bytes.remove_prefix(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
}

void OutputFile::sync_and_close() {
  if (::fsync(fd_) != 0) {
    throw system_error(errno, path_, "cannot be made durable", ErrorCode::Io);
  }
  close();
}

void OutputFile::close() {
  const int fd = fd_;
  fd_ = -1;
  if (::close(fd) != 0 && errno != EINTR) {
    throw system_error(errno, path_, "cannot be closed", ErrorCode::Io);
  }
}

StoredFile::StoredFile(fs::path file, Use use) : path_(std::move(file)), use_(use) {
  const int access = use == Use::ReadOnce ? O_RDWR : O_RDONLY;
  fd_ = ::open(path_.c_str(), access | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd_ < 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
    throw system_error(errno, path_, "cannot be opened", missing ? ErrorCode::BadData : ErrorCode::Io);
  }
  struct stat status {};
  if (::fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(fd_);
    throw Error(ErrorCode::BadData, path_.string(), "is not a regular file", "analyse the sample again");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

StoredFile::~StoredFile() {
  ::close(fd_);
}

void StoredFile::drop_before(std::uint64_t end) {
  const std::uint64_t whole_steps = end / kDropStep * kDropStep;
  if (use_ != Use::ReadOnce || whole_steps <= dropped_) {
    return;
  }
  // A file system that cannot do this keeps the bytes until the file is removed. One that writes them to the
  // disk first (ext4 before Linux 6.14, XFS) is not asked again where that takes long.
  const auto begin = std::chrono::steady_clock::now();
  static_cast<void>(::fallocate(fd_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(dropped_),
                                static_cast<off_t>(whole_steps - dropped_)));
  dropped_ = whole_steps;
  if (std::chrono::steady_clock::now() - begin > kLongestDrop) {
    use_ = Use::Keep;
  }
}

void StoredFile::read_at(char* out, std::size_t size, std::uint64_t offset) const {
  while (size > 0) {
    const ssize_t got = ::pread(fd_, out, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      throw system_error(errno, path_, "cannot be read at byte " + std::to_string(offset), ErrorCode::Io);
    }
    if (got == 0) {
      throw Error(ErrorCode::BadData, path_.string(),
                  "ends at byte " + std::to_string(offset) + ", before its data do",
                  "analyse the sample again");
    }
    out += got;
    size -= static_cast<std::size_t>(got);
    offset += static_cast<std::uint64_t>(got);
  }
}

void sync_folder(const fs::path& folder) {
  sync_through_folder(folder, &::fsync);
}

void sync_file_system_of(const fs::path& folder) {
  sync_through_folder(folder, &::syncfs);
}

}  // namespace cyto
