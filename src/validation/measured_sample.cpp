#include "cytrial/validation/measured_sample.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/core/event.h"
#include "cytrial/store/run_store.h"

namespace cyto::validation {
namespace {

std::string sample_in(const RunStore& store, const PlanSample& sample) {
  const std::vector<std::string> ids = store.sample_ids();
  if (sample.sample_id.empty()) {
    if (ids.size() != 1) {
      throw Error(ErrorCode::Usage, sample.result.string(),
                  "holds " + std::to_string(ids.size()) + " samples and the plan's sample " + sample.name +
                      " names none of them",
                  "write its sample_id");
    }
    return ids.front();
  }
  if (std::find(ids.begin(), ids.end(), sample.sample_id) == ids.end()) {
    throw Error(ErrorCode::NoInput, sample.result.string(), "has no sample " + sample.sample_id,
                "analyse it, or correct the plan");
  }
  return sample.sample_id;
}

/// Places and phenotypes of all events; the calls of those that readers judged go into `decided`.
EventTable read_events(EventSource& source, const std::set<std::uint64_t>& judged, bool with_places,
                       std::map<std::uint64_t, Phenotype>& decided) {
  const std::size_t x = source.schema().require(column::kXUm);
  const std::size_t y = source.schema().require(column::kYUm);
  const std::size_t phenotype = source.schema().require(column::kPhenotype);
  EventTable table;
  table.has_phenotypes = true;
  EventBatch batch;
  while (source.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const float* row = batch.row(i);
      const auto called = static_cast<Phenotype>(static_cast<std::uint8_t>(row[phenotype]));
      const std::uint64_t event_id = batch.first_event + i + 1;
      if (judged.contains(event_id)) {
        decided[event_id] = called;
      }
      if (with_places) {
        table.events.push_back({static_cast<double>(row[x]), static_cast<double>(row[y]), called});
      }
    }
  }
  return table;
}

std::uint64_t true_ctcs(const TruthTable& truth) {
  return static_cast<std::uint64_t>(
      std::count_if(truth.objects.begin(), truth.objects.end(),
                    [](const TruthObject& object) { return object.phenotype == Phenotype::Ctc; }));
}

void score_sample(MeasuredSample& measured, const RunStore& store, const std::string& sample_id,
                  const PixelSize& pixel_size, const std::set<std::uint64_t>& judged,
                  double max_distance_um) {
  const bool with_truth = measured.plan.truth.has_value();
  if (!with_truth && judged.empty()) {
    return;
  }
  const std::unique_ptr<EventSource> source = store.events(sample_id);
  const EventTable events = read_events(*source, judged, with_truth, measured.decided);
  if (measured.decided.size() != judged.size()) {
    throw Error(ErrorCode::BadData, "sample " + measured.plan.name,
                "readers decided on events that the result does not have",
                "give the readers the events of this result");
  }
  if (with_truth) {
    const TruthTable truth = read_truth_table(*measured.plan.truth, pixel_size);
    if (!truth.has_phenotypes) {
      throw Error(ErrorCode::BadData, measured.plan.truth->string(), "has no phenotypes",
                  "add a column phenotype");
    }
    measured.score = score_events(events, truth, max_distance_um);
    if (!measured.expected) {
      measured.expected = static_cast<double>(true_ctcs(truth));
    }
  }
}

MeasuredSample measure(const PlanSample& planned, const std::set<std::uint64_t>& judged,
                       double max_distance_um) {
  const auto store = RunStore::open_for_reading(planned.result);
  const std::string sample_id = sample_in(*store, planned);
  const std::optional<SampleResult> result = store->result(sample_id);
  const std::optional<Provenance> provenance = store->provenance(sample_id);
  if (!result || !provenance) {
    throw Error(ErrorCode::NoInput, planned.result.string(), "has no result of sample " + sample_id);
  }
  MeasuredSample measured;
  measured.plan = planned;
  measured.expected = planned.role == PlanRole::Blank ? std::optional(0.0) : planned.expected;
  measured.status = result->status;
  measured.reasons = result->reasons;
  measured.program_version = provenance->program_version;
  measured.config_digest = provenance->config_digest;
  measured.scan_digests = result->scan_digests;
  for (const QualityFlag& flag : result->flags) {
    measured.flags.push_back(flag.code);
  }
  if (!measured.evaluable()) {
    return measured;
  }
  if (!result->counts || !is_classified(*result)) {
    measured.status = SampleStatus::NotEvaluable;
    measured.reasons = {"CTCs were not looked for: the panel or the gates cannot tell them"};
    return measured;
  }
  measured.ctcs = result->counts->of(Phenotype::Ctc);
  measured.nucleated = result->counts->nucleated_events;
  measured.candidates = store->candidates(sample_id).size();
  score_sample(measured, *store, sample_id, result->pixel_size, judged, max_distance_um);
  return measured;
}

/// A scan named twice is one observation: counted as two it makes every interval too narrow.
void require_different_scans(const std::vector<MeasuredSample>& samples) {
  std::map<std::pair<PlanRole, std::vector<std::string>>, std::string> known;
  for (const MeasuredSample& sample : samples) {
    // Cells may be scored again under another batch, such as other gates.
    if (sample.plan.role == PlanRole::Cells || sample.scan_digests.empty()) {
      continue;
    }
    const auto [first, fresh] =
        known.emplace(std::pair(sample.plan.role, sample.scan_digests), sample.plan.name);
    if (!fresh) {
      throw Error(ErrorCode::BadData, "sample " + sample.plan.name,
                  "is the same scan as sample " + first->second + ", in the same role",
                  "name every scan once in a role; correct result and sample_id in the plan");
    }
  }
}

}  // namespace

std::vector<MeasuredSample> measure_plan(const ValidationPlan& plan) {
  std::map<std::string, std::set<std::uint64_t>> judged;
  for (const ReaderCall& call : plan.calls) {
    judged[call.sample].insert(call.event_id);
  }
  std::vector<MeasuredSample> samples;
  samples.reserve(plan.samples.size());
  for (const PlanSample& sample : plan.samples) {
    samples.push_back(measure(sample, judged[sample.name], plan.max_distance_um));
  }
  require_different_scans(samples);
  return samples;
}

}  // namespace cyto::validation
