#include "cytrial/calib/calibration_writer.h"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/imageio/tiff_writer.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// A folder beside the final one, which it becomes at the end or leaves no trace of.
class StagedFolder {
 public:
  explicit StagedFolder(fs::path final_path)
      : final_(std::move(final_path)),
        staged_(final_.parent_path() /
                ("." + final_.filename().string() + ".tmp-" + std::to_string(::getpid()))) {
    std::error_code status;
    // Left by a run that was killed; containers give the same process number again and again.
    fs::remove_all(staged_, status);
    fs::create_directories(staged_, status);
    if (status) {
      throw Error(ErrorCode::CannotCreate, staged_.string(), "cannot be created: " + status.message());
    }
  }
  ~StagedFolder() {
    std::error_code ignored;
    fs::remove_all(staged_, ignored);
  }
  StagedFolder(const StagedFolder&) = delete;
  StagedFolder& operator=(const StagedFolder&) = delete;

  [[nodiscard]] const fs::path& path() const noexcept { return staged_; }
  void commit() const {
    std::error_code status;
    // An empty folder of that name gives way; a full one makes the rename fail.
    fs::rename(staged_, final_, status);
    if (status) {
      throw Error(ErrorCode::CannotCreate, final_.string(), "cannot be created: " + status.message(),
                  "name a folder that does not exist yet");
    }
  }

 private:
  fs::path final_;
  fs::path staged_;
};

Json write_plane(const fs::path& file, const cv::Mat1f& plane) {
  write_float_plane(file, plane);
  return {{"file", file.filename().string()}, {"sha256", sha256_of_file(file)}};
}

/// Channel names may give the same prefix: the number keeps their files apart.
std::string stem_of(const Panel& panel, std::size_t channel) {
  return std::to_string(channel + 1) + "_" + column_prefix(panel.channels[channel].name).substr(0, 40);
}

Json channels_json(const CalibrationSet& set, const Panel& panel, const fs::path& folder) {
  Json channels = Json::array();
  for (std::size_t i = 0; i < panel.channels.size(); ++i) {
    Json channel{{"name", panel.channels[i].name}};
    if (i < set.flat_fields.size() && set.flat_fields[i]) {
      const FlatField& field = *set.flat_fields[i];
      Json planes{{"dark", write_plane(folder / ("dark_" + stem_of(panel, i) + ".tif"), field.dark)}};
      if (field.gain_measured) {
        planes["gain"] = write_plane(folder / ("gain_" + stem_of(panel, i) + ".tif"), field.gain);
      }
      channel["flat_field"] = std::move(planes);
    }
    channels.push_back(std::move(channel));
  }
  return channels;
}

Json rows_json(const cv::Mat1d& matrix) {
  Json rows = Json::array();
  for (int y = 0; y < matrix.rows; ++y) {
    rows.push_back(std::vector<double>(matrix.ptr<double>(y), matrix.ptr<double>(y) + matrix.cols));
  }
  return rows;
}

Json spillover_json(const SpilloverMatrix& spillover) {
  Json json{{"channels", spillover.channels}, {"matrix", rows_json(spillover.spillover)}};
  if (!spillover.standard_error.empty()) {
    json["standard_error"] = rows_json(spillover.standard_error);
  }
  return json;
}

Json thresholds_json(const BlankThresholds& thresholds) {
  const BlankEstimate& blank = thresholds.blank;
  return {{"gates_sha256", thresholds.gates_digest},
          {"program", thresholds.program_version},
          {"slides", blank.slides},
          {"cells", blank.cells},
          {"false_ctcs", blank.false_ctcs},
          {"false_per_million", blank.per_million},
          {"false_per_million_low", blank.per_million_low},
          {"false_per_million_high", blank.per_million_high},
          {"false_per_million_bound", blank.per_million_bound},
          {"limit_of_blank", blank.limit_of_blank},
          {"method", blank.method},
          {"even_p", blank.even_p},
          {"share_above_bound", blank.share_above_bound}};
}

Json set_json(const CalibrationDraft& draft, const Panel& panel, const fs::path& folder) {
  const CalibrationSet& set = draft.set;
  Json json{{"name", set.name},
            {"instrument", set.instrument},
            {"date", set.date},
            {"valid_days", set.valid_days},
            {"description", draft.description},
            {"panel", {{"name", panel.name}, {"sha256", panel.digest}}},
            {"program", set.program_version}};
  json["channels"] = channels_json(set, panel, folder);
  if (set.spillover) {
    json["spillover"] = spillover_json(*set.spillover);
  }
  if (set.thresholds) {
    json["thresholds"] = thresholds_json(*set.thresholds);
  }
  json["inputs"] = Json::array();
  for (const CalibrationInput& input : set.inputs) {
    json["inputs"].push_back({{"use", input.use}, {"file", input.file}, {"sha256", input.sha256}});
  }
  if (!draft.base_digest.empty()) {
    json["made_from"] = draft.base_digest;
  }
  return json;
}

/// Bytes of a file's name that are not UTF-8 become U+FFFD, as in every other output.
std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// "out/" and "out" are one folder.
fs::path without_slash(const fs::path& folder) {
  const fs::path normal = fs::absolute(folder).lexically_normal();
  return normal.filename().empty() ? normal.parent_path() : normal;
}

}  // namespace

void require_new_folder(const fs::path& folder) {
  std::error_code status;
  if (fs::exists(folder, status) && !(fs::is_directory(folder, status) && fs::is_empty(folder, status))) {
    throw Error(ErrorCode::CannotCreate, folder.string(), "is there already",
                "a set is never changed: name a new folder, for example with the day in its name");
  }
}

CalibrationSet write_calibration_set(const CalibrationDraft& draft, const Panel& panel,
                                     const fs::path& folder) {
  require_new_folder(folder);
  const StagedFolder staged(without_slash(folder));
  for (const auto& [name, content] : draft.pages) {
    write_file_atomically(staged.path() / name, content);
  }
  const Json json = set_json(draft, panel, staged.path());
  write_file_atomically(staged.path() / "set.json", json_text(json));
  // What is written is what will be used: a set that would be refused never appears.
  CalibrationSet written = read_calibration_set(staged.path(), panel);
  staged.commit();
  return written;
}

}  // namespace cyto
