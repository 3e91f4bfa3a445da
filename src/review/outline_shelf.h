#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/imageio/label_windows.h"
#include "event_shelf.h"
#include "study_content.h"

namespace cyto::review {

/// The exact outline of one event, in slide pixels.
struct EventOutline {
  std::uint64_t event_id = 0;
  std::vector<OutlinePolygon> cell;
  std::vector<OutlinePolygon> nucleus;  ///< empty without a nucleus
};

/// Outlines from the label images that `cytrial analyze --labels` keeps with a sample. Thread-safe: label
/// images of a sample are read by one request at a time.
class OutlineShelf {
 public:
  OutlineShelf(const StudyContent& content, EventShelf& events) : content_(content), events_(events) {}

  /// Whether the sample has label images; without them there are no outlines.
  [[nodiscard]] bool has(const ReviewSample& sample);
  /// Every event with a pixel inside `rect`, cut off at its border, by event.
  /// @throws Error BadData for a damaged label image.
  [[nodiscard]] std::vector<EventOutline> inside(const ReviewSample& sample, const SlideRect& rect);
  /// The candidate's own outline; empty when all its pixels belong to others, or its box was not measured.
  /// @throws Error as inside().
  [[nodiscard]] std::optional<EventOutline> of(const ReviewCandidate& candidate);

 private:
  struct Images {
    std::mutex mutex;
    bool looked_for = false;
    std::optional<LabelWindows> cells;
    std::optional<LabelWindows> nuclei;
  };
  [[nodiscard]] Images& images_of(const ReviewSample& sample);
  /// @pre the mutex of `images` is held. @return whether there are any.
  [[nodiscard]] bool opened(Images& images, const ReviewSample& sample);

  const StudyContent& content_;
  EventShelf& events_;
  std::mutex mutex_;
  std::map<std::string, Images> images_;
};

}  // namespace cyto::review
