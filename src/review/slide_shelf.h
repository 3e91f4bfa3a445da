#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/imageio/slide_reader.h"
#include "scan_files.h"
#include "study_content.h"

namespace cyto::review {

inline constexpr std::int64_t kTilePx = 256;

/// Deep Zoom levels: the last is full resolution, each one before it half of the next.
[[nodiscard]] int max_level_of(std::int64_t width_px, std::int64_t height_px) noexcept;

/// One original scan, opened. Thread-safe: one reader at a time, others are asked to come again.
class OpenSlide {
 public:
  OpenSlide(std::unique_ptr<SlideReader> reader, std::string sample);

  /// Planes of one tile, smaller at the right and lower border. @throws Refused not_found for a tile outside,
  /// preparing while another request reads or a low level is first made; Error BadData, Io for a place that
  /// cannot be read.
  [[nodiscard]] std::vector<cv::Mat> tile(int level, std::int64_t column, std::int64_t row);
  /// Planes of `rect`, which may reach beyond the slide: zero there.
  [[nodiscard]] std::vector<cv::Mat> part(const SlideRect& rect);
  [[nodiscard]] const SlideDescription& description() const { return reader_->description(); }

 private:
  [[nodiscard]] std::vector<cv::Mat> read(const SlideRect& rect);
  [[nodiscard]] std::vector<cv::Mat> from_overview(const SlideRect& rect, std::int64_t scale);
  void fill_overview(const SlideRect& rect);
  [[nodiscard]] double overview_share(const SlideRect& rect) const;

  std::string sample_;
  std::unique_ptr<SlideReader> reader_;
  std::timed_mutex mutex_;
  std::int64_t overview_scale_;      ///< scan pixels per overview pixel
  std::vector<cv::Mat> overview_;    ///< averaged down, filled chunk by chunk when first looked at
  std::vector<bool> chunks_filled_;  ///< row-major
};

/// The scans of a study, each opened when it is first looked at, after its digest was compared. Thread-safe.
class SlideShelf {
 public:
  SlideShelf(const StudyContent& content, ScanFiles files) : content_(content), files_(std::move(files)) {}

  [[nodiscard]] bool may_have(const ReviewSample& sample) const {
    return sample.panel && sample.result.counts && files_.may_have(sample.result);
  }
  /// @throws Error why the scan cannot be shown; Refused preparing while another request opens it.
  [[nodiscard]] std::shared_ptr<OpenSlide> slide(const ReviewSample& sample);

 private:
  struct Place {
    std::timed_mutex mutex;
    std::shared_ptr<OpenSlide> slide;
    std::optional<std::string> problem;
  };
  [[nodiscard]] std::shared_ptr<OpenSlide> open(const ReviewSample& sample) const;

  const StudyContent& content_;
  ScanFiles files_;
  std::mutex mutex_;
  std::map<std::string, Place> places_;
};

}  // namespace cyto::review
