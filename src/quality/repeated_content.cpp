#include "repeated_content.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <tuple>

#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

constexpr const char* kExportAgain = "export the scan again and check the fields' positions and channels";

/// The same pixels in two places.
struct Match {
  std::uint32_t from_channel = 0;
  std::uint32_t to_channel = 0;
  std::int32_t dx = 0;
  std::int32_t dy = 0;
  std::int32_t x = 0;  ///< of the second place
  std::int32_t y = 0;
};

auto shift_of(const Match& m) {
  return std::tie(m.from_channel, m.to_channel, m.dy, m.dx);
}

/// Rounding in blocks leaves equal rows within a block.
bool within_a_block(const ContentMark& a, const ContentMark& b) {
  constexpr std::int32_t kBlock = 8;
  return a.channel == b.channel && std::abs(b.x - a.x) < kBlock && std::abs(b.y - a.y) < kBlock;
}

std::vector<Match> matches_in(std::vector<ContentMark>& marks, const std::vector<bool>& lossy) {
  std::sort(marks.begin(), marks.end(), [](const ContentMark& a, const ContentMark& b) {
    return std::tie(a.hash, a.channel, a.y, a.x) < std::tie(b.hash, b.channel, b.y, b.x);
  });
  std::vector<Match> matches;
  for (std::size_t i = 1; i < marks.size(); ++i) {
    const ContentMark& a = marks[i - 1];
    const ContentMark& b = marks[i];
    if (a.hash == b.hash && !(lossy[a.channel] && within_a_block(a, b))) {
      matches.push_back({a.channel, b.channel, b.x - a.x, b.y - a.y, b.x, b.y});
    }
  }
  std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    return std::tuple_cat(shift_of(a), std::tie(a.y, a.x)) < std::tuple_cat(shift_of(b), std::tie(b.y, b.x));
  });
  return matches;
}

/// Smallest rectangle that holds the matches [begin, end), as far as their marks tell.
SlideRect place_of(const std::vector<Match>& matches, std::size_t begin, std::size_t end) {
  SlideRect place{matches[begin].x, matches[begin].y, 1, 1};
  for (std::size_t i = begin; i < end; ++i) {
    const std::int64_t right = std::max<std::int64_t>(place.right(), matches[i].x + 1);
    const std::int64_t bottom = std::max<std::int64_t>(place.bottom(), matches[i].y + 1);
    place.x = std::min<std::int64_t>(place.x, matches[i].x);
    place.y = std::min<std::int64_t>(place.y, matches[i].y);
    place.width = right - place.x;
    place.height = bottom - place.y;
  }
  return place;
}

}  // namespace

void judge_repeated_content(std::vector<ContentMark> marks, const SlideDescription& slide, const Panel& panel,
                            const std::vector<bool>& lossy, QualityVerdict& verdict) {
  const std::vector<Match> matches = matches_in(marks, lossy);
  std::size_t named = 0;
  for (std::size_t begin = 0; begin < matches.size() && named < quality_limits::kNamedAreas;) {
    std::size_t end = begin;
    while (end < matches.size() && shift_of(matches[end]) == shift_of(matches[begin])) {
      ++end;
    }
    if (end - begin >= quality_limits::kRepeatedMarks) {
      const Match& match = matches[begin];
      const SlideRect place = place_of(matches, begin, end);
      const SlideRect first{place.x - match.dx, place.y - match.dy, place.width, place.height};
      const PanelChannel& channel = panel.channels[match.to_channel];
      const std::string problem = "channel " + channel.name + " holds the same pixels at " +
                                  place_text(place) + " as channel " +
                                  panel.channels[match.from_channel].name + " at column " +
                                  std::to_string(first.x) + ", row " + std::to_string(first.y);
      verdict.faults.push_back({file_at(slide, channel, place), channel.name, place, problem, kExportAgain});
      ++named;
    }
    begin = end;
  }
}

}  // namespace cyto
