#include "spillover_document.h"

#include <algorithm>

#include "cytrial/core/error.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/measure/event_builder.h"
#include "cytrial/store/json_writer.h"
#include "run_setup.h"

namespace cyto::cli {
namespace {

std::string document_name(const std::string& calibration_digest) {
  return "spillover/" + calibration_digest;
}

bool was_compensated(const SampleResult& result, const std::string& calibration_digest) {
  return !calibration_digest.empty() &&
         std::none_of(result.flags.begin(), result.flags.end(),
                      [](const QualityFlag& flag) { return flag.code == "no_spillover"; });
}

/// Rows of the matrix one after another. @throws Error BadConfig unless it is square and of `channels`.
std::vector<double> entries_of(const JsonReader& document, std::size_t channels) {
  std::vector<double> entries;
  for (const JsonReader& row : document.items("matrix")) {
    for (const JsonReader& cell : row.as_items()) {
      entries.push_back(cell.as_number(0, 1));
    }
  }
  if (entries.size() != channels * channels) {
    document.fail("the matrix does not fit the panel");
  }
  return entries;
}

}  // namespace

void keep_spillover(RunStore& store, const CalibrationSet* calibration) {
  if (calibration == nullptr || !calibration->spillover) {
    return;
  }
  const cv::Mat1d& matrix = calibration->spillover->spillover;
  JsonWriter json;
  json.begin_object();
  json.key("channels");
  json.begin_array();
  for (const std::string& channel : calibration->spillover->channels) {
    json.text(channel);
  }
  json.end_array();
  json.key("matrix");
  json.begin_array();
  for (int dye = 0; dye < matrix.rows; ++dye) {
    json.begin_array();
    for (int detector = 0; detector < matrix.cols; ++detector) {
      json.number(matrix(dye, detector));
    }
    json.end_array();
  }
  json.end_array();
  json.end_object();
  store.put_document(document_name(calibration->digest), json.take());
}

std::optional<EventSpillover> kept_spillover(const RunStore& store, const SampleResult& result) {
  const std::string digest = store.provenance(result.sample_id).value().calibration_digest;
  const Panel panel = kept_panel(store, result.sample_id);
  if (panel.channels.size() < 2 || !was_compensated(result, digest)) {
    return std::nullopt;
  }
  const auto text = store.document(document_name(digest));
  if (!text) {
    throw Error(ErrorCode::BadData, "sample " + result.sample_id,
                "its spillover matrix is not kept in the result folder",
                "analyse the sample again with this version");
  }
  const JsonReader document =
      JsonReader::from_text(*text, "the kept spillover matrix of sample " + result.sample_id);
  return EventSpillover{channel_prefixes(panel), entries_of(document, panel.channels.size())};
}

}  // namespace cyto::cli
