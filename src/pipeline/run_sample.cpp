#include "cytrial/pipeline/run_sample.h"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <thread>

#include "candidate_crops.h"
#include "channel_steps.h"
#include "cytrial/calib/calibration_fit.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/detect/segmentation.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/measure/event_builder.h"
#include "cytrial/pipeline/classify_sample.h"
#include "cytrial/quality/slide_quality.h"
#include "event_rows.h"
#include "granted_threads.h"
#include "kept_surroundings.h"
#include "label_images.h"
#include "memory_touch.h"
#include "pixel_pass.h"
#include "scan_digestion.h"
#include "spare_time_work.h"

namespace cyto {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024U;
}

std::size_t bytes_per_pixel(PixelType type) {
  switch (type) {
    case PixelType::UInt8:
      return 1;
    case PixelType::UInt16:
      return 2;
    case PixelType::Float32:
      return 4;
  }
  return 4;
}

int granted_threads(int wanted) {
  const auto offered = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return wanted > 0 ? wanted : offered;
}

SampleResult describe(const SampleInput& input, const ScanDigests& digests, const SlideDescription& slide) {
  SampleResult result;
  result.sample_id = input.sample_id;
  result.blood_volume_ml = input.blood_volume_ml;
  result.scan_files = digests.files;
  result.width_px = slide.width_px;
  result.height_px = slide.height_px;
  result.pixel_size = *slide.pixel_size;
  return result;
}

std::vector<QualityFlag> calibration_flags(const AnalysisConfig& config) {
  std::vector<QualityFlag> flags;
  if (!config.calibration) {
    flags.push_back({"no_calibration", "no dark, flat-field or spillover correction was applied"});
    return flags;
  }
  const bool every_channel =
      std::all_of(config.calibration->flat_fields.begin(), config.calibration->flat_fields.end(),
                  [](const auto& field) { return field && field->gain_measured; });
  if (!every_channel) {
    flags.push_back({"no_flat_field", "at least one channel has no dark and flat-field correction"});
  }
  if (!config.calibration->spillover && config.panel.channels.size() > 1) {
    flags.push_back({"no_spillover", "no spillover compensation was applied"});
  }
  return flags;
}

std::vector<QualityFlag> layout_flags(const SlideDescription& slide) {
  if (!slide.extent_unknown) {
    return {};
  }
  return {{"extent_unknown",
           "the fields lie where their stage positions say and no fields.json names them all: a whole outer "
           "row or "
           "column of fields may be missing"}};
}

/// What can be said before a pixel is read.
void add_flags_before_the_pass(const SampleInput& input, const AnalysisConfig& config,
                               const SlideDescription& slide, std::vector<QualityFlag>& flags) {
  const auto add = [&flags](const std::vector<QualityFlag>& more) {
    flags.insert(flags.end(), more.begin(), more.end());
  };
  add(calibration_flags(config));
  if (config.calibration) {
    add(check_calibration(*config.calibration, config.panel, slide, input.stated_origin));
  }
  add(layout_flags(slide));
}

void refuse_if_changed(const SampleInput& input, const ScanDigests& before) {
  if (scan_stamp(input.scan) != before.stamp) {
    throw Error(ErrorCode::BadData, input.scan.front().string(), "changed while it was being read",
                "wait until the scanner has finished writing and run again");
  }
}

void set_not_evaluable(SampleResult& result, ErrorCode code, std::vector<std::string> reasons) {
  result.status = SampleStatus::NotEvaluable;
  result.error_code = name_of(code);
  result.reasons = std::move(reasons);
  result.counts.reset();
}

void record_failures(SampleResult& result, std::vector<TileFailure> failures) {
  std::vector<std::string> reasons;
  constexpr std::size_t kNamed = 20;
  for (const TileFailure& failure : failures) {
    if (reasons.size() == kNamed) {
      reasons.push_back(std::to_string(failures.size() - kNamed) + " more failures");
      break;
    }
    reasons.push_back(failure.file + ": " + failure.problem +
                      (failure.remedy.empty() ? "" : "; " + failure.remedy));
  }
  set_not_evaluable(result, ErrorCode::BadData, std::move(reasons));
  result.failures = std::move(failures);
}

