#include "cytrial/trial/timepoint_join.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "ctc_timepoint.h"
#include "in_quotes.h"
#include "marker_timepoint.h"
#include "sample_times.h"
#include "series_checks.h"
#include "timepoint_changes.h"
#include "timepoint_plan.h"
#include "visit_placement.h"
#include "visit_states.h"

namespace cyto {
namespace {

/// "rows 4 and 9" of rows in file order.
template <typename Row>
std::string rows_text(const std::vector<const Row*>& rows) {
  std::string list = "rows ";
  for (std::size_t position = 0; position < rows.size(); ++position) {
    list.append(position == 0 ? "" : position + 1 < rows.size() ? ", " : " and ");
    list.append(std::to_string(rows[position]->row));
  }
  return list;
}

/// Unmatched entries with the row they are of, so that they can be put into input order.
using UnmatchedByRow = std::multimap<std::size_t, Unmatched>;

/// One join: holds the table while samples and markers find their places.
class TimepointJoin {
 public:
  TimepointJoin(const Study& study, const SampleSheet& samples, const MarkerTable& markers,
                const std::vector<SampleResult>& results, const AssessmentTable& assessments)
      : study_(study),
        samples_(samples),
        markers_(markers),
        results_(results),
        assessments_(assessments),
        placer_(study),
        plan_(study),
        last_day_(study.subjects.size()) {}

  TimepointTable run() {
    place_rows();
    table_.rows = plan_.rows();
    drawn_.resize(table_.rows.size());
    join_samples();
    flag_refused(samples_.refused, samples_.file);
    join_markers();
    flag_refused(markers_.refused, markers_.file);
    note_assessments();
    for (std::size_t subject = 0; subject < study_.subjects.size(); ++subject) {
      const auto [first, last] = plan_.range_of(subject);
      check_series(study_, {table_.rows, first, last, drawn_});
      judge_visits(study_, plan_, subject, last_day_[subject], attempts_, table_.rows);
    }
    leave_out_visits_of_other_arms();
    fill_changes(study_, table_.rows);
    return std::move(table_);
  }

 private:
  /// Where every row of the sheets belongs.
  void place_rows() {
    for (const SheetSample& sample : samples_.rows) {
      sample_places_.push_back(placer_.place(sample.subject, sample.visit, sample.collected, "the sample"));
      note_place(sample_places_.back());
    }
    for (const MarkerResult& result : markers_.rows) {
      const Analyte* analyte = study_.find_analyte(result.analyte);
      marker_places_.push_back(
          analyte == nullptr ? Placement()
                             : placer_.place(result.subject, result.visit, result.collected, analyte->name));
      note_place(marker_places_.back());
    }
  }

  void note_place(const Placement& placement) {
    plan_.make_room(placement);
    if (placement.subject && placement.day) {
      follow_to(*placement.subject, *placement.day);
    }
  }

  void follow_to(std::size_t subject, int day) {
    last_day_[subject] = std::max(day, last_day_[subject].value_or(day));
  }

  void note_assessments() {
    for (const Assessment& assessment : assessments_.rows) {
      const auto subject = placer_.subject_position(assessment.subject);
      if (!subject) {
        continue;
      }
      const int day = study_.subjects[*subject].day_of(assessment.day);
      follow_to(*subject, day);
      const auto [first, last] = plan_.range_of(*subject);
      for (std::size_t row = first; row < last; ++row) {
        const Visit* visit = plan_.visit_of(row);
        const bool meant = visit != nullptr && (assessment.visit.empty() ? visit->contains(day)
                                                                         : assessment.visit == visit->code);
        if (meant) {
          attempts_.note(row, "imaging");
        }
      }
    }
  }

  /// A visit that the subject's arm does not have is shown only when something was collected for it.
  void leave_out_visits_of_other_arms() {
    std::vector<Timepoint> kept;
    for (std::size_t subject = 0; subject < study_.subjects.size(); ++subject) {
      const auto [first, last] = plan_.range_of(subject);
      for (std::size_t row = first; row < last; ++row) {
        const Visit* visit = plan_.visit_of(row);
        if (visit == nullptr || visit->is_for(study_.subjects[subject].arm) || attempts_.any(row)) {
          kept.push_back(std::move(table_.rows[row]));
        }
      }
    }
    table_.rows = std::move(kept);
  }

  static std::string source_of(const std::filesystem::path& file, std::size_t row) {
    return file.filename().string() + " row " + std::to_string(row);
  }

  void report_refused(const std::vector<RefusedRow>& refused, const std::filesystem::path& file,
                      UnmatchedByRow& unmatched) const {
    for (const RefusedRow& row : refused) {
      unmatched.emplace(row.row, Unmatched{source_of(file, row.row), row.code, row.text});
    }
  }

