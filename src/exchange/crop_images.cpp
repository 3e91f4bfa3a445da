#include "cytrial/exchange/crop_images.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>

#include "cytrial/core/error.h"
#include "cytrial/store/table_writer.h"
#include "grey_png.h"
#include "ome_crop.h"
#include "staged_output.h"

namespace cyto {
namespace {

constexpr const char* kIndex = "index.csv";

/// As the stored pictures are cut: docs/methods/crops.md.
SlideRect crop_rect(const SlidePoint& anchor, const PixelSize& pixel_size, const SlideRect& slide) {
  const auto half_width = static_cast<std::int64_t>(std::lround(kCropImageEdgeUm / 2.0 / pixel_size.x_um));
  const auto half_height = static_cast<std::int64_t>(std::lround(kCropImageEdgeUm / 2.0 / pixel_size.y_um));
  const auto x = static_cast<std::int64_t>(std::floor(anchor.x_px));
  const auto y = static_cast<std::int64_t>(std::floor(anchor.y_px));
  return intersect({x - half_width, y - half_height, 2 * half_width + 1, 2 * half_height + 1}, slide);
}

/// Six digits and more, so that names sort as numbers do.
std::string file_name_of(const std::string& sample_id, std::uint64_t event_id) {
  const std::string digits = std::to_string(event_id);
  return sample_id + "_event" + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits +
         ".ome.tif";
}

class CropExport {
 public:
  CropExport(const RunStore& store, SampleResult result, SlideReader* scan,
             const std::vector<CropChannel>& channels)
      : store_(store), result_(std::move(result)), scan_(scan), channels_(channels) {
    const bool same_size = scan == nullptr || (scan->description().width_px == result_.width_px &&
                                               scan->description().height_px == result_.height_px);
    if (!same_size) {
      throw Error(ErrorCode::BadData, scan->description().files.front(),
                  "is not of the size that sample " + result_.sample_id + " was analysed in",
                  "name the scan of this sample with --scan");
    }
  }

  /// The crop of a candidate; empty when there is no picture of it.
  [[nodiscard]] std::optional<OmeCrop> crop_of(const Candidate& candidate) const {
    OmeCrop crop;
    crop.rect = crop_rect(candidate.anchor, result_.pixel_size, {0, 0, result_.width_px, result_.height_px});
    crop.pixel_size = result_.pixel_size;
    scan_ != nullptr ? take_from_scan(candidate, crop) : take_stored(candidate, crop);
    if (crop.planes.empty()) {
      return std::nullopt;
    }
    crop.name = result_.sample_id + " event " + std::to_string(candidate.event_id);
    crop.description = scan_ != nullptr ? "Counts of the camera, as in the scan"
                                        : "Display values 0 to 255 of the stored pictures, not counts";
    crop.annotations = {{"sample_id", result_.sample_id},
                        {"event_id", std::to_string(candidate.event_id)},
                        {"phenotype", std::string(cyto::name_of(candidate.phenotype))},
                        {"rank", std::to_string(candidate.rank)},
                        {"left_px", std::to_string(crop.rect.x)},
                        {"top_px", std::to_string(crop.rect.y)},
                        {"values", values()}};
    if (candidate.score) {
      crop.annotations.emplace_back("model_trained_on", name_of(candidate.score->trained_on));
    }
    return crop;
  }

  [[nodiscard]] std::string values() const { return scan_ != nullptr ? "counts" : "display"; }
  [[nodiscard]] const std::string& sample_id() const { return result_.sample_id; }

 private:
  void take_from_scan(const Candidate& candidate, OmeCrop& crop) const {
    RawTile tile = scan_->read_tile(crop.rect);
    if (!tile.failures.empty()) {
      const TileFailure& failure = tile.failures.front();
      throw Error(
          ErrorCode::BadData, failure.file,
          "cannot be read around event " + std::to_string(candidate.event_id) + ": " + failure.problem,
          failure.remedy);
    }
    crop.planes = std::move(tile.planes);
    std::transform(channels_.begin(), channels_.end(), std::back_inserter(crop.channels),
                   [](const CropChannel& channel) { return channel.name; });
  }

  void take_stored(const Candidate& candidate, OmeCrop& crop) const {
    for (const CropChannel& channel : channels_) {
      const auto png = store_.crop(result_.sample_id, candidate.event_id, channel.prefix);
      if (!png) {
        continue;
      }
      const std::string subject = "picture " + channel.prefix + " of event " +
                                  std::to_string(candidate.event_id) + " of sample " + result_.sample_id;
      cv::Mat1b plane = read_grey_png(*png, subject);
      if (plane.cols != crop.rect.width || plane.rows != crop.rect.height) {
        throw Error(ErrorCode::BadData, subject, "is not of the size that its place on the scan asks for",
                    "analyse the sample again with this version");
      }
      crop.channels.push_back(channel.name);
      crop.planes.push_back(std::move(plane));
    }
  }

  const RunStore& store_;
  SampleResult result_;
  SlideReader* scan_;
  const std::vector<CropChannel>& channels_;
};

void put_index_row(TableWriter& index, const CropExport& crops, const Candidate& candidate,
                   const std::optional<OmeCrop>& crop, const std::string& file) {
  index.text(crops.sample_id());
  index.integer(static_cast<std::int64_t>(candidate.event_id));
  index.text(name_of(candidate.phenotype));
  index.integer(candidate.rank);
  index.number(candidate.anchor.x_px);
  index.number(candidate.anchor.y_px);
  if (!crop) {
    for (int cell = 0; cell < 6; ++cell) {
      index.absent();
    }
  } else {
    index.text(file);
    index.text(crops.values());
    index.integer(crop->rect.x);
    index.integer(crop->rect.y);
    index.integer(crop->rect.width);
    index.integer(crop->rect.height);
  }
  if (candidate.score) {  // whose rank it is
    index.number(static_cast<float>(candidate.score->probability));
    index.text(name_of(candidate.score->trained_on));
  } else {
    index.absent();
    index.absent();
  }
  index.end_row();
}

}  // namespace

CropImageTally export_crop_images(const RunStore& store, const std::string& sample_id, SlideReader* scan,
                                  const std::vector<CropChannel>& channels,
                                  const std::filesystem::path& folder) {
  auto result = store.result(sample_id);
  if (!result) {
    throw Error(ErrorCode::Usage, "sample " + sample_id, "is not in this result folder",
                "see the samples with: cytrial export DIR --table counts");
  }
  (void)store.event_schema(sample_id);  // tells when the sample is not evaluable
  require_absent(folder);
  const CropExport crops(store, std::move(*result), scan, channels);
  StagedOutput staged(folder);
  std::ofstream index_file(staged.folder() / kIndex, std::ios::binary);
  const auto index = make_table_writer(
      TableFormat::Csv, index_file,
      {"sample_id", "event_id", "phenotype", "rank", "x_px", "y_px", "file", "values", "left_px", "top_px",
       "width_px", "height_px", "ctc_probability", "model_trained_on"});
  CropImageTally tally;
  for (const Candidate& candidate : store.candidates(sample_id)) {
    const std::optional<OmeCrop> crop = crops.crop_of(candidate);
    const std::string file = file_name_of(sample_id, candidate.event_id);
    if (crop) {
      write_ome_crop(staged.folder() / file, *crop);
    }
    ++(crop ? tally.written : tally.without_picture);
    put_index_row(*index, crops, candidate, crop, file);
  }
  index->finish();
  index_file.close();
  staged.commit_folder();
  return tally;
}

}  // namespace cyto
