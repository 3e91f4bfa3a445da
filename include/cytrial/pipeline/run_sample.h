#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cytrial/core/log.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/core/sample.h"
#include "cytrial/pipeline/run_config.h"
#include "cytrial/pipeline/run_summary.h"

namespace cyto {

/// What a run gave: the committed result and, beside it, how it went.
struct SampleRun {
  SampleResult result;
  RunSummary summary;
};

/// Digests of a scan's files, sorted by file name: what identifies the pixels of a sample.
struct ScanDigests {
  std::vector<std::string> files;            ///< names without folders
  std::vector<std::filesystem::path> paths;  ///< same order
  std::vector<std::string> digests;          ///< SHA-256, same order; empty: not read yet
  std::string stamp;                         ///< sizes and change times before it was read: scan_stamp()
};

/// Reads every file of a scan once. A folder stands for the regular files in it, a file of an OME set for all
/// files of the set. @throws Error NoInput, Io,
/// BadData.
[[nodiscard]] ScanDigests digest_scan(const std::vector<std::filesystem::path>& scan);

/// The same without reading the files: digests is empty. @throws Error as digest_scan() for a file that
/// cannot be read.
[[nodiscard]] ScanDigests list_scan(const std::vector<std::filesystem::path>& scan);

/// Digests of listed files, in their order. @throws Error as digest_scan().
[[nodiscard]] std::vector<std::string> digests_of(const ScanDigests& listed);

/// Size and time of last change of every file of a scan, as text: differs when a file was changed.
[[nodiscard]] std::string scan_stamp(const std::vector<std::filesystem::path>& scan);

/// Runs one sample from pixels to a committed result: one parallel pass over the tiles, then classification.
/// A tile that fails makes the result NotEvaluable and is named in it; nothing is counted then.
/// @param digests of list_scan(): the files are digested meanwhile, and by the end.
/// @param extra_flags stand before the run's own in the result. @param sink fresh; committed on return. When
/// an Error is thrown nothing is committed.
/// @throws Error of opening the scan, of the configuration, of the sink.
[[nodiscard]] SampleRun run_sample(const SampleInput& input, const ScanDigests& digests,
                                   const AnalysisConfig& config, const ResourceLimits& limits,
                                   const std::vector<QualityFlag>& extra_flags, SampleSink& sink,
                                   Logger& logger);

}  // namespace cyto
