#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace cyto::review {

/// What the system says of a file without reading it. Whoever writes to a file, or puts another one in its
/// place, changes its stamp: the time of the last change of the inode (ctime) cannot be set by a program.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// Empty when there is no such file.
[[nodiscard]] std::optional<FileStamp> stamp_of(const std::filesystem::path& file);

/// Digests of scans, taken by reading them whole and remembered with the stamp that the file then had, so
/// that a scan is read once and not at every start. The record lies in the result folder and is sealed with a
/// key; what does not fit its seal or its stamp is forgotten. Thread-safe.
class ScanChecks {
 public:
  /// @param record file to keep them in; empty: nowhere. @param key of random_token().
  /// @param settled_ns a file changed more shortly before it was read is not remembered: it might change
  /// again within one tick of the file system's clock.
  ScanChecks(std::filesystem::path record, std::string key, std::int64_t settled_ns = 2'000'000'000);

  /// The file's digest when it is known and the file unchanged since it was taken.
  [[nodiscard]] std::optional<std::string> known(const std::filesystem::path& file) const;
  /// Reads the file whole unless known. Empty when `go_on` (told the bytes read of this file) gave up.
  /// @throws Error as sha256_of_file(); BadData when the file changes while it is read.
  [[nodiscard]] std::optional<std::string> digest(const std::filesystem::path& file,
                                                  const std::function<bool(std::uint64_t)>& go_on);

 private:
  struct Check {
    FileStamp stamp;
    std::string digest;
  };
  [[nodiscard]] std::string line_of(const std::string& file, const Check& check) const;
  void read_record();
  void write_record() const;

  std::filesystem::path record_;
  std::string key_;
  std::int64_t settled_ns_;
  mutable std::mutex mutex_;
  std::map<std::string, Check> checks_;  ///< by absolute path
};

}  // namespace cyto::review
