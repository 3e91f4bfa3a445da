#include "label_images.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <limits>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr std::int64_t kBandPx = 256;

std::unique_ptr<TiledTiffWriter> open_writer(const std::filesystem::path& file, std::int64_t width_px,
                                             std::int64_t height_px) {
  TiffPlaneOptions options;
  options.width_px = width_px;
  options.height_px = height_px;
  options.bits = 32;
  options.tile_px = kBandPx;
  options.compression = TiffCompression::Deflate;
  // Differences of ids compress no better than the ids, and fewer readers know them for 32 bits.
  options.predictor = false;
  return create_tiled_tiff(file, options, 1);
}

}  // namespace

LabelImage::LabelImage(const std::filesystem::path& file, std::int64_t width_px, std::int64_t height_px)
    : width_px_(width_px), height_px_(height_px), writer_(open_writer(file, width_px, height_px)) {}

void LabelImage::add(std::uint32_t event_id, const std::vector<MaskSpan>& spans) {
  for (const MaskSpan& span : spans) {
    // A row already written can only be met when two windows disagree about an object wider than the halo.
    if (span.y >= next_row_) {
      pending_[span.y].push_back({event_id, span.x, span.length});
    }
  }
}

void LabelImage::rows_complete_below(std::int64_t row) {
  while (next_row_ < height_px_ && std::min(next_row_ + kBandPx, height_px_) <= row) {
    write_band();
  }
}

void LabelImage::write_band() {
  const std::int64_t rows = std::min(kBandPx, height_px_ - next_row_);
  cv::Mat band(static_cast<int>(rows), static_cast<int>(width_px_), CV_32S, cv::Scalar(0));
  const auto end = pending_.lower_bound(next_row_ + rows);
  for (auto it = pending_.begin(); it != end; ++it) {
    auto* line = band.ptr<std::int32_t>(static_cast<int>(it->first - next_row_));
    for (const LabelledSpan& span : it->second) {
      for (std::int32_t x = span.x; x < span.x + span.length; ++x) {
        if (line[x] == 0) {
          line[x] = static_cast<std::int32_t>(span.event_id);
        }
      }
    }
  }
  pending_.erase(pending_.begin(), end);
  writer_->write_band({band});
  next_row_ += rows;
}

void LabelImage::finish() {
  rows_complete_below(height_px_);
  writer_->finish();
}

LabelImages::LabelImages(const std::filesystem::path& folder, std::int64_t width_px, std::int64_t height_px)
    : nuclei_(folder / "nuclei.tif", width_px, height_px),
      cells_(folder / "cells.tif", width_px, height_px) {}

void LabelImages::add(std::uint64_t event_id, const Event& event) {
  if (event_id > std::numeric_limits<std::int32_t>::max()) {
    throw Error(ErrorCode::Internal, "label images", "more events than 32-bit labels can name");
  }
  const auto label = static_cast<std::uint32_t>(event_id);
  nuclei_.add(label, event.nucleus_spans);
  cells_.add(label, event.cell_spans);
}

void LabelImages::rows_complete_below(std::int64_t row) {
  nuclei_.rows_complete_below(row);
  cells_.rows_complete_below(row);
}

void LabelImages::finish() {
  nuclei_.finish();
  cells_.finish();
}

}  // namespace cyto
