#include "cell_measures.h"

#include "cytrial/core/error.h"
#include "cytrial/process/compensation.h"

namespace cyto {
namespace {

/// Values of one channel above background, by compartment.
struct ChannelPixels {
  std::vector<float> nucleus;
  std::vector<float> cell;
  std::vector<float> ring;
};

ChannelPixels gather_channel(const CorrectedTile& tile, std::size_t channel, const CellRegions& regions) {
  const auto gather = [&](const MeasuredRegion& region) {
    return gather_above_background(tile.planes[channel], tile.background[channel], region);
  };
  return {regions.nucleus ? gather(*regions.nucleus) : std::vector<float>(), gather(regions.cell),
          gather(regions.ring)};
}

ChannelMeasures measure_channel(const CorrectedTile& tile, std::size_t channel, const CellRegions& regions,
                                const ChannelPixels& pixels) {
  ChannelMeasures measures;
  measures.cell = summarize(pixels.cell, count_set(tile.saturated[channel], regions.cell));
  if (regions.nucleus) {
    measures.nucleus = summarize(pixels.nucleus, count_set(tile.saturated[channel], *regions.nucleus));
  }
  measures.ring_mean_adu = mean_of(pixels.ring);
  measures.background_adu = mean_over(tile.background[channel], regions.cell);
  return measures;
}

/// Over the nucleus in the nuclear channel, over the cell in the others.
Texture texture_of(const CorrectedTile& tile, std::size_t channel, ChannelRole role,
                   const CellRegions& regions) {
  if (role == ChannelRole::Nuclear && !regions.nucleus) {
    return Texture{};
  }
  const MeasuredRegion& region = role == ChannelRole::Nuclear ? *regions.nucleus : regions.cell;
  return measure_texture(cut_above_background(tile.planes[channel], tile.background[channel], region),
                         region);
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

Focus focus_of(const CorrectedTile& tile, const CellRegions& regions, const Shape& nucleus) {
  if (!regions.nucleus) {
    return {};
  }
  const std::size_t channel = tile.nuclear_channel;
  const cv::Mat1f patch = cut_above_background(tile.planes[channel], tile.background[channel], regions.cell);
  return measure_focus(patch, regions.cell, *regions.nucleus, nucleus, tile.pixel_size);
}

}  // namespace

CellRegions cut_cell(const Segmentation& segmentation, const DetectedCell& object) {
  CellRegions regions;
  regions.cell = cut_region(segmentation.cells, object.label, object.cell_box);
  regions.ring = regions.cell;
  if (!object.has_nucleus) {
    return regions;
  }
  regions.nucleus = cut_region(segmentation.nuclei, object.label, object.nucleus_box);
  regions.ring = subtract(regions.cell, *regions.nucleus);
  if (regions.ring.area_px != regions.cell.area_px - regions.nucleus->area_px) {
    throw Error(ErrorCode::Internal, "label " + std::to_string(object.label), "its nucleus leaves its cell");
  }
  return regions;
}

CellMeasures measure_cell(const CorrectedTile& tile, const CellRegions& regions,
                          const MeasureInputs& inputs) {
  const Panel& panel = *inputs.panel;
  CellMeasures measures;
  measures.cell = measure_shape(regions.cell, tile.pixel_size);
  if (regions.nucleus) {
    measures.nucleus = measure_shape(*regions.nucleus, tile.pixel_size);
  }
  measures.focus = focus_of(tile, regions, measures.nucleus);
  const std::optional<std::size_t> cytokeratin = panel.index_of(ChannelRole::Cytokeratin);
  for (std::size_t i = 0; i < panel.channels.size(); ++i) {
    const ChannelPixels pixels = gather_channel(tile, i, regions);
    ChannelMeasures channel = measure_channel(tile, i, regions, pixels);
    if (has_texture(panel.channels[i].role, inputs.features)) {
      channel.texture = texture_of(tile, i, panel.channels[i].role, regions);
    }
    measures.channels.push_back(channel);
    if (i == cytokeratin) {
      measures.cytokeratin_overlap = cytokeratin_overlap(pixels.nucleus, pixels.cell);
    }
  }
  if (inputs.spillover != nullptr) {
    compensate_cell(*inputs.spillover, regions, measures.channels);
  }
  return measures;
}

}  // namespace cyto
