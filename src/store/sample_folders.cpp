#include "sample_folders.h"

#include <algorithm>
#include <cstdio>

#include "cytrial/core/digest.h"
#include "os_file.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNext = ".next";
constexpr std::string_view kPrevious = ".previous";

bool occupied(const fs::path& path) {
  std::error_code status;
  return fs::symlink_status(path, status).type() != fs::file_type::not_found;
}

void remove_tree(const fs::path& folder) {
  std::error_code status;
  fs::remove_all(folder, status);
  if (status) {
    throw system_error(status.value(), folder, "cannot be removed", ErrorCode::Io);
  }
}

void move_folder(const fs::path& from, const fs::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) {
    throw system_error(errno, to, "cannot be given its name", ErrorCode::Io);
  }
}

bool holds(const fs::path& folder, const std::string& counts_sha256) {
  try {
    return sha256_of_file(folder / "counts.json") == counts_sha256;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::NoInput || error.code() == ErrorCode::BadData) {
      return false;  // missing, or no regular file
    }
    throw;
  }
}

/// "S1" of ".S1.next" and ".S1.previous"; empty for any other name.
std::string staged_id(const std::string& name) {
  for (const std::string_view suffix : {kNext, kPrevious}) {
    const bool ours = name.size() > suffix.size() + 1 && name.front() == '.' &&
                      name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
    if (ours) {
      return name.substr(1, name.size() - suffix.size() - 1);
    }
  }
  return {};
}

}  // namespace

void SampleFolders::stage(const std::string& id) const {
  const fs::path folder = staging_folder(id);
  remove_tree(folder);
  std::error_code status;
  fs::create_directories(folder / "crops", status);
  if (status) {
    throw system_error(status.value(), folder, "cannot be created", ErrorCode::CannotCreate);
  }
}

void SampleFolders::switch_in(const std::string& id) const {
  const fs::path place = final_folder(id);
  const fs::path previous = previous_folder(id);
  remove_tree(previous);
  if (occupied(place)) {
    move_folder(place, previous);
  }
  move_folder(staging_folder(id), place);
  sync_folder(root_);
  remove_tree(previous);
}

void SampleFolders::settle(const std::string& id, const std::string& counts_sha256) const {
  const fs::path place = final_folder(id);
  const bool in_place = counts_sha256.empty() || holds(place, counts_sha256);
  if (!in_place && holds(staging_folder(id), counts_sha256)) {
    switch_in(id);
  } else if (!in_place && holds(previous_folder(id), counts_sha256)) {
    remove_tree(place);
    move_folder(previous_folder(id), place);
    sync_folder(root_);
  }
  remove_tree(staging_folder(id));
  remove_tree(previous_folder(id));
}

void SampleFolders::sweep(const std::vector<std::string>& known_ids) const {
  std::vector<fs::path> stale;
  std::error_code status;
  for (fs::directory_iterator entry(root_, status), end; !status && entry != end; entry.increment(status)) {
    const std::string id = staged_id(entry->path().filename().string());
    if (!id.empty() && !std::binary_search(known_ids.begin(), known_ids.end(), id)) {
      stale.push_back(entry->path());
    }
  }
  if (status) {
    throw system_error(status.value(), root_, "cannot be listed", ErrorCode::Io);
  }
  std::for_each(stale.begin(), stale.end(), remove_tree);
}

fs::path SampleFolders::locate(const std::string& id, const std::string& counts_sha256) const {
  // Twice: a writer may be moving the folder from the second place to the first while this looks.
  for (int attempt = 0; attempt < 2; ++attempt) {
    for (const fs::path& folder : {final_folder(id), staging_folder(id), previous_folder(id)}) {
      if (holds(folder, counts_sha256)) {
        return folder;
      }
    }
  }
  const fs::path file = final_folder(id) / "counts.json";
  throw Error(ErrorCode::BadData, file.string(),
              occupied(file) ? "was changed after it was stored: its digest is not the one in the database"
                             : "is missing, though the database has the sample",
              "restore the folder from a copy or analyse the sample again");
}

}  // namespace cyto