void record_quality(SampleResult& result, QualityVerdict verdict) {
  result.flags.insert(result.flags.end(), verdict.flags.begin(), verdict.flags.end());
  result.coverage = verdict.coverage;
  result.area_mm2 = static_cast<double>(result.width_px) * static_cast<double>(result.height_px) *
                    result.pixel_size.area_um2() * 1e-6 * verdict.coverage.analysed_share;
}

void record_classes(SampleResult& result, ClassifiedSample classes) {
  result.population = std::move(classes.population);
  result.flags.insert(result.flags.end(), classes.flags.begin(), classes.flags.end());
  result.in_focus_share = classes.in_focus_share;
  if (classes.not_evaluable) {
    set_not_evaluable(result, ErrorCode::BadData, {*classes.not_evaluable});
    return;
  }
  result.status = SampleStatus::Evaluable;
  result.counts = classes.counts;
}

/// A count that blank slides reach as well is told as such.
void add_blank_flag(const AnalysisConfig& config, SampleResult& result) {
  if (!config.calibration || !result.counts || !is_classified(result)) {
    return;
  }
  const auto flag =
      check_against_blanks(*config.calibration, result.counts->of(Phenotype::Ctc), digest_of(*config.gates),
                           std::string("cytrial ") + program_version());
  if (flag) {
    result.flags.push_back(*flag);
  }
}

/// What the pixel pass leaves behind, beside the events in the sink.
struct MeasuredSlide {
  std::vector<TileFailure> failures;
  std::vector<RawTile> surroundings;  ///< of likely candidates, for find_surroundings()
};

bool has_flat_fields(const AnalysisConfig& config) {
  return config.calibration != nullptr &&
         std::any_of(config.calibration->flat_fields.begin(), config.calibration->flat_fields.end(),
                     [](const std::optional<FlatField>& field) { return field.has_value(); });
}

std::uint64_t bytes_of_flat_fields(const AnalysisConfig& config) {
  std::uint64_t bytes = 0;
  if (config.calibration) {
    for (const std::optional<FlatField>& field : config.calibration->flat_fields) {
      bytes += field ? (field->dark.total() + field->gain.total()) * sizeof(float) : 0;
    }
  }
  return bytes;
}

MemoryDemand demand_of(const SlideReader& reader, const SampleInput& input, const AnalysisConfig& config,
                       const TileGrid& grid, const ChannelSteps& channels, const FeatureSchema& schema,
                       int threads) {
  const SlideDescription& slide = reader.description();
  MemoryDemand demand;
  demand.slide_width_px = slide.width_px;
  demand.slide_height_px = slide.height_px;
  demand.channels = channels.all.size();
  demand.further_channels = channels.apart_in(grid) ? channels.further.size() : 0;
  demand.bytes_per_pixel = bytes_per_pixel(slide.pixel_type);
  demand.event_columns = schema.size();
  demand.bytes_to_classify_event = Classifier(config.gates, config.panel, schema).bytes_per_event();
  // One tile more than threads may be on its way while an earlier one is still being read.
  demand.cache_for_one_decode = reader.cache_bytes_for(grid, threads > 1 ? threads + 1 : 1);
  demand.background_bytes =
      demand.channels * KnownLevels::bytes_for(slide.width_px, slide.height_px, *slide.pixel_size);
  demand.flat_fields = has_flat_fields(config);
  demand.calibration_bytes = bytes_of_flat_fields(config);
  demand.work_pixel_px = work_pixel_px(*slide.pixel_size);
  demand.label_images = input.label_folder.has_value();
  return demand;
}

