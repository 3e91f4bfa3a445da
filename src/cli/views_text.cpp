#include <algorithm>
#include <string>

#include "console.h"
#include "cytrial/core/number_text.h"
#include "cytrial/core/poisson_interval.h"
#include "cytrial/trial/identity.h"
#include "views.h"

namespace cyto::cli {
namespace {

std::string_view text_of(PixelType type) {
  switch (type) {
    case PixelType::UInt8:
      return "8-bit unsigned";
    case PixelType::UInt16:
      return "16-bit unsigned";
    case PixelType::Float32:
      return "32-bit float";
  }
  return "";
}

std::string count_line(const SampleResult& result) {
  if (!is_classified(result)) {
    return std::to_string(result.counts->nucleated_events) + " nucleated events; CTCs were not looked for";
  }
  const std::uint64_t ctcs = result.counts->of(Phenotype::Ctc);
  const PoissonInterval interval = garwood_interval(ctcs);
  std::string line = std::to_string(ctcs) + " CTC (exact 95 % interval " + number_text(interval.low, 2) +
                     " to " + number_text(interval.high, 2) + ")";
  if (result.blood_volume_ml) {
    const double factor = kReferenceVolumeMl / *result.blood_volume_ml;
    line += " in " + number_text(*result.blood_volume_ml) + " mL; " +
            number_text(static_cast<double>(ctcs) * factor, 2) + " per 7.5 mL";
  } else {
    line += "; blood volume not given, so no value per 7.5 mL";
  }
  return line;
}

}  // namespace

std::string slide_text(const SlideDescription& slide) {
  std::vector<std::vector<std::string>> rows;
  std::string files;
  for (const std::string& file : slide.files) {
    files += (files.empty() ? "" : ", ") + file;
  }
  rows.push_back({"scan", files});
  rows.push_back({"format", slide.format + ", " + slide.compression + ", blocks of " +
                                std::to_string(slide.block_width_px) + " x " +
                                std::to_string(slide.block_height_px) + " px"});
  rows.push_back({"size", std::to_string(slide.width_px) + " x " + std::to_string(slide.height_px) + " px, " +
                              std::string(text_of(slide.pixel_type)) + ", " +
                              std::to_string(slide.pyramid_levels) +
                              (slide.pyramid_levels == 1 ? " level" : " levels")});
  rows.push_back({"pixel size", slide.pixel_size
                                    ? number_text(slide.pixel_size->x_um) + " x " +
                                          number_text(slide.pixel_size->y_um) + " um (" +
                                          slide.pixel_size_source + ")"
                                    : "not in the file: give --pixel-size-um or set it in the panel"});
  rows.push_back({"fields", std::to_string(slide.fields.size())});
  std::string text = aligned_table(rows) + "\n";
  std::vector<std::vector<std::string>> channels{{"channel", "role", "file", "page", "sample"}};
  for (const SlideChannel& channel : slide.channels) {
    channels.push_back({channel.name.empty() ? "(no name)" : channel.name,
                        channel.role.empty() ? "-" : channel.role, channel.file, std::to_string(channel.page),
                        std::to_string(channel.sample)});
  }
  text += aligned_table(channels);
  for (const std::string& remark : slide.remarks) {
    text += "note: " + remark + "\n";
  }
  return text;
}

std::string result_text(const SampleResult& result) {
  std::string text = "sample " + result.sample_id + ": ";
  if (result.status == SampleStatus::Evaluable && result.counts) {
    const SampleCounts& counts = *result.counts;
    text += count_line(result) + "\n";
    std::vector<std::vector<std::string>> rows{{"phenotype", "events"}};
    for (const Phenotype phenotype : kAllPhenotypes) {
      if (is_classified(result) || phenotype == Phenotype::Unclassified) {
        rows.push_back({std::string(name_of(phenotype)), std::to_string(counts.of(phenotype))});
      }
    }
    rows.push_back({"all events", std::to_string(counts.events)});
    if (is_classified(result)) {
      rows.push_back({"CTC clusters", std::to_string(counts.ctc_clusters)});
    }
    text += aligned_table(rows);
  } else {
    text += result.status == SampleStatus::Duplicate ? "DUPLICATE, not counted\n"
            : is_quarantined(result)                 ? "QUARANTINED, not counted\n"
                                                     : "NOT EVALUABLE\n";
    for (const std::string& reason : result.reasons) {
      text += "  " + reason + "\n";
    }
  }
  for (const QualityFlag& flag : result.flags) {
    text += "flag " + flag.code + ": " + flag.text + "\n";
  }
  return text;
}

std::string summary_text(const RunSummary& summary) {
  const double megapixels =
      static_cast<double>(summary.scan.width_px) * static_cast<double>(summary.scan.height_px) / 1e6;
  const double decoded = summary.reading.blocks_in_slide == 0
                             ? 0.0
                             : static_cast<double>(summary.reading.blocks_decoded) /
                                   static_cast<double>(summary.reading.blocks_in_slide);
  return summary.sample_id + ": " + number_text(megapixels, 1) + " Mpx, " + std::to_string(summary.events) +
         " events in " + number_text(summary.seconds_total, 1) + " s (read " +
         number_text(summary.seconds_reading, 1) + ", analyse " + number_text(summary.seconds_analysing, 1) +
         " over " + std::to_string(summary.threads) + " threads, classify " +
         number_text(summary.seconds_classifying, 1) + "); blocks decoded " + number_text(decoded, 2) +
         " times; peak memory " + number_text(static_cast<double>(summary.peak_memory_bytes) / 1048576.0, 0) +
         " MiB";
}

void count_in(Reconciliation& sums, const SampleResult& result) {
  ++sums.in;
  switch (result.status) {
    case SampleStatus::Evaluable:
      ++sums.evaluable;
      break;
    case SampleStatus::NotEvaluable:
      ++(is_quarantined(result) ? sums.quarantined : sums.not_evaluable);
      break;
    case SampleStatus::Duplicate:
      ++sums.duplicates;
      break;
  }
}

std::string reconciliation_text(const Reconciliation& sums) {
  std::string text = "samples in " + std::to_string(sums.in) + " = " + std::to_string(sums.evaluable) +
                     " evaluable + " + std::to_string(sums.not_evaluable) + " not evaluable + " +
                     std::to_string(sums.duplicates) + " duplicates";
  if (sums.quarantined > 0) {
    text += " + " + std::to_string(sums.quarantined) + " quarantined";
  }
  if (sums.earlier_kept > 0) {
    text += "; of the not evaluable, " + std::to_string(sums.earlier_kept) +
            " could not be read and keep an earlier count, flagged rerun_failed";
  }
  if (sums.refused_rows > 0) {
    text += "; besides, " + std::to_string(sums.refused_rows) + " rows of the sample sheet cannot be read";
  }
  return text;
}

}  // namespace cyto::cli
