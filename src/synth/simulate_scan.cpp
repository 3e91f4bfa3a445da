#include "cytrial/synth/simulate_scan.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "camera.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "object_drawing.h"
#include "slide_plan.h"
#include "truth_table.h"

namespace cyto::synth {
namespace {

constexpr std::int64_t kChunkPx = 2048;  ///< columns drawn at a time: bounds memory, not content

/// An object with the pixels it can brighten.
struct Planned {
  SimulatedObject object;
  SlideRect extent;
};

/// What is drawn of one chunk before the camera.
struct Chunk {
  SlideRect rect;
  std::vector<std::vector<float>> light;  ///< per dye
  std::vector<std::int32_t> labels;       ///< empty unless asked for
  std::vector<float> label_depth;         ///< of the nucleus that has the pixel
};

class Simulation {
 public:
  Simulation(const ScanOptions& options, const ScanPaths& paths, Logger& log)
      : options_(options),
        paths_(paths),
        log_(log),
        plan_(options),
        painter_(options),
        camera_(options),
        truth_(paths.truth, options) {
    TiffPlaneOptions pages{.width_px = options.width_px,
                           .height_px = options.height_px,
                           .bits = options.bits,
                           .tile_px = options.tile_px,
                           .compression = options.compression};
    pages.description = ome_xml_for(options.channel_names(), options.width_px, options.height_px,
                                    options.bits == 8 ? "uint8" : "uint16", options.pixel_size);
    scan_ = create_tiled_tiff(paths.scan, pages, options.channels());
    if (!paths.labels.empty()) {
      pages.bits = 32;
      pages.description =
          ome_xml_for({"nuclei"}, options.width_px, options.height_px, "uint32", options.pixel_size);
      labels_ = create_tiled_tiff(paths.labels, pages, 1);
    }
  }

  SimulatedScan run() {
    for (std::int64_t y = 0; y < options_.height_px; y += options_.tile_px) {
      const std::int64_t rows = std::min(options_.tile_px, options_.height_px - y);
      plan_down_to(y + rows);
      write_band(y, rows);
      retire_above(y + rows);
      log_.progress(static_cast<double>(y + rows) / static_cast<double>(options_.height_px));
    }
    finish();
    return result_;
  }

 private:
  /// Plans every object that can reach above row `bottom_px`, and tells the truth of the new ones.
  void plan_down_to(std::int64_t bottom_px) {
    // No object reaches further than a block from its origin, see SlidePlan.
    const double needed_um = static_cast<double>(bottom_px) * options_.pixel_size.y_um + SlidePlan::kBlockUm;
    while (!plan_.finished() && plan_.planned_um() < needed_um) {
      for (SimulatedObject& object : plan_.next_row()) {
        (void)painter_.paint(object);
        const DrawnTruth truth = painter_.measure();
        truth_.add(object, truth);
        count(object);
        const SlideRect extent = painter_.extent_of(object);
        live_.push_back({std::move(object), extent});
      }
    }
  }

  void count(const SimulatedObject& object) {
    ++result_.objects;
    result_.cells += is_cell(object.kind) ? 1 : 0;
    ++result_.by_type[std::string(name_of(object.kind))];
    ++result_.by_phenotype[std::string(cyto::name_of(phenotype_of(object.kind)))];
  }

  void write_band(std::int64_t y, std::int64_t rows) {
    const auto height = static_cast<int>(rows);
    const auto width = static_cast<int>(options_.width_px);
    std::vector<cv::Mat> counts;
    for (std::size_t channel = 0; channel < options_.channels(); ++channel) {
      counts.emplace_back(height, width, options_.bits == 8 ? CV_8UC1 : CV_16UC1);
    }
    cv::Mat labels;
    if (labels_) {
      labels.create(height, width, CV_32SC1);
    }
    for (std::int64_t x = 0; x < options_.width_px; x += kChunkPx) {
      Chunk chunk;
      chunk.rect = {x, y, std::min(kChunkPx, options_.width_px - x), rows};
      draw(chunk);
      const cv::Range columns(static_cast<int>(x), static_cast<int>(chunk.rect.right()));
      std::vector<cv::Mat> parts;
      for (cv::Mat& plane : counts) {
        parts.push_back(plane.colRange(columns));
      }
      camera_.expose(chunk.rect, chunk.light, parts);
      if (labels_) {
        const cv::Mat drawn(height, columns.size(), CV_32SC1, chunk.labels.data());
        drawn.copyTo(labels.colRange(columns));
      }
    }
    scan_->write_band(counts);
    if (labels_) {
      labels_->write_band({labels});
    }
  }

