#include "exchange_export.h"

#include <algorithm>
#include <fstream>
#include <iostream>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/core/provenance.h"
#include "cytrial/exchange/crop_images.h"
#include "cytrial/exchange/fhir.h"
#include "cytrial/exchange/flow_events.h"
#include "cytrial/exchange/qupath_geojson.h"
#include "cytrial/exchange/redcap.h"
#include "cytrial/exchange/sdtm.h"
#include "cytrial/exchange/timepoint_lists.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/measure/event_builder.h"
#include "cytrial/pipeline/run_sample.h"
#include "run_setup.h"
#include "spillover_document.h"
#include "study_results.h"

namespace cyto::cli {
namespace {

/// The sample that a format of one sample is asked for; of a folder with one sample that one.
/// @throws Error Usage; NotEvaluable when it has no events.
SampleResult chosen_sample(const ExportArgs& args, const RunStore& store) {
  const std::vector<std::string> ids = store.sample_ids();
  if (!args.sample_id && ids.size() != 1) {
    throw Error(ErrorCode::Usage, "--as " + args.as,
                "is of one sample, and the folder has " + std::to_string(ids.size()),
                "name it with --sample");
  }
  const std::string id = args.sample_id.value_or(ids.front());
  auto result = store.result(id);
  if (!result) {
    throw Error(ErrorCode::Usage, "sample " + id, "is not in this result folder",
                "see the samples with: cytrial export DIR --table counts");
  }
  if (result->status != SampleStatus::Evaluable) {
    (void)store.events(id);  // tells why there are none
  }
  return std::move(*result);
}

/// Opens a file, lets `write` fill it and makes it appear.
template <typename Write>
void write_whole_file(const Path& place, const Write& write) {
  AtomicFile file(place);
  std::ofstream out(file.path(), std::ios::binary | std::ios::trunc);
  write(out);
  out.close();
  if (!out) {
    throw Error(ErrorCode::TryAgain, place.string(), "cannot be written to the end",
                "free disk space and run again");
  }
  file.commit();
}

void export_qupath(const ExportArgs& args, const RunStore& store) {
  const SampleResult result = chosen_sample(args, store);
  const std::vector<CandidateShape> shapes = candidate_shapes(store, result.sample_id);
  const GeoJsonSource source{result.sample_id, store.provenance(result.sample_id).value().program_version,
                             result.scan_digests.empty() ? std::string() : result.scan_digests.front()};
  write_whole_file(*args.output, [&](std::ostream& out) { write_qupath_geojson(out, source, shapes); });
}

/// @throws Error BadData unless the files are, byte for byte, those that the sample was analysed from.
void require_same_scan(const std::vector<Path>& scan, const SampleResult& result) {
  if (digest_scan(scan).digests != result.scan_digests) {
    throw Error(ErrorCode::BadData, scan.front().string(),
                "is not the scan that sample " + result.sample_id + " was analysed from",
                "name that scan with --scan, or leave --scan out for the stored pictures");
  }
}

void export_crops(const ExportArgs& args, const RunStore& store) {
  const SampleResult result = chosen_sample(args, store);
  const Panel panel = kept_panel(store, result.sample_id);
  const std::vector<std::string> prefixes = channel_prefixes(panel);
  std::vector<CropChannel> channels;
  for (std::size_t c = 0; c < prefixes.size(); ++c) {
    channels.push_back({panel.channels[c].name, prefixes[c]});
  }
  std::unique_ptr<SlideReader> scan;
  if (!args.scan.empty()) {
    require_same_scan(args.scan, result);
    scan = open_slide(args.scan, panel, {result.pixel_size});
  }
  const CropImageTally tally =
      export_crop_images(store, result.sample_id, scan.get(), channels, *args.output);
  std::cerr << tally.written << " crops written\n";
  if (tally.without_picture > 0) {
    std::cerr << tally.without_picture
              << " candidates have no stored picture (see index.csv); name the scan with --scan to get all\n";
  }
}

void export_events_as_fcs(const ExportArgs& args, const RunStore& store) {
  const SampleResult result = chosen_sample(args, store);
  export_flow_events(store, result.sample_id, kept_spillover(store, result), *args.output);
}

/// The study as one list. What has no place in it is told, never dropped in silence.
LabLedger ledger_of(const ExportArgs& args, const RunStore& store) {
  const StudyResults joined = join_results(args.run, store, std::nullopt);
  for (const Unmatched& unmatched : joined.timepoints.unmatched) {
    std::cerr << "not placed: " << unmatched.source << ": " << unmatched.code << ": " << unmatched.text
              << "\n";
  }
  return lab_ledger(joined.study, joined.sheet, joined.timepoints,
                    std::string("cytrial ") + program_version(), joined.approvals);
}

void export_study(const ExportArgs& args, const RunStore& store) {
  if (args.sample_id) {
    throw Error(ErrorCode::Usage, "--sample", "does not go with --as " + args.as,
                "the format is of subjects and visits");
  }
  const LabLedger ledger = ledger_of(args, store);
  if (args.as == "fhir") {
    const std::string bundle = fhir_bundle(ledger);
    write_whole_file(*args.output, [&](std::ostream& out) { out << bundle; });
  } else if (args.as == "sdtm") {
    write_sdtm(ledger, *args.output);
  } else {
    write_redcap(ledger, *args.output);
  }
}

}  // namespace

void export_timepoint_list(const ExportArgs& args, const RunStore& store, TableFormat format,
                           std::ostream& out) {
  const LabLedger ledger = ledger_of(args, store);
  args.table == "timepoints_long" ? write_long_timepoints(ledger, format, out)
                                  : write_wide_timepoints(ledger, format, out);
}

void export_for_exchange(const ExportArgs& args, const RunStore& store) {
  if (!args.output || *args.output == "-") {
    throw Error(ErrorCode::Usage, "--as " + args.as, "needs a place to write to", "name it with --output");
  }
  if (!args.scan.empty() && args.as != "crops") {
    throw Error(ErrorCode::Usage, "--scan", "goes with --as crops only");
  }
  if (args.as == "qupath") {
    export_qupath(args, store);
  } else if (args.as == "crops") {
    export_crops(args, store);
  } else if (args.as == "fcs") {
    export_events_as_fcs(args, store);
  } else {
    export_study(args, store);
  }
}

}  // namespace cyto::cli
