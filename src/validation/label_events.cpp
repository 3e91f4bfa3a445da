#include "cytrial/validation/label_events.h"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string_view>
#include <vector>

#include "cytrial/core/csv_rows.h"
#include "cytrial/core/error.h"
#include "cytrial/validation/score.h"
#include "place_matching.h"

namespace cyto::validation {
namespace {

constexpr std::string_view kLabelColumns[] = {"batch", "label", "label_source"};
constexpr std::string_view kUnmatched = "none";

void put_cell(std::ostream& out, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out << cell;
    return;
  }
  out << '"';
  for (const char c : cell) {
    out << (c == '"' ? "\"\"" : std::string_view(&c, 1));
  }
  out << '"';
}

void put_row(std::ostream& out, const CsvRows& rows, std::string_view batch, std::string_view label,
             std::string_view source) {
  for (std::size_t c = 0; c < rows.header().size(); ++c) {
    put_cell(out, rows.cell(c));
    out << ',';
  }
  put_cell(out, batch);
  out << ',' << label << ',' << source << "\r\n";
}

void put_header(std::ostream& out, const CsvRows& rows) {
  for (const std::string& name : rows.header()) {
    put_cell(out, name);
    out << ',';
  }
  out << "batch,label,label_source\r\n";
}

/// Label of every event, in order.
std::vector<std::string_view> labels_of(const EventTable& events, const TruthTable& truth,
                                        double max_distance_um) {
  std::vector<Place> known;
  std::transform(truth.objects.begin(), truth.objects.end(), std::back_inserter(known),
                 [](const TruthObject& object) {
                   return Place{object.x_um, object.y_um};
                 });
  std::vector<Place> found;
  std::transform(events.events.begin(), events.events.end(), std::back_inserter(found),
                 [](const ScoredEvent& event) {
                   return Place{event.x_um, event.y_um};
                 });
  std::vector<std::string_view> labels(found.size(), kUnmatched);
  for (const PlaceMatch& match : match_places(known, found, max_distance_um)) {
    labels[match.found] = name_of(truth.objects[match.truth].phenotype);
  }
  return labels;
}

}  // namespace

LabelCounts label_events(const std::filesystem::path& events_csv, const std::filesystem::path& truth_csv,
                         const LabelOptions& options, std::ostream& out) {
  const EventTable events = read_event_table(events_csv, options.pixel_size);
  const TruthTable truth = read_truth_table(truth_csv, options.pixel_size);
  if (!truth.has_phenotypes) {
    throw Error(ErrorCode::BadData, truth_csv.string(), "says nothing about what its objects are",
                "labels need a column phenotype or type");
  }
  const std::vector<std::string_view> labels = labels_of(events, truth, options.max_distance_um);
  CsvRows rows(events_csv);
  for (const std::string_view column : kLabelColumns) {
    if (rows.column(column)) {
      rows.fail("has a column " + std::string(column) + " already", "label the table as exported");
    }
  }
  put_header(out, rows);
  LabelCounts counts;
  while (rows.next()) {
    if (counts.events == labels.size()) {
      rows.fail("was added while the table was read", "run again when nothing writes to it");
    }
    const std::string_view label = labels[counts.events++];
    counts.ctcs += label == name_of(Phenotype::Ctc) ? 1 : 0;
    counts.unmatched += label == kUnmatched ? 1 : 0;
    put_row(out, rows, options.batch, label, options.source);
  }
  return counts;
}

}  // namespace cyto::validation