std::uint64_t largest_plane_bytes(const TileGrid& grid, const MemoryDemand& demand) {
  std::int64_t pixels = 0;
  for (const Tile& tile : grid.tiles) {
    pixels = std::max(pixels, tile.rect.area());
  }
  return static_cast<std::uint64_t>(pixels) * demand.bytes_per_pixel;
}

/// The pixel pass with everything it needs around it.
MeasuredSlide measure_slide(SlideReader& reader, const SampleInput& input, const AnalysisConfig& config,
                            const ResourceLimits& limits, const GrantedThreads& granted, SampleSink& sink,
                            Logger& logger, SlideQuality& quality, RunSummary& summary,
                            SpareTimeWork& spare) {
  const SlideDescription& slide = reader.description();
  const std::int64_t halo_px = required_halo_px(*slide.pixel_size, config.detection);
  const TileGrid grid = make_tile_grid(slide.width_px, slide.height_px, kWindow, halo_px, limits.tile_px);
  const ChannelSteps channels = channel_steps(reader, config.panel);
  const FeatureSchema schema = feature_schema(config.panel, measured_features(config));
  const auto threads = static_cast<int>(granted.threads());

  MemoryDemand demand = demand_of(reader, input, config, grid, channels, schema, threads);
  demand.quality_bytes = quality.bytes();
  const std::uint64_t kept_bytes = bytes_of_surroundings(slide, demand.channels, demand.bytes_per_pixel);
  demand.surroundings_bytes = surroundings_to_keep(input.max_crops, kept_bytes) * kept_bytes;
  const MemoryPlan plan = plan_memory(limits.memory_bytes, threads, grid, demand);
  reader.set_cache_limit(plan.cache_bytes);
  // Before the heap is touched: most of it stays untouched where few events stand out.
  KeptSurroundings surroundings(config.panel, schema, slide, plan.surroundings_bytes / kept_bytes);
  touch_together(
      bytes_to_touch(plan, grid.tiles.size(), largest_plane_bytes(grid, demand), granted.threads()), granted);

  std::unique_ptr<LabelImages> labels;
  if (input.label_folder) {
    labels = std::make_unique<LabelImages>(*input.label_folder, slide.width_px, slide.height_px);
  }
  const TileAnalyzer analyzer(config, slide, labels != nullptr, plan.keep_levels);
  EventRows rows(sink.measured_events(schema), labels.get(), schema.size(), grid.raised_px);
  auto failures = run_pixel_pass(reader, grid, channels, analyzer, plan, granted, rows, surroundings, logger,
                                 quality, summary, spare);
  summary.tiles = grid.tiles.size();
  for (const Tile& tile : grid.tiles) {
    summary.windows += tile.windows.size();
  }
  summary.events = rows.written();
  summary.live_tiles = plan.live_tiles;
  summary.cache_bytes = plan.cache_bytes;
  summary.threads = threads;
  MeasuredSlide measured{std::move(failures), surroundings.take()};
  return measured;
}

/// What the pixels needed goes back to the system where the events might not fit beside it. Else it is
/// theirs: memory that the system has just given costs more than memory that was used before.
void make_room_for(std::uint64_t events, const AnalysisConfig& config, std::uint64_t budget_bytes) {
  const FeatureSchema schema = feature_schema(config.panel, measured_features(config));
  const std::uint64_t needed = events * Classifier(config.gates, config.panel, schema).bytes_per_event();
  if (peak_memory_bytes() + needed > budget_bytes) {
    ::malloc_trim(0);
  }
}

/// What is known when all events are measured and before anything is made of them.
struct JudgedSlide {
  QualityVerdict verdict;
  std::unique_ptr<const CalledSample> calls;  ///< null where the verdict names a fault
};

