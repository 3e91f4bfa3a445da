#include "cytrial/imageio/slide_reader.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <numeric>
#include <utility>

#include "block_cache.h"
#include "cytrial/core/error.h"
#include "decoder_pool.h"
#include "pixel_copy.h"
#include "placed_slide.h"
#include "tiles_at_once.h"

namespace cyto {
namespace {

constexpr std::uint64_t kDefaultCacheBytes = 256ULL << 20U;

/// One panel channel within a plane.
struct PlaneChannel {
  std::size_t channel = 0;  ///< index in the panel
  std::size_t sample = 0;   ///< within the blocks of the plane
};

/// The unit of decoding, with the channels that it carries.
struct Plane : StoredPlane {
  std::vector<PlaneChannel> channels;

  [[nodiscard]] std::uint64_t row_bytes() const { return tiff_page().block_row_bytes(); }
  /// @param which per channel.
  [[nodiscard]] bool carries_any(const std::vector<bool>& which) const {
    return std::any_of(channels.begin(), channels.end(),
                       [&](const PlaneChannel& carried) { return which[carried.channel]; });
  }
  [[nodiscard]] bool carries_only(const std::vector<bool>& which) const {
    return std::all_of(channels.begin(), channels.end(),
                       [&](const PlaneChannel& carried) { return which[carried.channel]; });
  }
};

struct Field {
  SlideRect rect;
  std::int64_t origin_x = 0;
  std::int64_t origin_y = 0;
  std::vector<std::size_t> planes;
};

/// The block's pixels that the slide takes: no padding, and nothing that lies outside the slide or is taken
/// from another field.
SlideRect place_of(const PageBlock& block, const Field& field) {
  return intersect({static_cast<std::int64_t>(block.x) + field.origin_x,
                    static_cast<std::int64_t>(block.y) + field.origin_y,
                    static_cast<std::int64_t>(block.width), static_cast<std::int64_t>(block.height)},
                   field.rect);
}

/// First slide row of a block that somebody else will ask for. @param alone as read_channels() is told.
std::int64_t kept_from(const SlideRect& place, const SlideRect& alone) {
  if (place.x < alone.x || place.right() > alone.right() || place.y < alone.y) {
    return place.y;
  }
  return std::max(place.y, alone.bottom());
}

class PlacedSlideReader final : public SlideReader {
 public:
  explicit PlacedSlideReader(PlacedSlide slide);

  [[nodiscard]] const SlideDescription& description() const override { return slide_.description; }
  [[nodiscard]] RawTile read_tile(const SlideRect& rect) override;
  void read_channels(std::span<const std::size_t> channels, RawTile& tile, const SlideRect& alone) override;
  [[nodiscard]] std::vector<std::size_t> with_channels_beside(
      std::span<const std::size_t> channels) const override;
  [[nodiscard]] bool decodes_rows_in_turn() const override {
    return std::any_of(planes_.begin(), planes_.end(), [](const Plane& plane) {
      return plane.blocks.row_groups() && plane.tiff_page().compression != kUncompressed;
    });
  }
  void set_cache_limit(std::uint64_t bytes) override;
  [[nodiscard]] std::uint64_t cache_bytes_for(const TileGrid& grid, int tiles_at_once) const override;
  void release(const SlideRect& part) override { cache_.release(part, every_plane_); }
  void release_channels(std::span<const std::size_t> channels, const SlideRect& part) override;
  [[nodiscard]] ReadStatistics statistics() const override { return {blocks_in_slide_, blocks_decoded_}; }

 private:
  void add_field(const PlacedField& placed);
  /// @param wanted per channel, whether it is read.
  void read_field(const Field& field, const SlideRect& part, const SlideRect& alone,
                  const std::vector<bool>& wanted, RawTile& tile);
  /// @param left slide column of the first pixel of each row. @param place what is copied.
  void copy_rows(const Plane& plane, std::int64_t left, const BlockCache::Rows& rows, const SlideRect& place,
                 const std::vector<bool>& wanted, RawTile& tile);
  [[nodiscard]] std::vector<bool> chosen(std::span<const std::size_t> channels) const;
  void require_finite(const Plane& plane, const PlaneChannel& channel, const cv::Mat& target,
                      const SlideRect& place, RawTile& tile) const;
  [[nodiscard]] BlockCache::Pixels decode(std::size_t plane_index, const PageBlock& block);
  [[nodiscard]] std::string failure_of(std::size_t plane_index, std::uint64_t block);
  void report(std::size_t plane_index, const PageBlock& block, const Field& field,
              const std::vector<bool>& wanted, RawTile& tile);

