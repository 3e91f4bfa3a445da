#include "cytrial/trial/timepoint_join.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "ctc_timepoint.h"
#include "in_quotes.h"
#include "marker_timepoint.h"
#include "series_checks.h"
#include "visit_placement.h"

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
                const std::vector<SampleResult>& results)
      : study_(study), samples_(samples), markers_(markers), results_(results), placer_(study) {}

  TimepointTable run() {
    plan_rows();
    join_samples();
    flag_refused(samples_.refused, samples_.file);
    join_markers();
    flag_refused(markers_.refused, markers_.file);
    for (std::size_t first = 0; first < table_.rows.size(); first += study_.protocol.visits.size()) {
      check_series(study_, first, drawn_, table_.rows);
    }
    return std::move(table_);
  }

 private:
  void plan_rows() {
    for (const Subject& subject : study_.subjects) {
      for (const Visit& visit : study_.protocol.visits) {
        Timepoint row;
        row.subject = subject.id;
        row.visit = visit.code;
        row.planned_day = visit.day;
        for (const Analyte& analyte : study_.analytes) {
          row.markers.push_back({analyte.code, {}, {}, {}});
        }
        table_.rows.push_back(std::move(row));
      }
    }
    drawn_.resize(table_.rows.size());
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
      if (const auto place = placer_.timepoint_of(row->subject, row->visit)) {
        Timepoint& timepoint = table_.rows[*place];
        const Analyte* analyte = study_.find_analyte(row->analyte);
        const std::string what = analyte == nullptr ? "" : " (" + analyte->name + ")";
        timepoint.flags.push_back(
            flag_text("row_refused", source_of(file, row->row) + what + " is not shown: " + row->code));
        const bool of_sample = &refused == &samples_.refused;
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
    for (const SheetSample& sample : samples_.rows) {
      Placement placement = placer_.place(sample.subject, sample.visit, sample.collected, "the sample");
      if (!placement.timepoint) {
        unmatched.emplace(sample.row,
                          Unmatched{source_of(samples_.file, sample.row), placement.code, placement.text});
        continue;
      }
      Placed& placed = places[*placement.timepoint];
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
        show_sample(*placed.samples.front(), placed.placement, result_of);
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

  void show_sample(const SheetSample& sample, const Placement& placement,
                   const std::map<std::string_view, std::vector<const SampleResult*>>& result_of) {
    Timepoint& timepoint = table_.rows[*placement.timepoint];
    timepoint.sample_id = sample.sample_id;
    timepoint.actual_day = placement.day;
    timepoint.blood_volume_ml = sample.blood_volume_ml;
    drawn_[*placement.timepoint] = sample.collected;
    add_flags(placement.flags, timepoint);
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
    for (const MarkerResult& result : markers_.rows) {
      const Analyte* analyte = study_.find_analyte(result.analyte);
      if (analyte == nullptr) {
        unmatched.emplace(
            result.row, Unmatched{source_of(markers_.file, result.row), "unknown_analyte",
                                  "the analyte " + in_quotes(result.analyte) + " is not in the study file"});
        continue;
      }
      Placement placement = placer_.place(result.subject, result.visit, result.collected, analyte->name);
      if (!placement.timepoint) {
        unmatched.emplace(result.row,
                          Unmatched{source_of(markers_.file, result.row), placement.code, placement.text});
        continue;
      }
      const auto position = static_cast<std::size_t>(analyte - study_.analytes.data());
      Placed& placed = places[{*placement.timepoint, position}];
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
  VisitPlacer placer_;
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
                               const std::vector<SampleResult>& results) {
  return TimepointJoin(study, samples, markers, results).run();
}

}  // namespace cyto
