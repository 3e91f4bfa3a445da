#include "cell_measures.h"

#include <algorithm>

#include "cytrial/core/error.h"
#include "cytrial/process/compensation.h"
#include "moment_kernels.h"

namespace cyto {
namespace {

// The meters read vectors behind the last value.
static_assert(ValueLists::kMargin >= kEdgeMargin && ValueLists::kMargin >= kTextureMargin &&
              ValueLists::kMargin >= kMarkMargin);

/// All channels of all compartments, each pixel read once.
void gather_pixels(const CorrectedTile& tile, const CellRegions& regions, CellPixels& pixels) {
  const std::size_t channels = tile.planes.size();
  const auto area = static_cast<std::size_t>(regions.cell.area_px);
  const std::size_t in_nucleus = regions.nucleus ? static_cast<std::size_t>(regions.nucleus->area_px) : 0;
  pixels.cell.resize(channels, area);
  pixels.background.resize(channels, area);
  pixels.nucleus.resize(channels, in_nucleus);
  for (std::size_t i = 0; i < channels; ++i) {
    gather(tile.planes[i], tile.background[i], regions.cell, pixels.cell.list(i), pixels.background.list(i));
    take_marked(pixels.cell.list(i), regions.in_nucleus.data(), area, pixels.nucleus.list(i));
  }
}

void summarize_region(const CorrectedTile& tile, const MeasuredRegion& region, const ValueLists& values,
                      ChannelSummaries& work, std::vector<Intensity>& results) {
  work.saturated.clear();
  for (const cv::Mat1b& mask : tile.saturated) {
    work.saturated.push_back(count_set(mask, region));
  }
  summarize(values, work.saturated, results);
}

void want_medians(const ValueLists& values, std::vector<RankOfList>& wanted) {
  for (std::size_t i = 0; i < values.lists(); ++i) {
    wanted.push_back({i, middle_rank(values.size())});
  }
}

/// Looks for the wanted ranks and takes the first `medians` of them for medians.
void take_medians(const ValueLists& values, std::size_t medians, ChannelSummaries& work,
                  std::vector<Intensity>& results) {
  find_ranks(values, results, work.wanted_ranks, work.ranks);
  for (std::size_t i = 0; i < medians; ++i) {
    results[work.wanted_ranks[i].list].median_adu = work.ranks[i].median();
  }
}

/// Medians as far as they are asked for, and the overlap, which reads a rank beside them.
/// @return the overlap; NaN without nucleus or cytokeratin.
double measure_ranks(const Panel& panel, const Features& features, const CellPixels& pixels,
                     ChannelSummaries& work) {
  if (features.medians && pixels.nucleus.size() > 0) {
    work.wanted_ranks.clear();
    want_medians(pixels.nucleus, work.wanted_ranks);
    take_medians(pixels.nucleus, work.wanted_ranks.size(), work, work.nucleus);
  }
  const std::size_t area = pixels.cell.size();
  work.wanted_ranks.clear();
  if (features.medians) {
    want_medians(pixels.cell, work.wanted_ranks);
  } else if (const auto leukocyte = panel.index_of(ChannelRole::Leukocyte)) {
    work.wanted_ranks.push_back({*leukocyte, middle_rank(area)});
  }
  const std::size_t medians = work.wanted_ranks.size();
  const auto cytokeratin = panel.index_of(ChannelRole::Cytokeratin);
  const bool overlaps = cytokeratin && pixels.nucleus.size() > 0;
  if (overlaps) {
    work.wanted_ranks.push_back({*cytokeratin, bright_rank(area)});
  }
  take_medians(pixels.cell, medians, work, work.cell);
  return overlaps
             ? cytokeratin_overlap(pixels.nucleus[*cytokeratin], work.ranks[medians].at(bright_rank(area)))
             : Intensity::kNone;
}

/// Of the cell without its nucleus.
double ring_mean(const CellRegions& regions, const Intensity& nucleus, const Intensity& cell) {
  if (!regions.nucleus) {
    return cell.mean_adu;
  }
  const std::int64_t area_px = regions.cell.area_px - regions.nucleus->area_px;
  return area_px == 0 ? Intensity::kNone
                      : (cell.integrated_adu - nucleus.integrated_adu) / static_cast<double>(area_px);
}

void measure_channels(const CorrectedTile& tile, const CellRegions& regions, const MeasureInputs& inputs,
                      const CellPixels& pixels, ChannelSummaries& work, CellMeasures& measures) {
  summarize_region(tile, regions.cell, pixels.cell, work, work.cell);
  if (regions.nucleus) {
    summarize_region(tile, *regions.nucleus, pixels.nucleus, work, work.nucleus);
  } else {
    work.nucleus.assign(pixels.cell.lists(), {});
  }
  measures.cytokeratin_overlap = measure_ranks(*inputs.panel, inputs.features, pixels, work);
  means_of(pixels.background, work.background_means);
  measures.channels.reserve(pixels.cell.lists());
  for (std::size_t i = 0; i < pixels.cell.lists(); ++i) {
    measures.channels.push_back({work.nucleus[i], work.cell[i],
                                 ring_mean(regions, work.nucleus[i], work.cell[i]), work.background_means[i],
                                 std::nullopt});
  }
}

/// Over the nucleus in the nuclear channel, over the cell in the others.
Texture texture_of(CellMeters& meters, std::size_t channel, const ChannelMeasures& measures, ChannelRole role,
                   const CellRegions& regions) {
  if (role != ChannelRole::Nuclear) {
    return meters.texture.measure(meters.pixels.cell[channel], static_cast<float>(measures.cell.max_adu),
                                  regions.cell);
  }
  return regions.nucleus
             ? meters.texture.measure(meters.pixels.nucleus[channel],
                                      static_cast<float>(measures.nucleus.max_adu), *regions.nucleus)
             : Texture{};
}

/// Replaces one mean of every channel by its compensated value.
template <typename MeanOf>
void compensate_means(const SpilloverMatrix& spillover, std::vector<ChannelMeasures>& channels,
                      const MeanOf& mean_of) {
  std::vector<double> means;
  for (ChannelMeasures& channel : channels) {
    means.push_back(mean_of(channel));
  }
  means = compensate(means, spillover);
  for (std::size_t i = 0; i < channels.size(); ++i) {
    mean_of(channels[i]) = means[i];
  }
}

/// Means, and the sums that follow from them. Medians, maxima and deviations are not linear and stay.
void compensate_cell(const SpilloverMatrix& spillover, const CellRegions& regions,
                     std::vector<ChannelMeasures>& channels) {
  compensate_means(spillover, channels, [](ChannelMeasures& c) -> double& { return c.nucleus.mean_adu; });
  compensate_means(spillover, channels, [](ChannelMeasures& c) -> double& { return c.cell.mean_adu; });
  compensate_means(spillover, channels, [](ChannelMeasures& c) -> double& { return c.ring_mean_adu; });
  for (ChannelMeasures& channel : channels) {
    channel.cell.integrated_adu = channel.cell.mean_adu * static_cast<double>(regions.cell.area_px);
    if (regions.nucleus) {
      channel.nucleus.integrated_adu =
          channel.nucleus.mean_adu * static_cast<double>(regions.nucleus->area_px);
    }
  }
}

Focus focus_of(const CorrectedTile& tile, const CellRegions& regions, CellMeters& meters,
               const Shape& nucleus) {
  if (!regions.nucleus) {
    return {};
  }
  const std::size_t channel = tile.nuclear_channel;
  const Intensity& signal = meters.summaries.nucleus[channel];
  const double mean_square = signal.mean_adu * signal.mean_adu + signal.sd_adu * signal.sd_adu;
  const NucleusEdge edge{mean_square * static_cast<double>(regions.nucleus->area_px), nucleus.area_um2,
                         nucleus.perimeter_um};
  const std::span<const float> values = meters.pixels.cell[channel];
  return regions.in_spans
             ? meters.focus.measure(values, regions.cell_spans, regions.nucleus_spans, edge, tile.pixel_size)
             : meters.focus.measure(values, regions.cell, regions.cell_bits, regions.nucleus_bits, edge,
                                    tile.pixel_size);
}

void read_rows(CellRegions& regions) {
  regions.in_spans = regions.cell_spans.read(regions.cell, regions.cell) &&
                     (!regions.nucleus || regions.nucleus_spans.read(*regions.nucleus, regions.cell));
  if (regions.in_spans) {
    return;
  }
  regions.cell_bits.read(regions.cell, regions.cell);
  if (regions.nucleus) {
    regions.nucleus_bits.read(*regions.nucleus, regions.cell);
  }
}

void measure_shapes(const CellRegions& regions, ShapeMeter& meter, CellMeasures& measures) {
  const auto measured = [&](const MeasuredRegion& region, const RowSpans& spans, const RegionBits& bits) {
    return meter.measure(region, regions.in_spans ? spans.sums() : shape_sums(region, bits));
  };
  measures.cell = measured(regions.cell, regions.cell_spans, regions.cell_bits);
  if (regions.nucleus) {
    measures.nucleus = measured(*regions.nucleus, regions.nucleus_spans, regions.nucleus_bits);
  }
}

}  // namespace

void cut_cell(const Segmentation& segmentation, const DetectedCell& object, CellRegions& regions) {
  cut_region(segmentation.cells, object.label, object.cell_box, regions.cell);
  if (!object.has_nucleus) {
    regions.nucleus.reset();
    regions.in_nucleus.assign(static_cast<std::size_t>(regions.cell.area_px), 0);
    read_rows(regions);
    return;
  }
  if (!regions.nucleus) {
    regions.nucleus.emplace();
  }
  cut_region(segmentation.nuclei, object.label, object.nucleus_box, *regions.nucleus);
  if (mark_part(*regions.nucleus, regions.cell, regions.in_nucleus) != regions.nucleus->area_px) {
    throw Error(ErrorCode::Internal, "label " + std::to_string(object.label), "its nucleus leaves its cell");
  }
  read_rows(regions);
}

PixelsAhead::PixelsAhead(const CorrectedTile& tile) : planes_(tile.planes) {}

void PixelsAhead::look_at(const cv::Rect& box) {
  box_ = box & cv::Rect(cv::Point(0, 0), planes_.front().size());
  asked_ = 0;
}

void PixelsAhead::ask() {
  constexpr int kLineBytes = 64;
  constexpr std::size_t kAtOnce = 2;
  // gather() reads whole vectors: behind the last column what nobody asked for would be waited for as well.
  constexpr int kBehindColumns = 16;
  for (std::size_t i = 0; i < kAtOnce && asked_ < planes_.size(); ++i, ++asked_) {
    const cv::Mat& plane = planes_[asked_];
    const int columns = std::min(box_.width + kBehindColumns, plane.cols - box_.x);
    const int bytes = columns * static_cast<int>(plane.elemSize());
    for (int y = box_.y; y < box_.y + box_.height; ++y) {
      const uchar* const row = plane.ptr(y, box_.x);
      for (int at = 0; at < bytes; at += kLineBytes) {
        __builtin_prefetch(row + at);
      }
      __builtin_prefetch(row + bytes - 1);
    }
  }
}

CellMeasures measure_cell(const CorrectedTile& tile, const CellRegions& regions, const MeasureInputs& inputs,
                          CellMeters& meters, PixelsAhead& next) {
  const Panel& panel = *inputs.panel;
  CellPixels& pixels = meters.pixels;
  CellMeasures measures;
  measure_shapes(regions, meters.shape, measures);
  next.ask();
  gather_pixels(tile, regions, pixels);
  next.ask();
  measure_channels(tile, regions, inputs, pixels, meters.summaries, measures);
  next.ask();
  measures.focus = focus_of(tile, regions, meters, measures.nucleus);
  next.ask();
  for (std::size_t i = 0; inputs.features.textures && i < panel.channels.size(); ++i) {
    measures.channels[i].texture =
        texture_of(meters, i, measures.channels[i], panel.channels[i].role, regions);
    next.ask();
  }
  if (inputs.spillover != nullptr) {
    compensate_cell(*inputs.spillover, regions, measures.channels);
  }
  return measures;
}

}  // namespace cyto
