#include "cytrial/validation/intervals.h"

#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/poisson_interval.h"
#include "ratio.h"

namespace cyto::validation {
namespace {

constexpr double kPerMillion = 1e6;

}  // namespace

Proportion& Proportion::operator+=(const Proportion& more) noexcept {
  hits += more.hits;
  trials += more.trials;
  return *this;
}

std::optional<double> Proportion::share() const noexcept {
  return ratio(static_cast<double>(hits), static_cast<double>(trials));
}

std::optional<Interval> Proportion::interval() const {
  if (trials == 0) {
    return std::nullopt;
  }
  const BinomialInterval limits = clopper_pearson_interval(hits, trials);
  return Interval{limits.low, limits.high};
}

Rate& Rate::operator+=(const Rate& more) noexcept {
  events += more.events;
  cells += more.cells;
  return *this;
}

std::optional<double> Rate::per_million() const noexcept {
  return ratio(kPerMillion * static_cast<double>(events), static_cast<double>(cells));
}

std::optional<Interval> Rate::interval() const {
  if (cells == 0) {
    return std::nullopt;
  }
  const PoissonInterval count = garwood_interval(events);
  const double scale = kPerMillion / static_cast<double>(cells);
  return Interval{scale * count.low, scale * count.high};
}

}  // namespace cyto::validation