/// Judges the slide while its events are called: that only reads them. What becomes of the calls, or goes
/// wrong with them, counts for nothing where there is a fault.
JudgedSlide judge_and_call(const SlideQuality& quality, const AnalysisConfig& config,
                           const GrantedThreads& threads, SampleSink& sink) {
  EventSource& events = sink.finished_measured_events();
  JudgedSlide judged;
  std::exception_ptr problem;
  threads.both([&] { judged.verdict = quality.judge(); },
               [&] {
                 try {
                   judged.calls = std::make_unique<const CalledSample>(
                       events, ClassificationConfig{config.panel, config.gates, config.model.get()}, threads);
                 } catch (...) {
                   problem = std::current_exception();
                 }
               });
  quality.judge_standing_objects(events, judged.verdict);
  if (!judged.verdict.faults.empty()) {
    judged.calls.reset();
  } else if (problem) {
    std::rethrow_exception(problem);
  }
  return judged;
}

/// Writes the called events and draws the pictures, while the finished table of events gets its digest.
ClassifiedSample write_slide(SlideReader& reader, const SampleInput& input, const AnalysisConfig& config,
                             std::unique_ptr<const CalledSample> calls,
                             const std::vector<RawTile>& surroundings, const GrantedThreads& threads,
                             SampleSink& sink) {
  ClassifiedSample classes = calls->write(input.max_crops, sink, threads);
  // The pictures need room, and finishing the table ends the measured one, which the calls refer to.
  calls.reset();
  if (classes.not_evaluable) {
    return classes;  // neither events nor pictures will be kept
  }
  threads.both([&] { sink.finish_classified_events(provenance_of(config), threads); },
               [&] {
                 write_candidate_crops(reader, config.panel, classes.to_picture, classes.display_ranges,
                                       surroundings, threads, sink);
               });
  return classes;
}

}  // namespace

SampleRun run_sample(const SampleInput& input, const ScanDigests& digests, const AnalysisConfig& config,
                     const ResourceLimits& limits, const std::vector<QualityFlag>& extra_flags,
                     SampleSink& sink, Logger& logger) {
  const auto start = Clock::now();
  limits.validate();
  config.detection.validate();
  const GrantedThreads threads(granted_threads(limits.threads));
  OpenOptions open;
  open.pixel_size = config.pixel_size;
  const std::unique_ptr<SlideReader> reader = open_slide(input.scan, config.panel, open);

  SampleRun run;
  run.summary.sample_id = input.sample_id;
  run.summary.scan = reader->description();
  run.result = describe(input, digests, reader->description());
  run.result.flags = extra_flags;
  add_flags_before_the_pass(input, config, reader->description(), run.result.flags);

  SlideQuality quality(reader->description(), config.panel,
                       feature_schema(config.panel, measured_features(config)));
  ScanDigestion digestion(digests);
  SpareTimeWork spare(threads, [&digestion](SpareTimeWork::Part up_to) {
    return digestion.add_piece(up_to == SpareTimeWork::Part::Last);
  });
  auto [failures, surroundings] =
      measure_slide(*reader, input, config, limits, threads, sink, logger, quality, run.summary, spare);
  make_room_for(run.summary.events, config, limits.memory_bytes);
  run.summary.reading = reader->statistics();
  const auto classify_start = Clock::now();
  JudgedSlide judged;
  if (failures.empty()) {
    judged = judge_and_call(quality, config, threads, sink);
    failures = std::move(judged.verdict.faults);
    record_quality(run.result, std::move(judged.verdict));
  }
  if (failures.empty()) {
    ClassifiedSample classes =
        write_slide(*reader, input, config, std::move(judged.calls), surroundings, threads, sink);
    record_classes(run.result, std::move(classes));
    add_blank_flag(config, run.result);
    run.summary.seconds_classifying = seconds_since(classify_start);
  } else {
    record_failures(run.result, std::move(failures));
  }
  spare.finish();
  run.result.scan_digests = digestion.digests();
  run.summary.blocks_for_crops = reader->statistics().blocks_decoded - run.summary.reading.blocks_decoded;
  refuse_if_changed(input, digests);
  sink.commit(run.result, provenance_of(config));
  run.summary.peak_memory_bytes = peak_memory_bytes();
  run.summary.seconds_total = seconds_since(start);
  return run;
}

}  // namespace cyto
