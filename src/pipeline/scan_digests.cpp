#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/pipeline/run_sample.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

/// Adds files that the scan's own metadata names as parts of it: the other files of an OME set. A scan that
/// cannot be understood names none; it is refused when it is opened.
void add_files_named_within(const std::vector<fs::path>& scan, std::vector<fs::path>& files) {
  std::vector<std::string> read;
  try {
    read = describe_slide(scan).files;
  } catch (const Error&) {
    return;
  }
  for (const std::string& file : read) {
    const auto same = [&file](const fs::path& known) {
      std::error_code status;
      return fs::equivalent(known, file, status);
    };
    if (std::none_of(files.begin(), files.end(), same)) {
      files.emplace_back(file);
    }
  }
}

/// The regular files of a scan, sorted by name, then path.
std::vector<fs::path> files_of(const std::vector<fs::path>& scan) {
  std::vector<fs::path> files;
  bool has_folder = false;
  for (const fs::path& path : scan) {
    std::error_code status;
    if (!fs::is_directory(path, status)) {
      files.push_back(path);
      continue;
    }
    has_folder = true;
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
  if (!has_folder) {  // a folder gave all its files
    add_files_named_within(scan, files);
  }
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    return std::pair(a.filename(), a) < std::pair(b.filename(), b);
  });
  return files;
}

}  // namespace

namespace {

std::string stamp_of(const std::vector<fs::path>& files) {
  std::string stamp;
  for (const fs::path& file : files) {
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

}  // namespace

std::string scan_stamp(const std::vector<fs::path>& scan) {
  return stamp_of(files_of(scan));
}

ScanDigests list_scan(const std::vector<fs::path>& scan) {
  ScanDigests result;
  result.paths = files_of(scan);
  result.stamp = stamp_of(result.paths);
  for (const fs::path& file : result.paths) {
    std::error_code status;
    if (!fs::is_regular_file(file, status) || ::access(file.c_str(), R_OK) != 0) {
      static_cast<void>(sha256_of_file(file));  // says what is wrong with it
    }
    result.files.push_back(file.filename().string());
  }
  return result;
}

std::vector<std::string> digests_of(const ScanDigests& listed) {
  std::vector<std::string> digests;
  for (const fs::path& file : listed.paths) {
    digests.push_back(sha256_of_file(file));
  }
  return digests;
}

ScanDigests digest_scan(const std::vector<fs::path>& scan) {
  ScanDigests result = list_scan(scan);
  result.digests = digests_of(result);
  return result;
}

}  // namespace cyto
