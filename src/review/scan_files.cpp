#include "scan_files.h"

#include <algorithm>

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

std::optional<std::vector<fs::path>> ScanFiles::find(const SampleResult& result, ScanChecks& checks,
                                                     const std::function<bool(std::uint64_t)>& go_on) const {
  std::vector<fs::path> found;
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < result.scan_files.size(); ++i) {
    const auto named = files_.find(result.scan_files[i]);
    if (named == files_.end()) {
      throw Error(ErrorCode::NoInput, result.scan_files[i], "is not below the folders given with --scans");
    }
    const fs::path* right = nullptr;
    for (auto path = named->second.begin(); path != named->second.end() && right == nullptr; ++path) {
      std::uint64_t of_this = 0;
      const auto digest = checks.digest(*path, [&](std::uint64_t bytes) {
        of_this = bytes;
        return go_on(before + bytes);
      });
      if (!digest) {
        return std::nullopt;
      }
      before += of_this;
      right = *digest == result.scan_digests.at(i) ? &*path : nullptr;
    }
    if (right == nullptr) {
      throw Error(ErrorCode::BadData, result.scan_files[i],
                  "is not the file that was analysed: its digest differs", "restore the original scan");
    }
    found.push_back(*right);
  }
  return found;
}

std::uint64_t ScanFiles::unread_bytes(const SampleResult& result, const ScanChecks& checks) const {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < result.scan_files.size(); ++i) {
    const auto named = files_.find(result.scan_files[i]);
    if (named == files_.end()) {
      continue;
    }
    for (const fs::path& path : named->second) {
      const auto digest = checks.known(path);
      if (digest == result.scan_digests.at(i)) {
        break;
      }
      if (!digest) {
        const auto stamp = stamp_of(path);
        bytes += stamp ? std::max<std::uint64_t>(1, stamp->bytes) : 0;
        break;
      }
    }
  }
  return bytes;
}

}  // namespace cyto::review