  PlacedSlide slide_;
  std::vector<Plane> planes_;
  std::vector<bool> every_plane_;  ///< true for each
  std::vector<Field> fields_;
  DecoderPool decoders_;
  BlockCache cache_{kDefaultCacheBytes};
  std::uint64_t library_bytes_ = 0;  ///< compressed strips that the TIFF library holds while reading rows
  std::uint64_t blocks_in_slide_ = 0;
  std::atomic<std::uint64_t> blocks_decoded_{0};
  std::mutex failures_mutex_;
  std::map<std::pair<std::size_t, std::uint64_t>, std::string> failures_;  ///< of blocks, not tried again
};

PlacedSlideReader::PlacedSlideReader(PlacedSlide slide) : slide_(std::move(slide)) {
  for (const PlacedField& placed : slide_.fields) {
    add_field(placed);
  }
  every_plane_.assign(planes_.size(), true);
  for (const Plane& plane : planes_) {
    blocks_in_slide_ += plane.blocks.count();
    if (plane.blocks.row_groups() && plane.tiff_page().compression != kUncompressed &&
        !is_deflate(plane.tiff_page().compression)) {
      const auto& stored = *plane.file->pages[plane.page].blocks;
      library_bytes_ += std::max_element(stored.begin(), stored.end(), [](const auto& a, const auto& b) {
                          return a.bytes < b.bytes;
                        })->bytes;
    }
  }
}

void PlacedSlideReader::add_field(const PlacedField& placed) {
  Field field{placed.rect, placed.origin_x, placed.origin_y, {}};
  for (std::size_t c = 0; c < placed.channels.size(); ++c) {
    const StoredChannel& channel = placed.channels[c];
    const TiffPage& page = channel.tiff_page();
    const std::size_t plane_sample = page.planar ? channel.sample : 0;
    const auto same = std::find_if(field.planes.begin(), field.planes.end(), [&](std::size_t p) {
      return planes_[p].file == channel.file && planes_[p].page == channel.page &&
             planes_[p].plane == plane_sample;
    });
    const std::size_t plane_index = same == field.planes.end() ? planes_.size() : *same;
    if (plane_index == planes_.size()) {
      field.planes.push_back(plane_index);
      planes_.push_back({{channel.file, channel.page, plane_sample, PageBlocks(page)}, {}});
    }
    planes_[plane_index].channels.push_back({c, page.planar ? 0 : channel.sample});
  }
  fields_.push_back(std::move(field));
}

std::vector<bool> PlacedSlideReader::chosen(std::span<const std::size_t> channels) const {
  std::vector<bool> wanted(slide_.channel_names.size(), false);
  for (const std::size_t channel : channels) {
    if (channel >= wanted.size()) {
      throw Error(ErrorCode::Internal, "tile", "a channel was asked for that the panel does not have");
    }
    wanted[channel] = true;
  }
  return wanted;
}

RawTile PlacedSlideReader::read_tile(const SlideRect& rect) {
  RawTile tile;
  tile.rect = rect;
  std::vector<std::size_t> all(slide_.channel_names.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  read_channels(all, tile, {});
  return tile;
}

void PlacedSlideReader::read_channels(std::span<const std::size_t> channels, RawTile& tile,
                                      const SlideRect& alone) {
  const SlideDescription& about = slide_.description;
  const SlideRect& rect = tile.rect;
  if (rect.empty() || !(intersect(rect, {0, 0, about.width_px, about.height_px}) == rect)) {
    throw Error(ErrorCode::Internal, "tile", "lies outside the slide");
  }
  const std::vector<bool> wanted = chosen(channels);
  tile.planes.resize(wanted.size());
  tile.greatest.resize(wanted.size(), 0.0F);
  for (const std::size_t channel : channels) {
    tile.planes[channel] =
        cv::Mat(static_cast<int>(rect.height), static_cast<int>(rect.width), mat_type_of(about.pixel_type));
    tile.greatest[channel] = 0.0F;
  }
  for (const Field& field : fields_) {
    const SlideRect part = intersect(field.rect, rect);
    if (!part.empty()) {
      read_field(field, part, alone, wanted, tile);
    }
  }
  if (!tile.failures.empty()) {
    tile.planes.clear();
    tile.greatest.clear();
  }
}

void PlacedSlideReader::release_channels(std::span<const std::size_t> channels, const SlideRect& part) {
  const std::vector<bool> finished = chosen(channels);
  std::vector<bool> planes;
  for (const Plane& plane : planes_) {
    planes.push_back(plane.carries_only(finished));
  }
  cache_.release(part, planes);
}

std::vector<std::size_t> PlacedSlideReader::with_channels_beside(
    std::span<const std::size_t> channels) const {
  std::vector<bool> wanted = chosen(channels);
  // Fields may be stored in different ways: what one brings in, another may have beside further ones.
  for (bool grown = true; grown;) {
    grown = false;
    for (const Plane& plane : planes_) {
      if (plane.carries_any(wanted) && !plane.carries_only(wanted)) {
        for (const PlaneChannel& carried : plane.channels) {
          wanted[carried.channel] = true;
        }
        grown = true;
      }
    }
  }
  std::vector<std::size_t> found;
  for (std::size_t channel = 0; channel < wanted.size(); ++channel) {
    if (wanted[channel]) {
      found.push_back(channel);
    }
  }
  return found;
}

void PlacedSlideReader::read_field(const Field& field, const SlideRect& part, const SlideRect& alone,
                                   const std::vector<bool>& wanted, RawTile& tile) {
  const auto left = static_cast<std::uint64_t>(part.x - field.origin_x);
  const auto top = static_cast<std::uint64_t>(part.y - field.origin_y);
  const std::uint64_t right = left + static_cast<std::uint64_t>(part.width);
  const std::uint64_t bottom = top + static_cast<std::uint64_t>(part.height);
  for (const std::size_t plane_index : field.planes) {
    const Plane& plane = planes_[plane_index];
    if (!plane.carries_any(wanted)) {
      continue;
    }
    for (std::uint64_t y = top; y < bottom;) {
      PageBlock block;
      for (std::uint64_t x = left; x < right; x = block.x + block.width) {
        block = plane.blocks.at(x, y);
        const SlideRect place = place_of(block, field);
        const BlockCache::Block about{{plane_index, block.index},
                                      place,
                                      static_cast<std::int64_t>(block.y) + field.origin_y,
                                      plane.row_bytes(),
                                      kept_from(place, alone)};
        const BlockCache::Rows rows =
            cache_.get(about, std::max(place.y, part.y), [&] { return decode(plane_index, block); });
        if (rows.pixels) {
          copy_rows(plane, static_cast<std::int64_t>(block.x) + field.origin_x, rows, intersect(place, part),
                    wanted, tile);
        } else {
          report(plane_index, block, field, wanted, tile);
        }
      }
      y = block.y + block.height;
    }
  }
}

void PlacedSlideReader::copy_rows(const Plane& plane, std::int64_t left, const BlockCache::Rows& rows,
                                  const SlideRect& place, const std::vector<bool>& wanted, RawTile& tile) {
  const TiffPage& page = plane.tiff_page();
  const std::uint64_t pixel_bytes = page.samples_per_block() * page.bytes_per_sample();
  BlockWindow window;
  window.row_bytes = plane.row_bytes();
  window.pixel_step = page.samples_per_block();
  window.rows = static_cast<int>(place.height);
  window.columns = static_cast<int>(place.width);
  window.differences = rows.pixels->hold_differences();
  window.columns_before = static_cast<std::size_t>(place.x - left);
  for (const PlaneChannel& channel : plane.channels) {
    if (!wanted[channel.channel]) {
      continue;
    }
    window.first = rows.pixels->data() + static_cast<std::uint64_t>(place.y - rows.first) * window.row_bytes +
                   static_cast<std::uint64_t>(place.x - left) * pixel_bytes +
                   channel.sample * page.bytes_per_sample();
    const cv::Mat target = tile.planes[channel.channel](cv::Rect(static_cast<int>(place.x - tile.rect.x),
                                                                 static_cast<int>(place.y - tile.rect.y),
                                                                 window.columns, window.rows));
    float& greatest = tile.greatest[channel.channel];
    greatest = std::max(greatest, copy_samples(window, slide_.description.pixel_type, target));
    if (slide_.description.pixel_type == PixelType::Float32) {
      require_finite(plane, channel, target, place, tile);
    }
  }
}

void PlacedSlideReader::require_finite(const Plane& plane, const PlaneChannel& channel, const cv::Mat& target,
                                       const SlideRect& place, RawTile& tile) const {
  const auto bad = first_non_finite(target);
  if (!bad) {
    return;
  }
  const std::int64_t x = place.x + bad->x;
  const std::int64_t y = place.y + bad->y;
  tile.failures.push_back({plane.file->path.string(),
                           slide_.channel_names[channel.channel],
                           {x, y, 1, 1},
                           "page " + std::to_string(plane.tiff_page().index) +
                               ": the pixel at slide column " + std::to_string(x) + ", row " +
                               std::to_string(y) + " is NaN or infinite",
                           "export the scan again without invalid pixels"});
}

BlockCache::Pixels PlacedSlideReader::decode(std::size_t plane_index, const PageBlock& block) {
  if (!failure_of(plane_index, block.index).empty()) {
    return nullptr;
  }
  ++blocks_decoded_;
  DecodedBlock decoded = decoders_.decode(plane_index, planes_[plane_index], block);
  if (decoded.failure.empty()) {
    return std::make_shared<const PixelBytes>(std::move(decoded.pixels));
  }
  const std::lock_guard lock(failures_mutex_);
  failures_.emplace(std::pair(plane_index, block.index), std::move(decoded.failure));
  return nullptr;
}

/// Empty when the block has not failed.
std::string PlacedSlideReader::failure_of(std::size_t plane_index, std::uint64_t block) {
  const std::lock_guard lock(failures_mutex_);
  const auto it = failures_.find({plane_index, block});
  return it == failures_.end() ? std::string() : it->second;
}

void PlacedSlideReader::report(std::size_t plane_index, const PageBlock& block, const Field& field,
                               const std::vector<bool>& wanted, RawTile& tile) {
  const Plane& plane = planes_[plane_index];
  const TiffPage& page = plane.tiff_page();
  const SlideRect lost = place_of(block, field);
  const std::string problem = "page " + std::to_string(page.index) + ", " +
                              (page.tiled ? "tile " : "strip ") + std::to_string(block.stored) +
                              " (slide column " + std::to_string(lost.x) + ", row " + std::to_string(lost.y) +
                              "): " + failure_of(plane_index, block.index);
  for (const PlaneChannel& channel : plane.channels) {
    if (wanted[channel.channel]) {
      tile.failures.push_back({plane.file->path.string(), slide_.channel_names[channel.channel], lost,
                               problem, "the file is damaged; copy or export it again"});
    }
  }
}

void PlacedSlideReader::set_cache_limit(std::uint64_t bytes) {
  cache_.set_limit(bytes - std::min(bytes, library_bytes_));
}

std::uint64_t PlacedSlideReader::cache_bytes_for(const TileGrid& grid, int tiles_at_once) const {
  const TilesAtOnce tiles(grid, tiles_at_once);
  std::map<std::int64_t, std::int64_t> changes;  // slide row -> change of the bytes needed there
  for (const Field& field : fields_) {
    std::int64_t bytes = 0;
    const PagePlace place{field.rect, field.origin_x, field.origin_y};
    for (const std::size_t plane : field.planes) {
      bytes += static_cast<std::int64_t>(rows_to_hold(planes_[plane].blocks, place, tiles) *
                                         planes_[plane].row_bytes());
    }
    // Tiles of which the first begins at y touch the field when y > top - rows and y < bottom.
    changes[field.rect.y - tiles.most_rows + 1] += bytes;
    changes[field.rect.bottom()] -= bytes;
  }
  std::int64_t bytes = 0;
  std::int64_t most = 0;
  for (const auto& [row, change] : changes) {
    bytes += change;
    most = std::max(most, bytes);
  }
  return static_cast<std::uint64_t>(most) + library_bytes_;
}

}  // namespace

std::unique_ptr<SlideReader> make_slide_reader(PlacedSlide slide) {
  return std::make_unique<PlacedSlideReader>(std::move(slide));
}

}  // namespace cyto
