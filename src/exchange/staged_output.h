#pragma once

#include <filesystem>

namespace cyto {

/// A folder beside the place where an export is to appear. What is in it moves there at the end, or vanishes.
/// One thread at a time.
class StagedOutput {
 public:
  /// @throws Error CannotCreate, NoPermission, TryAgain.
  explicit StagedOutput(std::filesystem::path final_place);
  ~StagedOutput();
  StagedOutput(const StagedOutput&) = delete;
  StagedOutput& operator=(const StagedOutput&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
  /// The file `name` of the folder becomes the final place; an earlier file there is replaced.
  /// @throws Error Io, TryAgain, CannotCreate (a folder has the name).
  void commit_file(const char* name);
  /// The whole folder becomes the final place. @throws Error Io, TryAgain.
  void commit_folder();

 private:
  void move_to_place(const std::filesystem::path& from);

  std::filesystem::path final_;
  std::filesystem::path folder_;
};

/// @throws Error CannotCreate when something has the name already: a folder of exports is never mixed with
/// what lies there.
void require_absent(const std::filesystem::path& folder);

}  // namespace cyto