  void append_in_row_order(UnmatchedByRow& unmatched) {
    for (auto& [row, entry] : unmatched) {
      table_.unmatched.push_back(std::move(entry));
    }
  }

  /// A refused row that still names its timepoint must not leave it looking as if nothing had been there.
  void flag_refused(const std::vector<RefusedRow>& refused, const std::filesystem::path& file) {
    std::vector<const RefusedRow*> ordered;
    for (const RefusedRow& row : refused) {
      ordered.push_back(&row);
    }
    std::stable_sort(ordered.begin(), ordered.end(), [](const RefusedRow* a, const RefusedRow* b) {
      return std::tie(a->code, a->analyte) < std::tie(b->code, b->analyte);
    });
    for (const RefusedRow* row : ordered) {
      const auto subject = placer_.subject_position(row->subject);
      const auto visit = placer_.visit_position(row->visit);
      if (subject && visit) {
        const std::size_t place = plan_.index_of(*subject, *visit);
        Timepoint& timepoint = table_.rows[place];
        const Analyte* analyte = study_.find_analyte(row->analyte);
        const std::string what = analyte == nullptr ? "" : " (" + analyte->name + ")";
        timepoint.flags.push_back(
            flag_text("row_refused", source_of(file, row->row) + what + " is not shown: " + row->code));
        const bool of_sample = &refused == &samples_.refused;
        attempts_.note(place, of_sample ? "ctc" : analyte == nullptr ? "" : name_of(analyte->group));
        if (of_sample && timepoint.sample_id.empty()) {
          timepoint.ctc_state = CtcState::NotEvaluable;
        }
      }
    }
  }

  void join_samples() {
    UnmatchedByRow unmatched;
    report_refused(samples_.refused, samples_.file, unmatched);
    struct Placed {
      std::vector<const SheetSample*> samples;
      Placement placement;
    };
    std::map<std::size_t, Placed> places;
    for (std::size_t position = 0; position < samples_.rows.size(); ++position) {
      const SheetSample& sample = samples_.rows[position];
      Placement& placement = sample_places_[position];
      if (!placement.placed()) {
        unmatched.emplace(sample.row,
                          Unmatched{source_of(samples_.file, sample.row), placement.code, placement.text});
        continue;
      }
      const std::size_t place = plan_.index_of(placement);
      attempts_.note(place, "ctc");
      Placed& placed = places[place];
      placed.samples.push_back(&sample);
      placed.placement = std::move(placement);
    }
    const auto result_of = results_by_sample();
    for (const auto& [place, placed] : places) {
      if (placed.samples.size() > 1) {
        refuse_duplicates("duplicate_sample", "", samples_.file, placed.samples, table_.rows[place],
                          unmatched);
        table_.rows[place].ctc_state = CtcState::NotEvaluable;
      } else {
        show_sample(*placed.samples.front(), placed.placement, place, result_of);
      }
    }
    append_in_row_order(unmatched);
    report_stray_results();
  }

  [[nodiscard]] std::map<std::string_view, std::vector<const SampleResult*>> results_by_sample() const {
    std::map<std::string_view, std::vector<const SampleResult*>> by_sample;
    for (const SampleResult& result : results_) {
      by_sample[result.sample_id].push_back(&result);
    }
    return by_sample;
  }

  void show_sample(const SheetSample& sample, const Placement& placement, std::size_t place,
                   const std::map<std::string_view, std::vector<const SampleResult*>>& result_of) {
    Timepoint& timepoint = table_.rows[place];
    timepoint.sample_id = sample.sample_id;
    timepoint.actual_day = placement.day;
    timepoint.blood_volume_ml = sample.blood_volume_ml;
    drawn_[place] = sample.collected;
    add_flags(placement.flags, timepoint);
    add_flags(time_flags(study_, study_.subjects[*placement.subject], sample), timepoint);
    const auto found = result_of.find(sample.sample_id);
    if (found == result_of.end()) {
      timepoint.flags.push_back(flag_text("not_analysed", "the sheet has the sample, no result is stored"));
    } else if (found->second.size() > 1) {
      timepoint.ctc_state = CtcState::NotEvaluable;
      timepoint.flags.push_back(flag_text("duplicate_result", "the sample has more than one result"));
    } else {
      fill_ctc(study_, sample, *found->second.front(), timepoint);
    }
  }

