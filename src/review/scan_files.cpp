#include "scan_files.h"

#include <algorithm>

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"

namespace cyto::review {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFiles = 1'000'000;

}  // namespace

ScanFiles::ScanFiles(const std::vector<fs::path>& roots) {
  std::size_t count = 0;
  for (const fs::path& root : roots) {
    std::error_code status;
    fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied, status);
    if (status) {
      throw Error(ErrorCode::NoInput, root.string(), "cannot be looked into: " + status.message(),
                  "name the folder that holds the scans");
    }
    for (; at != fs::recursive_directory_iterator(); at.increment(status)) {
      if (status) {
        break;
      }
      if (at->is_regular_file(status)) {
        files_[at->path().filename().string()].push_back(at->path());
        if (++count > kMaxFiles) {
          throw Error(ErrorCode::BadConfig, root.string(), "holds more than a million files",
                      "name a smaller folder that holds the scans");
        }
      }
    }
  }
  for (auto& [name, paths] : files_) {
    std::sort(paths.begin(), paths.end());
  }
}

bool ScanFiles::may_have(const SampleResult& result) const {
  return !result.scan_files.empty() &&
         std::all_of(result.scan_files.begin(), result.scan_files.end(),
                     [this](const std::string& name) { return files_.contains(name); });
}

std::vector<fs::path> ScanFiles::find(const SampleResult& result) const {
  std::vector<fs::path> found;
  for (std::size_t i = 0; i < result.scan_files.size(); ++i) {
    const auto named = files_.find(result.scan_files[i]);
    if (named == files_.end()) {
      throw Error(ErrorCode::NoInput, result.scan_files[i], "is not below the folders given with --scans");
    }
    const auto right = std::find_if(named->second.begin(), named->second.end(), [&](const fs::path& path) {
      return sha256_of_file(path) == result.scan_digests.at(i);
    });
    if (right == named->second.end()) {
      throw Error(ErrorCode::BadData, result.scan_files[i],
                  "is not the file that was analysed: its digest differs", "restore the original scan");
    }
    found.push_back(*right);
  }
  return found;
}

}  // namespace cyto::review
