#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/pipeline/run_sample.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

/// The regular files of a scan, sorted by name, then path.
std::vector<fs::path> files_of(const std::vector<fs::path>& scan) {
  std::vector<fs::path> files;
  for (const fs::path& path : scan) {
    std::error_code status;
    if (!fs::is_directory(path, status)) {
      files.push_back(path);
      continue;
    }
    for (fs::directory_iterator it(path, status), end; !status && it != end; it.increment(status)) {
      std::error_code ignored;
      if (!it->path().filename().string().starts_with('.') && it->is_regular_file(ignored)) {
        files.push_back(it->path());
      }
    }
    if (status) {
      throw Error(ErrorCode::Io, path.string(), "the folder cannot be listed: " + status.message(),
                  "check the disk and the rights of the folder");
    }
  }
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    return std::pair(a.filename(), a) < std::pair(b.filename(), b);
  });
  return files;
}

}  // namespace

std::string scan_stamp(const std::vector<fs::path>& scan) {
  std::string stamp;
  for (const fs::path& file : files_of(scan)) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
      stamp += "gone;";
      continue;
    }
    stamp += std::to_string(status.st_size) + "@" + std::to_string(status.st_mtim.tv_sec) + "." +
             std::to_string(status.st_mtim.tv_nsec) + ";";
  }
  return stamp;
}

ScanDigests digest_scan(const std::vector<fs::path>& scan) {
  ScanDigests result;
  result.stamp = scan_stamp(scan);
  for (const fs::path& file : files_of(scan)) {
    result.files.push_back(file.filename().string());
    result.digests.push_back(sha256_of_file(file));
  }
  return result;
}

}  // namespace cyto