  /// Results of samples that the sheet does not have, by sample.
  void report_stray_results() {
    std::set<std::string_view> known;
    std::set<std::string_view> refused_ids;
    for (const SheetSample& sample : samples_.rows) {
      known.insert(sample.sample_id);
    }
    for (const RefusedRow& row : samples_.refused) {
      refused_ids.insert(row.sample);
    }
    std::map<std::string_view, Unmatched> stray;
    for (const SampleResult& result : results_) {
      const std::string& id = result.sample_id;
      if (known.contains(id)) {
        continue;
      }
      const bool refused = refused_ids.contains(id);
      stray.emplace(id, Unmatched{"result " + id, refused ? "row_refused" : "unknown_sample",
                                  refused ? "the row of the sample in the sheet is refused"
                                          : "the sample is not in the sheet"});
    }
    for (auto& [id, entry] : stray) {
      table_.unmatched.push_back(std::move(entry));
    }
  }

  void join_markers() {
    UnmatchedByRow unmatched;
    report_refused(markers_.refused, markers_.file, unmatched);
    struct Placed {
      std::vector<const MarkerResult*> results;
      Placement placement;
    };
    std::map<std::pair<std::size_t, std::size_t>, Placed> places;
    for (std::size_t position = 0; position < markers_.rows.size(); ++position) {
      const MarkerResult& result = markers_.rows[position];
      const Analyte* analyte = study_.find_analyte(result.analyte);
      if (analyte == nullptr) {
        unmatched.emplace(
            result.row, Unmatched{source_of(markers_.file, result.row), "unknown_analyte",
                                  "the analyte " + in_quotes(result.analyte) + " is not in the study file"});
        continue;
      }
      Placement& placement = marker_places_[position];
      if (!placement.placed()) {
        unmatched.emplace(result.row,
                          Unmatched{source_of(markers_.file, result.row), placement.code, placement.text});
        continue;
      }
      const std::size_t place = plan_.index_of(placement);
      attempts_.note(place, name_of(analyte->group));
      Placed& placed = places[{place, static_cast<std::size_t>(analyte - study_.analytes.data())}];
      placed.results.push_back(&result);
      placed.placement = std::move(placement);
    }
    for (const auto& [place, placed] : places) {
      Timepoint& timepoint = table_.rows[place.first];
      const Analyte& analyte = study_.analytes[place.second];
      if (placed.results.size() > 1) {
        refuse_duplicates("duplicate_marker", analyte.name + ": ", markers_.file, placed.results, timepoint,
                          unmatched);
      } else {
        add_flags(placed.placement.flags, timepoint);
        fill_marker(analyte, *placed.results.front(), timepoint.markers[place.second], timepoint);
      }
    }
    append_in_row_order(unmatched);
  }

  static void add_flags(const std::vector<QualityFlag>& flags, Timepoint& timepoint) {
    for (const QualityFlag& flag : flags) {
      timepoint.flags.push_back(flag_text(flag.code, flag.text));
    }
  }

  /// Two rows claim one place: neither is shown, both are reported.
  template <typename Row>
  static void refuse_duplicates(const std::string& code, const std::string& prefix,
                                const std::filesystem::path& file, std::vector<const Row*> rows,
                                Timepoint& timepoint, UnmatchedByRow& unmatched) {
    std::sort(rows.begin(), rows.end(), [](const Row* a, const Row* b) { return a->row < b->row; });
    const std::string claim = prefix + rows_text(rows) + " of " + file.filename().string() + " claim visit " +
                              timepoint.visit + "; none is shown";
    timepoint.flags.push_back(flag_text(code, claim));
    for (const Row* row : rows) {
      unmatched.emplace(row->row, Unmatched{source_of(file, row->row), code, claim});
    }
  }

  const Study& study_;
  const SampleSheet& samples_;
  const MarkerTable& markers_;
  const std::vector<SampleResult>& results_;
  const AssessmentTable& assessments_;
  VisitPlacer placer_;
  TimepointPlan plan_;
  std::vector<Placement> sample_places_;      ///< of samples_.rows
  std::vector<Placement> marker_places_;      ///< of markers_.rows
  std::vector<std::optional<int>> last_day_;  ///< by subject: until when it is known to have been followed
  Attempts attempts_;
  TimepointTable table_;
  std::vector<std::optional<CollectionTime>> drawn_;  ///< of the sample shown at each timepoint
};

}  // namespace

std::string_view name_of(CtcState state) noexcept {
  switch (state) {
    case CtcState::Counted:
      return "counted";
    case CtcState::NotDone:
      return "not_done";
    case CtcState::NotEvaluable:
      return "not_evaluable";
  }
  return "";
}

TimepointTable join_timepoints(const Study& study, const SampleSheet& samples, const MarkerTable& markers,
                               const std::vector<SampleResult>& results, const AssessmentTable& assessments) {
  return TimepointJoin(study, samples, markers, results, assessments).run();
}

}  // namespace cyto
