#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cyto {

/// The folders of the samples, and how a new result takes the place of an old one.
///
/// A result is built in "samples/.<id>.next", made durable there, named valid by the database commit and only
/// then moved to "samples/<id>", the result before it going to "samples/.<id>.previous" and away. Whatever
/// moment the process is killed at, exactly the folder whose counts.json has the digest in the database
/// holds the sample's result; locate() finds it and settle() puts it in its place.
class SampleFolders {
 public:
  /// @param run  the result folder.
  explicit SampleFolders(const std::filesystem::path& run) : root_(run / "samples") {}

  [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }
  [[nodiscard]] std::filesystem::path final_folder(const std::string& id) const { return root_ / id; }
  [[nodiscard]] std::filesystem::path staging_folder(const std::string& id) const {
    return root_ / ("." + id + ".next");
  }

  /// An empty staging folder. @throws Error CannotCreate, NoPermission, TryAgain.
  void stage(const std::string& id) const;
  /// Moves the staged result to its place and removes the one before. @throws Error Io.
  void switch_in(const std::string& id) const;
  /// Brings the folders of a sample in line with the digest of counts.json in the database (empty: the
  /// sample has no result) and removes what is left over. @throws Error Io.
  void settle(const std::string& id, const std::string& counts_sha256) const;
  /// Removes staging folders that belong to no sample with a result.
  void sweep(const std::vector<std::string>& known_ids) const;
  /// The folder that holds the result with that digest. @throws Error BadData when none does.
  [[nodiscard]] std::filesystem::path locate(const std::string& id, const std::string& counts_sha256) const;

 private:
  [[nodiscard]] std::filesystem::path previous_folder(const std::string& id) const {
    return root_ / ("." + id + ".previous");
  }

  std::filesystem::path root_;
};

}  // namespace cyto
