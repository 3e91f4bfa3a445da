#include "marker_agreement.h"

#include <algorithm>
#include <map>

namespace cyto {
namespace {

using statistics::CensoredValue;
using statistics::ChangeDirection;
using statistics::Direction;
using statistics::DirectionPair;
using statistics::MarkerChange;
using statistics::VolumeCount;

/// A visit that has a count with its volume and a result of the marker.
struct Joint {
  std::size_t subject;  ///< position in the study
  int day;
  VolumeCount ctc;
  CensoredValue marker;
  const Timepoint* row;
};

/// By assay; in each by subject, then day.
using ByAssay = std::map<std::string, std::vector<Joint>>;

ByAssay joint_visits(const Study& study, const TimepointTable& table, std::size_t analyte) {
  ByAssay by_assay;
  std::map<std::string_view, std::size_t> position;
  for (std::size_t subject = 0; subject < study.subjects.size(); ++subject) {
    position[study.subjects[subject].id] = subject;
  }
  for (const Timepoint& row : table.rows) {
    const auto ctc = volume_count_of(row);
    const std::optional<MarkerResult>& result = row.markers[analyte].result;
    const auto subject = position.find(row.subject);
    if (subject != position.end() && ctc && result && !result->assay.empty()) {
      by_assay[result->assay].push_back({subject->second, row.actual_day.value_or(row.planned_day), *ctc,
                                         CensoredValue(result->value, result->censor), &row});
    }
  }
  for (auto& [assay, visits] : by_assay) {
    std::stable_sort(visits.begin(), visits.end(), [](const Joint& a, const Joint& b) {
      return a.subject != b.subject ? a.subject < b.subject : a.day < b.day;
    });
  }
  return by_assay;
}

double per_ml(const VolumeCount& count) {
  return static_cast<double>(count.cells()) / count.volume_ml();
}

Direction direction(const VolumeCount& earlier, const VolumeCount& later) {
  const double from = static_cast<double>(earlier.cells()) * later.volume_ml();
  const double to = static_cast<double>(later.cells()) * earlier.volume_ml();
  return to > from ? Direction::Up : to < from ? Direction::Down : Direction::Same;
}

Direction direction(const CensoredValue& earlier, const CensoredValue& later) {
  const std::partial_ordering order = later <=> earlier;
  if (order == std::partial_ordering::unordered) {
    return Direction::Open;
  }
  return order > 0 ? Direction::Up : order < 0 ? Direction::Down : Direction::Same;
}

DirectionPair moved(const Joint& earlier, const Joint& later) {
  return {later.subject, direction(earlier.ctc, later.ctc), direction(earlier.marker, later.marker)};
}

/// 0 for a fall, 1 for neither, 2 for a rise; empty where it is left open.
std::size_t place_of(ChangeDirection direction) {
  return direction == ChangeDirection::Fall ? 0 : direction == ChangeDirection::Rise ? 2 : 1;
}

std::optional<std::size_t> place_of(const std::optional<MarkerChange>& change) {
  if (!change || *change == MarkerChange::Undecided) {
    return std::nullopt;
  }
  return *change == MarkerChange::Fall ? 0 : *change == MarkerChange::Rise ? 2 : 1;
}

/// Adds the subject's last change of both to the table.
void add_last_change(std::vector<Joint>::const_iterator first, std::vector<Joint>::const_iterator last,
                     std::size_t analyte, MarkerAgreement& agreement) {
  while (last != first) {
    const Timepoint& row = *(--last)->row;
    const auto& marker = row.markers[analyte].change;
    const auto place = marker ? place_of(marker->two_sided) : std::nullopt;
    if (row.ctc_change && place) {
      ++agreement.beyond_chance[place_of(row.ctc_change->count.direction)][*place];
      return;
    }
  }
}

MarkerAgreement agreement_of(const std::string& code, const std::string& assay, std::size_t analyte,
                             const std::vector<Joint>& visits) {
  MarkerAgreement agreement;
  agreement.analyte = code;
  agreement.assay = assay;
  std::vector<DirectionPair> first_to_last;
  std::vector<DirectionPair> consecutive;
  std::vector<statistics::PairedValue> values;
  for (auto first = visits.begin(); first != visits.end();) {
    const auto last = std::find_if(first, visits.end(),
                                   [&](const Joint& visit) { return visit.subject != first->subject; });
    if (last - first > 1) {
      first_to_last.push_back(moved(*first, *std::prev(last)));
    }
    for (auto visit = first; visit != last; ++visit) {
      values.push_back({visit->subject, CensoredValue(per_ml(visit->ctc)), visit->marker});
      if (visit != first) {
        consecutive.push_back(moved(*std::prev(visit), *visit));
      }
    }
    add_last_change(first, last, analyte, agreement);
    first = last;
  }
  agreement.first_to_last = direction_agreement(first_to_last);
  agreement.consecutive = direction_agreement(consecutive);
  agreement.all = rank_correlation(values, statistics::Comparison::All);
  agreement.within_subjects = rank_correlation(values, statistics::Comparison::WithinSubjects);
  return agreement;
}

}  // namespace

std::vector<MarkerAgreement> marker_agreements(const Study& study, const TimepointTable& table) {
  std::vector<MarkerAgreement> agreements;
  for (std::size_t analyte = 0; analyte < study.analytes.size(); ++analyte) {
    if (study.analytes[analyte].group != AnalyteGroup::TumorMarker) {
      continue;
    }
    for (const auto& [assay, visits] : joint_visits(study, table, analyte)) {
      agreements.push_back(agreement_of(study.analytes[analyte].code, assay, analyte, visits));
    }
  }
  return agreements;
}

}  // namespace cyto
