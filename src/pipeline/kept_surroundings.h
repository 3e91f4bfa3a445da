#pragma once

#include <opencv2/core.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/imageio/slide_reader.h"
#include "likely_candidates.h"

namespace cyto {

/// Edge of a candidate's picture on the slide [um].
inline constexpr double kCropEdgeUm = 48.0;

/// The part of the slide that the pictures of an event show, cut at the slide's edge.
/// @pre the slide's pixel size is known.
[[nodiscard]] SlideRect surroundings_of(const SlidePoint& anchor, const SlideDescription& slide);

/// Bytes of the surroundings of one event as stored, of all channels.
[[nodiscard]] std::uint64_t bytes_of_surroundings(const SlideDescription& slide, std::size_t channels,
                                                  std::size_t bytes_per_pixel);

/// How many events' surroundings are worth keeping for so many pictures, at so many bytes each.
[[nodiscard]] std::uint64_t surroundings_to_keep(std::size_t pictures, std::uint64_t bytes_each);

/// Raw pixels around the likeliest candidates of a slide, taken from its tiles while they are in memory, so
/// that few have to be read a second time for pictures. What is kept in the end depends on the slide alone,
/// not on the order of its tiles or their size.
class KeptSurroundings {
 public:
  /// `slide` is kept by reference. @param most events to keep, at most; 0: none.
  KeptSurroundings(const Panel& panel, const FeatureSchema& schema, const SlideDescription& slide,
                   std::size_t most);

  /// Copies the surroundings of those of a window's events that are likelier than what is kept already. What
  /// does not lie wholly inside `raw` is not kept. Thread-safe.
  void keep_likeliest(const RawTile& raw, const std::vector<Event>& events);

  /// Everything kept, sorted for find_surroundings(); nothing is kept any more.
  [[nodiscard]] std::vector<RawTile> take();

 private:
  /// Likelihood, then the part's top, left, height and width: an order without ties but of equal parts.
  using Standing = std::tuple<double, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

  void keep(double likelihood, const RawTile& raw, const SlideRect& rect);
  [[nodiscard]] std::optional<std::size_t> room_for(const Standing& standing);
  [[nodiscard]] RawTile kept_in(std::size_t room, const SlideRect& rect) const;

  LikelyCandidates likely_;
  std::size_t x_column_;
  std::size_t y_column_;
  const SlideDescription& slide_;
  std::size_t most_;
  int room_rows_;
  int room_columns_;
  std::size_t channels_;
  std::atomic<double> least_likelihood_{0.0};  ///< what is less likely has no place any more
  std::mutex mutex_;
  /// Rooms for `most_` parts side by side: in pieces of their own they would stand between those of tiles
  /// that come and go, for as long as the slide is analysed.
  cv::Mat rooms_;
  std::map<Standing, std::size_t> kept_;  ///< room of each
};

/// The kept pixels of `rect`, or null. @param kept as KeptSurroundings::take() gives them.
[[nodiscard]] const RawTile* find_surroundings(const std::vector<RawTile>& kept, const SlideRect& rect);

}  // namespace cyto
