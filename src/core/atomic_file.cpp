#include "cytrial/core/atomic_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = ".tmp-";

ErrorCode code_of(int reason, ErrorCode otherwise) {
  switch (reason) {
    case ENOSPC:
    case EDQUOT:
      return ErrorCode::TryAgain;
    case EACCES:
    case EPERM:
    case EROFS:
      return ErrorCode::NoPermission;
    case ENOENT:
      return ErrorCode::NoInput;
    default:
      return otherwise;
  }
}

std::string remedy_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::TryAgain:
      return "free disk space and run again";
    case ErrorCode::NoPermission:
      return "check the owner and rights of the folder";
    default:
      return "check the disk and run again";
  }
}

void sync_folder(const fs::path& folder, const fs::path& subject) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const int reason = errno;
  if (fd >= 0) {
    ::close(fd);
  }
  if (!synced) {
    throw Error(code_of(reason, ErrorCode::Io), subject.string(),
                std::string("its folder cannot be made durable: ") + std::strerror(reason),
                "check the disk and run again");
  }
}

void write_all(int fd, std::string_view bytes, std::uint64_t offset, bool append, const fs::path& subject) {
  while (!bytes.empty()) {
    const ssize_t put = append ? ::write(fd, bytes.data(), bytes.size())
                               : ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) {
      continue;
    }
    if (put < 0) {
      const ErrorCode code = code_of(errno, ErrorCode::Io);
      throw Error(code, subject.string(), std::string("cannot be written: ") + std::strerror(errno),
                  remedy_for(code));
    }
    bytes.remove_prefix(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
}

/// A rename would put a file in the place of a device or a pipe, /dev/null too.
void refuse_special_file(const fs::path& file) {
  std::error_code unknown;
  const fs::file_status there = fs::status(file, unknown);
  if (fs::exists(there) && !fs::is_regular_file(there)) {
    throw Error(ErrorCode::CannotCreate, file.string(), "is there already and is no regular file",
                "give the name of a file");
  }
}

}  // namespace

AtomicFile::AtomicFile(fs::path final_path) : final_(std::move(final_path)) {
  static std::atomic<unsigned> counter{0};
  refuse_special_file(final_);
  const fs::path folder = final_.has_parent_path() ? final_.parent_path() : fs::path(".");
  std::error_code status;
  fs::create_directories(folder, status);
  if (status) {
    const ErrorCode code = code_of(status.value(), ErrorCode::CannotCreate);
    throw Error(code, folder.string(), "the folder cannot be created: " + status.message(), remedy_for(code));
  }
  temporary_ = folder / ("." + final_.filename().string() + std::string(kMark) + std::to_string(::getpid()) +
                         "-" + std::to_string(counter++));
  fd_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd_ < 0) {
    const ErrorCode code = code_of(errno, ErrorCode::CannotCreate);
    throw Error(code, final_.string(), std::string("cannot be created: ") + std::strerror(errno),
                remedy_for(code));
  }
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) {
    ::close(fd_);
    ::unlink(temporary_.c_str());
  }
}

void AtomicFile::write(std::string_view bytes) {
  write_all(fd_, bytes, 0, true, final_);
}

void AtomicFile::write_at(std::string_view bytes, std::uint64_t offset) {
  write_all(fd_, bytes, offset, false, final_);
}

void AtomicFile::fail(const char* what) const {
  const ErrorCode code = code_of(errno, ErrorCode::Io);
  throw Error(code, final_.string(), std::string(what) + ": " + std::strerror(errno), remedy_for(code));
}

void AtomicFile::commit() {
  if (::fsync(fd_) != 0) {
    fail("cannot be made durable");
  }
  if (::rename(temporary_.c_str(), final_.c_str()) != 0) {
    fail("cannot be given its name");
  }
  ::close(fd_);
  fd_ = -1;
  sync_folder(final_.has_parent_path() ? final_.parent_path() : fs::path("."), final_);
}

void write_file_atomically(const fs::path& file, std::string_view content) {
  AtomicFile out(file);
  out.write(content);
  out.commit();
}

std::string read_text_file(const fs::path& file, std::uint64_t max_bytes) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    const ErrorCode code = code_of(errno, ErrorCode::Io);
    throw Error(code, file.string(), std::string("cannot be opened: ") + std::strerror(errno),
                "check the path and the rights");
  }
  struct Closer {
    int fd;
    ~Closer() { ::close(fd); }
  } const closer{fd};
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::BadData, file.string(), "is not a regular file");
  }
  std::string text;
  std::string piece(1U << 16U, '\0');
  while (true) {
    const ssize_t got = ::read(fd, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      throw Error(ErrorCode::Io, file.string(), std::string("cannot be read: ") + std::strerror(errno),
                  "check the disk and run again");
    }
    if (got == 0) {
      return text;
    }
    text.append(piece.data(), static_cast<std::size_t>(got));
    if (text.size() > max_bytes) {
      throw Error(ErrorCode::BadData, file.string(), "is larger than " + std::to_string(max_bytes) + " bytes",
                  "this kind of file is never that large; check that it is the right one");
    }
  }
}

void sweep_stale_temporaries(const fs::path& folder) noexcept {
  std::error_code status;
  for (fs::directory_iterator it(folder, status), end; !status && it != end; it.increment(status)) {
    const std::string name = it->path().filename().string();
    const auto mark = name.rfind(kMark);
    if (name.empty() || name.front() != '.' || mark == std::string::npos) {
      continue;
    }
    const std::string owner = name.substr(mark + kMark.size());
    const auto pid = parse_int(owner.substr(0, owner.find('-')));
    const bool owner_gone = pid && *pid > 0 && ::kill(static_cast<pid_t>(*pid), 0) != 0 && errno == ESRCH;
    if (owner_gone) {
      std::error_code ignored;
      fs::remove(it->path(), ignored);
    }
  }
}

}  // namespace cyto
