#include "truth_fit.h"

#include <set>
#include <string>

#include "ratio.h"

namespace cyto::validation {
namespace {

constexpr double kUnbounded = 1e9;  // ends of the first and last range in Score

/// Adds up samples; the result holds counts only, turned into shares where they are shown.
class TruthSum {
 public:
  explicit TruthSum(std::string batch) { fit_.batch = std::move(batch); }

  void add(const Score& score) {
    ++fit_.samples;
    fit_.cells.truth += score.cells.truth;
    fit_.cells.found += score.cells.found;
    fit_.cells.matched += score.cells.matched;
    if (score.centroid) {
      distance_sum_um_ += score.centroid->mean_um * static_cast<double>(score.cells.matched);
    }
    if (score.classification) {
      add_calls(*score.classification);
    }
  }

  [[nodiscard]] TruthFit take() {
    fit_.centroid_error_um = ratio(distance_sum_um_, static_cast<double>(fit_.cells.matched));
    for (const Phenotype phenotype : kAllPhenotypes) {
      const PhenotypeFit fit = fit_of(phenotype);
      // Debris is not there to be found: a sensitivity for it would be praise for outlining it.
      const bool wanted = phenotype != Phenotype::Debris && phenotype != Phenotype::Unclassified;
      if (wanted && fit.sensitivity.trials + fit.false_calls.events > 0) {
        fit_.phenotypes.push_back(fit);
      }
    }
    for (const CtcBin& bin : bins_) {
      if (bin.truth > 0) {
        const auto low = bin.low_lsd > -kUnbounded ? std::optional(bin.low_lsd) : std::nullopt;
        const auto high = bin.high_lsd < kUnbounded ? std::optional(bin.high_lsd) : std::nullopt;
        fit_.levels.push_back({low, high, {bin.called_ctc, bin.truth}});
      }
    }
    return fit_;
  }

 private:
  void add_calls(const ClassificationScore& calls) {
    for (std::size_t row = 0; row <= kNone; ++row) {
      for (std::size_t column = 0; column <= kNone; ++column) {
        confusion_[row][column] += calls.confusion[row][column];
      }
    }
    if (bins_.empty()) {
      bins_ = calls.ctc_bins;
      return;
    }
    for (std::size_t i = 0; i < calls.ctc_bins.size(); ++i) {
      bins_[i].truth += calls.ctc_bins[i].truth;
      bins_[i].called_ctc += calls.ctc_bins[i].called_ctc;
    }
  }

  [[nodiscard]] PhenotypeFit fit_of(Phenotype phenotype) const {
    const auto at = static_cast<std::size_t>(phenotype);
    PhenotypeFit fit;
    fit.phenotype = phenotype;
    fit.false_calls.cells = fit_.cells.truth;
    for (std::size_t i = 0; i <= kNone; ++i) {
      fit.sensitivity.trials += confusion_[at][i];
      fit.false_calls.events += i == at ? 0 : confusion_[i][at];
    }
    fit.sensitivity.hits = confusion_[at][at];
    fit.found = {fit.sensitivity.trials - confusion_[at][kNone], fit.sensitivity.trials};
    return fit;
  }

  TruthFit fit_;
  double distance_sum_um_ = 0.0;
  ConfusionMatrix confusion_{};
  std::vector<CtcBin> bins_;
};

/// "" for all samples, then every batch when there is more than one.
template <typename Takes>
std::vector<std::string> batches_of(const std::vector<MeasuredSample>& samples, const Takes& takes) {
  std::set<std::string> names;
  for (const MeasuredSample& sample : samples) {
    if (takes(sample)) {
      names.insert(sample.plan.batch);
    }
  }
  std::vector<std::string> batches;
  if (!names.empty()) {
    batches.emplace_back();
  }
  if (names.size() > 1) {
    // Samples without a batch are in the total alone.
    names.erase("");
    batches.insert(batches.end(), names.begin(), names.end());
  }
  return batches;
}

bool belongs(const MeasuredSample& sample, const std::string& batch) {
  return batch.empty() || sample.plan.batch == batch;
}

/// One rater's decisions by event.
using Decisions = std::map<std::pair<std::string, std::uint64_t>, std::optional<bool>>;

RaterPair compare(std::string first, const Decisions& of_first, std::string second,
                  const Decisions& of_second) {
  RaterPair pair;
  pair.first = std::move(first);
  pair.second = std::move(second);
  for (const auto& [event, call] : of_first) {
    const auto other = of_second.find(event);
    if (other == of_second.end()) {
      continue;
    }
    if (!call || !other->second) {
      ++pair.undecided;
    } else if (*call) {
      ++(*other->second ? pair.table.both : pair.table.first_only);
    } else {
      ++(*other->second ? pair.table.second_only : pair.table.neither);
    }
  }
  pair.kappa = cohens_kappa(pair.table);
  return pair;
}

}  // namespace

std::vector<TruthFit> truth_fits(const std::vector<MeasuredSample>& samples) {
  const auto scored = [](const MeasuredSample& sample) { return sample.score.has_value(); };
  std::vector<TruthFit> fits;
  for (const std::string& batch : batches_of(samples, scored)) {
    TruthSum sum(batch);
    for (const MeasuredSample& sample : samples) {
      if (scored(sample) && belongs(sample, batch)) {
        sum.add(*sample.score);
      }
    }
    fits.push_back(sum.take());
  }
  return fits;
}

std::vector<BlankRate> blank_rates(const std::vector<MeasuredSample>& samples) {
  const auto blank = [](const MeasuredSample& sample) {
    return sample.evaluable() && sample.plan.role == PlanRole::Blank;
  };
  std::vector<BlankRate> rates;
  for (const std::string& batch : batches_of(samples, blank)) {
    BlankRate rate;
    rate.batch = batch;
    for (const MeasuredSample& sample : samples) {
      if (blank(sample) && belongs(sample, batch)) {
        ++rate.samples;
        rate.ctcs += {sample.ctcs, sample.nucleated};
        rate.candidates += {sample.candidates, sample.nucleated};
      }
    }
    rates.push_back(std::move(rate));
  }
  return rates;
}

std::vector<RaterPair> rater_pairs(const ValidationPlan& plan, const std::vector<MeasuredSample>& samples) {
  Decisions of_program;
  for (const MeasuredSample& sample : samples) {
    for (const auto& [event_id, phenotype] : sample.decided) {
      of_program[{sample.plan.name, event_id}] = phenotype == Phenotype::Ctc;
    }
  }
  std::map<std::string, Decisions> of_readers;
  for (const ReaderCall& call : plan.calls) {
    // Events of a sample without a count have no call of the program; they are left out for all.
    if (of_program.contains({call.sample, call.event_id})) {
      of_readers[call.reader][{call.sample, call.event_id}] = call.is_ctc;
    }
  }
  std::vector<RaterPair> pairs;
  for (auto first = of_readers.begin(); first != of_readers.end(); ++first) {
    pairs.push_back(compare(std::string(kProgram), of_program, first->first, first->second));
  }
  for (auto first = of_readers.begin(); first != of_readers.end(); ++first) {
    for (auto second = std::next(first); second != of_readers.end(); ++second) {
      pairs.push_back(compare(first->first, first->second, second->first, second->second));
    }
  }
  return pairs;
}

}  // namespace cyto::validation
