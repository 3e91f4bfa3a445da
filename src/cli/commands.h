#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cyto::cli {

using Path = std::filesystem::path;

/// What several commands take: what a run may use and how it talks.
struct ResourceArgs {
  int threads = 0;
  std::int64_t tile_px = 1024;
  std::int64_t memory_mib = 1024;
};

struct InfoArgs {
  std::vector<Path> scan;
  std::optional<Path> panel;
  std::optional<double> pixel_size_um;
  bool json = false;
};

struct AnalyzeArgs {
  std::vector<Path> scan;
  Path panel;
  Path out;
  std::string sample_id;
  std::optional<double> blood_volume_ml;
  std::optional<Path> calibration;
  std::optional<Path> gates;
  std::optional<Path> model;
  std::string instrument;
  std::string acquired_on;
  std::optional<double> pixel_size_um;
  std::string features = "standard";
  std::int64_t max_crops = 300;
  bool labels = false;
  bool replace = false;
  bool dry_run = false;
  std::string mixed_configurations;  ///< reason; empty: samples of one study may not differ
  bool json = false;
  bool quiet = false;
  ResourceArgs resources;
};

struct BatchArgs {
  Path study;
  Path out;
  std::optional<Path> model;
  std::string features = "standard";
  std::int64_t max_crops = 300;
  bool labels = false;
  bool again = false;
  bool dry_run = false;
  std::string mixed_configurations;  ///< reason; empty: samples of one study may not differ
  bool json = false;
  bool quiet = false;
  ResourceArgs resources;
};

struct RegateArgs {
  Path run;
  std::optional<Path> gates;
  std::optional<Path> model;
  std::optional<std::string> sample_id;
  std::string mixed_configurations;  ///< reason; empty: samples of one study may not differ
  bool json = false;
};

struct TimepointsArgs {
  Path run;
  std::optional<Path> study;
  bool summary = false;   ///< statistics over the study instead of its timepoints
  bool findings = false;  ///< what is wrong with the data instead
  bool csv = false;
  bool json = false;
};

struct ReportArgs {
  Path run;
  std::optional<std::string> sample_id;
  bool json = false;
};

struct ExportArgs {
  Path run;
  std::string table;       ///< or
  std::string as;          ///< a format of other programs
  std::vector<Path> scan;  ///< crops alone
  std::string format = "csv";
  std::optional<std::string> sample_id;
  std::optional<Path> output;
  std::string source;                  ///< labels alone
  std::uint64_t gates_leukocytes = 0;  ///< labels alone
};

struct SimulateArgs {
  Path out;
  std::uint64_t seed = 1;
  std::int64_t width_px = 2048;
  std::int64_t height_px = 2048;
  double pixel_size_um = 0.5;
  double density_per_mm2 = 800.0;
  std::int64_t ctcs = 10;
  double ck_level_min = 2.0;
  double apoptotic_share = 0.05;
  double giant_cells_per_mm2 = 0.0;
  int bits = 16;
  std::string noise = "mild";
  std::string control = "none";
  std::string instrument;
  std::string acquired_on;
  double dark_pattern_adu = 0.0;
  std::string compression = "deflate";
  double defocus_um = 0.0;
  double light_factor = 1.0;
  double background_factor = 1.0;
  double noise_factor = 1.0;
  double spillover_shift = 0.0;
  double edge_dimming = 0.0;
  std::int64_t bubbles = 0;
  double bare_share = 0.0;
  std::int64_t hot_columns = 0;
  std::int64_t jpeg_quality = 100;
  bool her2 = false;
  bool labels = false;
  bool calibration = false;
  bool fields = false;
  std::int64_t field_px = 2048;
  bool json = false;
  bool quiet = false;
};

struct SimulateStudyArgs {
  Path out;
  std::uint64_t seed = 1;
  int edge_px = 512;
  bool sound = false;  ///< plant no fault
  bool quiet = false;
};

struct ReleaseArgs {
  Path run;
  std::string sample_id;
  std::string user;
  std::string reason;
};

struct ValidateArgs {
  std::optional<Path> plan;  ///< instead of the next three
  std::optional<Path> html;  ///< with a plan only
  Path events;
  Path truth;
  double pixel_size_um = 0.0;
  double max_distance_um = 3.0;
  bool json = false;
};

struct LabelArgs {
  Path events;
  Path truth;
  Path out;
  std::string batch;
  std::string source;
  double pixel_size_um = 0.0;
  double max_distance_um = 3.0;
};

struct TrainArgs {
  std::vector<Path> events;
  Path out;
  std::string name;
  int folds = 5;
  int trees = 200;
  int max_depth = 4;
  double learning_rate = 0.1;
  std::uint64_t seed = 1;
  bool json = false;
};

/// What every kind of calibration takes.
struct CalibrationArgs {
  Path panel;
  Path out;
  std::optional<Path> base;
  std::string instrument;
  std::string date;
  std::string name;
  std::optional<std::int64_t> valid_days;  ///< empty: as the base, else a year
  std::optional<double> pixel_size_um;
  bool json = false;
  bool quiet = false;
};

struct CalibrateDarkArgs {
  std::vector<Path> scans;
  CalibrationArgs set;
};

struct CalibrateFlatFieldArgs {
  std::vector<Path> scans;
  CalibrationArgs set;
};

struct CalibrateSpilloverArgs {
  std::vector<std::string> stains;  ///< "CK=path"
  CalibrationArgs set;
};

struct CalibrateThresholdsArgs {
  Path run;
  std::vector<std::string> samples;
  CalibrationArgs set;
};

struct ReviewArgs {
  Path run;
  std::vector<Path> scans;
  std::string public_origin;
  int port = 8640;
  int idle_lock_s = 900;
};

struct UsersArgs {
  enum class Action { List, Add, Change };
  Action action = Action::List;
  Path run;
  std::string name;
  std::optional<std::string> full_name;
  std::optional<std::string> role;
  bool new_password = false;
  bool disable = false;
  bool enable = false;
  std::string reason;
};

struct VerifyArgs {
  Path run;
  std::vector<std::string> anchors;  ///< "seq:hash"
};

using Command = std::variant<InfoArgs, AnalyzeArgs, BatchArgs, RegateArgs, TimepointsArgs, ReportArgs,
                             ExportArgs, SimulateArgs, SimulateStudyArgs, ValidateArgs, LabelArgs, TrainArgs,
                             CalibrateDarkArgs, CalibrateFlatFieldArgs, CalibrateSpilloverArgs,
                             CalibrateThresholdsArgs, ReviewArgs, UsersArgs, VerifyArgs, ReleaseArgs>;

/// One per command: runs it and gives the exit code. @throws Error.
int run(const InfoArgs& args);
int run(const AnalyzeArgs& args);
int run(const BatchArgs& args);
int run(const RegateArgs& args);
int run(const TimepointsArgs& args);
int run(const ReportArgs& args);
int run(const ExportArgs& args);
int run(const SimulateArgs& args);
int run(const SimulateStudyArgs& args);
int run(const ValidateArgs& args);
int run(const LabelArgs& args);
int run(const TrainArgs& args);
int run(const CalibrateDarkArgs& args);
int run(const CalibrateFlatFieldArgs& args);
int run(const CalibrateSpilloverArgs& args);
int run(const CalibrateThresholdsArgs& args);
int run(const ReviewArgs& args);
int run(const UsersArgs& args);
int run(const VerifyArgs& args);
int run(const ReleaseArgs& args);

}  // namespace cyto::cli
