#include "cytrial/core/digest.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/core/file_digest.h"
#include "cytrial/core/watched_digest.h"

namespace cyto {
namespace {

constexpr std::size_t kPieceBytes = 1U << 20U;

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
      throw Error(ErrorCode::Internal, "SHA-256", "the digest library did not start");
    }
  }
  void add(const void* bytes, std::size_t size) { EVP_DigestUpdate(context_.get(), bytes, size); }
  [[nodiscard]] std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &length);
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (unsigned int i = 0; i < length; ++i) {
      out.push_back(kDigits[digest[i] >> 4U]);
      out.push_back(kDigits[digest[i] & 15U]);
    }
    return out;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

std::string sha256_of(std::string_view bytes) {
  Sha256 sha;
  sha.add(bytes.data(), bytes.size());
  return sha.hex();
}

struct FileDigest::State {
  std::string file;
  FileDescriptor fd;
  Sha256 sha;
  std::vector<char> buffer;
};

// O_NONBLOCK: a FIFO must be refused below, not waited for.
FileDigest::FileDigest(const std::filesystem::path& file)
    : state_(new State{
          file.string(), FileDescriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), {}, {}}) {
  if (state_->fd.get() < 0) {
    const int reason = errno;
    throw Error(reason == ENOENT   ? ErrorCode::NoInput
                : reason == EACCES ? ErrorCode::NoPermission
                                   : ErrorCode::Io,
                file.string(), std::string("cannot be opened: ") + std::strerror(reason),
                "check the path and the rights");
  }
  struct stat status {};
  if (::fstat(state_->fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::BadData, file.string(), "is not a regular file");
  }
  state_->buffer.resize(kPieceBytes);
}

FileDigest::~FileDigest() = default;

std::size_t FileDigest::add_piece() {
  State& s = *state_;
  ssize_t got = -1;
  do {
    got = ::read(s.fd.get(), s.buffer.data(), s.buffer.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    throw Error(ErrorCode::Io, s.file, std::string("cannot be read: ") + std::strerror(errno),
                "check the disk and run again");
  }
  const auto bytes = static_cast<std::size_t>(got);
  s.sha.add(s.buffer.data(), bytes);
  return bytes;
}

std::string FileDigest::hex() {
  return state_->sha.hex();
}

std::optional<std::string> sha256_while(const std::filesystem::path& file,
                                        const std::function<bool(std::uint64_t bytes)>& go_on) {
  FileDigest digest(file);
  std::uint64_t bytes = 0;
  while (go_on(bytes)) {
    const std::size_t more = digest.add_piece();
    if (more == 0) {
      return digest.hex();
    }
    bytes += more;
  }
  return std::nullopt;
}

std::string sha256_of_file(const std::filesystem::path& file) {
  return sha256_while(file, [](std::uint64_t /*bytes*/) { return true; }).value();
}

}  // namespace cyto
