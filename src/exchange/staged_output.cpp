#include "staged_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& place, const char* what, int error) {
  const ErrorCode code = error == ENOSPC || error == EDQUOT                      ? ErrorCode::TryAgain
                         : error == EACCES || error == EPERM                     ? ErrorCode::NoPermission
                         : error == EISDIR || error == ENOTDIR || error == EROFS ? ErrorCode::CannotCreate
                                                                                 : ErrorCode::Io;
  throw Error(code, place.string(), std::string(what) + ": " + std::strerror(error),
              "check the folder, its rights and the disk");
}

fs::path parent_of(const fs::path& place) {
  return place.parent_path().empty() ? fs::path(".") : place.parent_path();
}

/// So that names outlive a power failure.
void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    fail(folder, "cannot be opened", errno);
  }
  const int result = ::fsync(fd);
  const int error = errno;
  ::close(fd);
  if (result != 0) {
    fail(folder, "cannot be made durable", error);
  }
}

}  // namespace

StagedOutput::StagedOutput(fs::path final_place) : final_(std::move(final_place)) {
  if (!final_.has_filename()) {
    final_ = final_.parent_path();  // "exports/" means "exports"
  }
  const fs::path parent = parent_of(final_);
  std::error_code status;
  fs::create_directories(parent, status);
  if (status) {
    fail(parent, "cannot be created", status.value());
  }
  const std::string stem = "." + final_.filename().string() + ".tmp-" + std::to_string(::getpid()) + "-";
  for (int number = 0; folder_.empty(); ++number) {
    fs::path folder = parent / (stem + std::to_string(number));
    if (fs::create_directory(folder, status)) {
      folder_ = std::move(folder);
    } else if (status) {
      fail(final_, "cannot be created", status.value());
    }  // else a run of the same process id was killed here: the next number
  }
}

StagedOutput::~StagedOutput() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void StagedOutput::move_to_place(const fs::path& from) {
  if (::rename(from.c_str(), final_.c_str()) != 0) {
    fail(final_, "cannot be put into place", errno);
  }
  sync_folder(parent_of(final_));
}

void StagedOutput::commit_file(const char* name) {
  move_to_place(folder_ / name);
}

void StagedOutput::commit_folder() {
  sync_folder(folder_);
  move_to_place(folder_);
}

void require_absent(const fs::path& folder) {
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(folder, ignored))) {
    throw Error(ErrorCode::CannotCreate, folder.string(), "exists already",
                "name a new folder with --output");
  }
}

}  // namespace cyto
