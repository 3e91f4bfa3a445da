#pragma once

#include <opencv2/core.hpp>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/imageio/slide_reader.h"
#include "scan_files.h"
#include "slide_levels.h"
#include "study_content.h"

namespace cyto::review {

/// One original scan, opened. Thread-safe.
class OpenSlide {
 public:
  OpenSlide(std::unique_ptr<SlideReader> reader, std::string sample, TileCache& cache);

  /// @throws as SlideLevels::tile(); Error BadData, Io for a place that cannot be read.
  [[nodiscard]] Planes tile(int level, std::int64_t column, std::int64_t row) {
    return levels_.tile(level, column, row);
  }
  /// Planes of `rect`, which may reach beyond the slide: zero there.
  [[nodiscard]] std::vector<cv::Mat> part(const SlideRect& rect) const;
  [[nodiscard]] const SlideDescription& description() const { return reader_->description(); }

 private:
  [[nodiscard]] std::vector<cv::Mat> read(const SlideRect& rect) const;

  std::string sample_;
  std::unique_ptr<SlideReader> reader_;
  SlideLevels levels_;
};

/// The scans of a study, each opened when it is first looked at, after its digest was compared. A scan whose
/// digest is not known yet is read by a thread beside the requests, which are asked to come again.
/// Thread-safe.
class SlideShelf {
 public:
  /// @param checks digests of scans; used by this shelf alone.
  SlideShelf(const StudyContent& content, ScanFiles files, ScanChecks& checks);
  ~SlideShelf();
  SlideShelf(const SlideShelf&) = delete;
  SlideShelf& operator=(const SlideShelf&) = delete;

  [[nodiscard]] bool may_have(const ReviewSample& sample) const {
    return sample.panel && sample.result.counts && files_.may_have(sample.result);
  }
  /// @throws Error why the scan cannot be shown; Refused preparing while it is read to compare its digest.
  [[nodiscard]] std::shared_ptr<OpenSlide> slide(const ReviewSample& sample);
  /// Compares the digests of all scans beside the requests; a scan that is asked for comes first.
  void check_all();

 private:
  struct Place {
    std::shared_ptr<OpenSlide> slide;
    std::optional<Error> problem;
    bool busy = false;                             ///< being read or opened
    bool wanted = false;                           ///< a request asked for it
    std::vector<std::filesystem::path> files;      ///< of the open slide; none when they are very many
    std::vector<std::optional<FileStamp>> stamps;  ///< of these files when it was opened
    std::uint64_t read_bytes = 0;
    std::uint64_t all_bytes = 0;
    std::uint64_t used = 0;  ///< larger: later
  };
  using Lock = std::unique_lock<std::mutex>;

  // All of these need mutex_ held; what takes a Lock lets it go while files are read.
  void queue(const ReviewSample& sample);
  /// Compares digests and, when it is wanted, opens the scan. Gives up when another scan is wanted and this
  /// one is not.
  void work_at(const ReviewSample& sample, Place& place, Lock& lock);
  void put(Place& place, std::shared_ptr<OpenSlide> slide, std::vector<std::filesystem::path> files);
  [[nodiscard]] bool another_wanted(const Place& place) const;

  [[nodiscard]] std::shared_ptr<OpenSlide> opened(const ReviewSample& sample,
                                                  const std::vector<std::filesystem::path>& files);
  void work();

  const StudyContent& content_;
  ScanFiles files_;
  ScanChecks& checks_;
  TileCache cache_;
  std::mutex mutex_;  ///< guards what follows
  std::condition_variable changed_;
  std::map<std::string, Place> places_;
  std::deque<const ReviewSample*> jobs_;  ///< wanted ones first
  std::uint64_t uses_ = 0;
  bool ending_ = false;
  std::thread worker_;  ///< started with the first job
};

}  // namespace cyto::review