  void draw(Chunk& chunk) {
    const auto pixels = static_cast<std::size_t>(chunk.rect.area());
    chunk.light.assign(options_.channels(), std::vector<float>(pixels, 0.0F));
    if (labels_) {
      chunk.labels.assign(pixels, 0);
      chunk.label_depth.assign(pixels, 0.0F);
    }
    // In the order of ids: sums of the same pixel are always taken in the same order.
    for (const Planned& planned : live_) {
      const SlideRect part = intersect(planned.extent, chunk.rect);
      if (part.empty()) {
        continue;
      }
      const Drawing& drawing = painter_.paint(planned.object);
      add_light(drawing, part, chunk);
      if (labels_ && is_cell(planned.object.kind)) {
        add_labels(drawing, part, planned.object.id, chunk);
      }
    }
  }

  void add_light(const Drawing& drawing, const SlideRect& part, Chunk& chunk) const {
    for (std::size_t dye = 0; dye < options_.channels(); ++dye) {
      if (drawing.light_adu[dye].empty()) {
        continue;
      }
      for (std::int64_t y = part.y; y < part.bottom(); ++y) {
        const float* from = drawing.light_adu[dye].data() + place(drawing.rect, part.x, y);
        float* to = chunk.light[dye].data() + place(chunk.rect, part.x, y);
        for (std::int64_t i = 0; i < part.width; ++i) {
          to[i] += from[i];
        }
      }
    }
  }

  /// Where nuclei overlap, the pixel belongs to the one it lies deeper in.
  static void add_labels(const Drawing& drawing, const SlideRect& part, std::uint64_t id, Chunk& chunk) {
    for (std::int64_t y = part.y; y < part.bottom(); ++y) {
      const float* depth = drawing.nucleus_depth_um.data() + place(drawing.rect, part.x, y);
      const std::int64_t start = place(chunk.rect, part.x, y);
      for (std::int64_t i = 0; i < part.width; ++i) {
        float& deepest = chunk.label_depth[static_cast<std::size_t>(start + i)];
        if (depth[i] > deepest) {
          deepest = depth[i];
          chunk.labels[static_cast<std::size_t>(start + i)] = static_cast<std::int32_t>(id);
        }
      }
    }
  }

  static std::int64_t place(const SlideRect& rect, std::int64_t x, std::int64_t y) {
    return (y - rect.y) * rect.width + (x - rect.x);
  }

  void retire_above(std::int64_t top_px) {
    const auto done = [top_px](const Planned& planned) { return planned.extent.bottom() <= top_px; };
    live_.erase(std::remove_if(live_.begin(), live_.end(), done), live_.end());
  }

  void finish() {
    scan_->finish();
    if (labels_) {
      labels_->finish();
    }
    if (!paths_.options.empty()) {
      write_file_atomically(paths_.options, options_json(options_));
    }
    // The truth last: where it stands, the scan is whole.
    truth_.finish();
  }

  ScanOptions options_;
  ScanPaths paths_;
  Logger& log_;
  SlidePlan plan_;
  ObjectPainter painter_;
  Camera camera_;
  TruthTable truth_;
  std::unique_ptr<TiledTiffWriter> scan_;
  std::unique_ptr<TiledTiffWriter> labels_;
  std::deque<Planned> live_;
  SimulatedScan result_;
};

}  // namespace

SimulatedScan simulate_scan(const ScanOptions& options, const ScanPaths& paths, Logger& log) {
  options.validate();
  return Simulation(options, paths, log).run();
}

}  // namespace cyto::synth
