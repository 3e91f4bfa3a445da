#include "display_ranges.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "cytrial/measure/event_builder.h"

namespace cyto {
namespace {

constexpr std::uint64_t kKept = 20000;
constexpr double kBrightShareOfEvents = 0.995;
constexpr double kBrightShareOfCandidates = 0.75;
constexpr double kLeastRangeAdu = 16.0;

double quantile(std::vector<float> values, double share) {
  if (values.empty()) {
    return 0.0;
  }
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank), values.end());
  return static_cast<double>(values[rank]);
}

void keep(std::vector<float>& values, float value) {
  if (std::isfinite(value)) {
    values.push_back(value);
  }
}

}  // namespace

BrightnessSample::BrightnessSample(const FeatureSchema& schema, const Panel& panel, std::uint64_t events)
    : step_(std::max<std::uint64_t>(1, events / kKept)) {
  for (const std::string& prefix : channel_prefixes(panel)) {
    channels_.push_back(
        {schema.require(prefix + "_background_adu"), schema.require(prefix + "_cell_max_adu"), {}, {}, {}});
  }
}

void BrightnessSample::add(std::uint64_t position, const float* row, bool candidate) {
  const bool kept = position % step_ == 0;
  const bool kept_candidate = candidate && candidates_++ < kKept;
  if (!kept && !kept_candidate) {
    return;
  }
  for (ChannelValues& channel : channels_) {
    const float brightest = row[channel.background_column] + row[channel.max_column];
    if (kept) {
      keep(channel.background, row[channel.background_column]);
      keep(channel.brightest, brightest);
    }
    if (kept_candidate) {
      keep(channel.brightest_candidate, brightest);
    }
  }
}

std::vector<DisplayRange> BrightnessSample::ranges() const {
  std::vector<DisplayRange> ranges;
  for (const ChannelValues& channel : channels_) {
    DisplayRange range;
    range.low_adu = quantile(channel.background, 0.5);
    const double bright = std::max(quantile(channel.brightest, kBrightShareOfEvents),
                                   quantile(channel.brightest_candidate, kBrightShareOfCandidates));
    range.high_adu = std::max(bright, range.low_adu + kLeastRangeAdu);
    ranges.push_back(range);
  }
  return ranges;
}

}  // namespace cyto
