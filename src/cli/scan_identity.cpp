#include "scan_identity.h"

#include <optional>
#include <utility>

#include "cytrial/core/event.h"
#include "cytrial/imageio/scan_name.h"
#include "cytrial/trial/scan_landmarks.h"

namespace cyto::cli {
namespace {

constexpr std::string_view kNucleusArea = "nucleus_area_um2";

std::string document_name(const std::string& sample_id) {
  return "landmarks/" + sample_id;
}

}  // namespace

std::vector<IdentitySource> identity_sources(const SheetSample& sample) {
  std::vector<IdentitySource> sources;
  if (!sample.barcode.empty()) {
    sources.push_back({std::string(kLabelSource), sample.barcode});
  }
  for (const Path& scan : sample.scans) {
    sources.push_back({"the file name", scan.filename().string()});
    if (std::string name = scan_name_of(scan); !name.empty()) {
      sources.push_back({"the scan's own name", std::move(name)});
    }
  }
  return sources;
}

bool has_landmarks(const RunStore& store, const std::string& sample_id) {
  return store.document(document_name(sample_id)).has_value();
}

void keep_landmarks(RunStore& store, const std::string& sample_id) {
  const auto events = store.events(sample_id);
  const FeatureSchema& schema = events->schema();
  const auto x = schema.index_of(column::kXPx);
  const auto y = schema.index_of(column::kYPx);
  const auto area = schema.index_of(kNucleusArea);
  LandmarkPicker picker;
  EventBatch batch;
  while (x && y && area && events->next(batch)) {
    for (std::size_t row = 0; row < batch.rows; ++row) {
      const float* values = batch.row(row);
      picker.add(static_cast<double>(values[*x]), static_cast<double>(values[*y]),
                 static_cast<double>(values[*area]));
    }
  }
  store.put_document(document_name(sample_id), landmarks_text(picker.landmarks()));
}

std::vector<SameCells> same_cells(const RunStore& store) {
  std::vector<std::pair<std::string, ScanLandmarks>> scans;
  for (const std::string& id : store.sample_ids()) {
    const auto result = store.result(id);
    const auto text = store.document(document_name(id));
    const auto landmarks = text ? landmarks_from(*text) : std::nullopt;
    if (result && result->status == SampleStatus::Evaluable && landmarks) {
      scans.emplace_back(id, *landmarks);
    }
  }
  std::vector<SameCells> pairs;
  for (std::size_t first = 0; first < scans.size(); ++first) {
    for (std::size_t second = first + 1; second < scans.size(); ++second) {
      if (show_same_cells(scans[first].second, scans[second].second)) {
        pairs.push_back({scans[first].first, scans[second].first});
      }
    }
  }
  return pairs;
}

}  // namespace cyto::cli
