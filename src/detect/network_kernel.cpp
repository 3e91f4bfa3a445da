#include "network_kernel.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "network_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V>
V Answer(D d, V out, V sum) {
  return hn::Div(hn::Mul(out, sum), hn::Add(hn::Set(d, 1.0), hn::Abs(sum)));
}

void HiddenTerms(const LayerView& layer, const double* features, double* terms) {
  const hn::ScalableTag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t unit = 0;
  // Four vectors of units at a time: their sums do not wait for each other. No fused multiply-add.
  for (; unit + 4 * lanes <= layer.units; unit += 4 * lanes) {
    auto a = hn::LoadU(d, layer.biases + unit);
    auto b = hn::LoadU(d, layer.biases + unit + lanes);
    auto c = hn::LoadU(d, layer.biases + unit + 2 * lanes);
    auto e = hn::LoadU(d, layer.biases + unit + 3 * lanes);
    const double* row = layer.weights + unit;
    for (std::size_t i = 0; i < layer.inputs; ++i, row += layer.units) {
      const auto feature = hn::Set(d, features[i]);
      a = hn::Add(a, hn::Mul(hn::LoadU(d, row), feature));
      b = hn::Add(b, hn::Mul(hn::LoadU(d, row + lanes), feature));
      c = hn::Add(c, hn::Mul(hn::LoadU(d, row + 2 * lanes), feature));
      e = hn::Add(e, hn::Mul(hn::LoadU(d, row + 3 * lanes), feature));
    }
    hn::StoreU(Answer(d, hn::LoadU(d, layer.outs + unit), a), d, terms + unit);
    hn::StoreU(Answer(d, hn::LoadU(d, layer.outs + unit + lanes), b), d, terms + unit + lanes);
    hn::StoreU(Answer(d, hn::LoadU(d, layer.outs + unit + 2 * lanes), c), d, terms + unit + 2 * lanes);
    hn::StoreU(Answer(d, hn::LoadU(d, layer.outs + unit + 3 * lanes), e), d, terms + unit + 3 * lanes);
  }
  for (; unit < layer.units; ++unit) {
    double sum = layer.biases[unit];
    for (std::size_t i = 0; i < layer.inputs; ++i) {
      sum += layer.weights[i * layer.units + unit] * features[i];
    }
    terms[unit] = layer.outs[unit] * sum / (1.0 + std::abs(sum));
  }
}

/// Terms of `Units` units from `unit` on, added to the score; the lists stand in the lanes.
template <std::size_t Units, class D, class V>
V AddTerms(D d, const LayerView& layer, std::size_t unit, const double* columns, V score) {
  static_assert(Units == 1 || Units == 4);
  const double* row = layer.weights + unit;
  auto a = hn::Set(d, layer.biases[unit]);
  if constexpr (Units == 1) {
    for (std::size_t i = 0; i < layer.inputs; ++i, row += layer.units) {
      a = hn::Add(a, hn::Mul(hn::Set(d, row[0]), hn::LoadU(d, columns + i * kNetworkBatch)));
    }
    return hn::Add(score, Answer(d, hn::Set(d, layer.outs[unit]), a));
  } else {
    auto b = hn::Set(d, layer.biases[unit + 1]);
    auto c = hn::Set(d, layer.biases[unit + 2]);
    auto e = hn::Set(d, layer.biases[unit + 3]);
    for (std::size_t i = 0; i < layer.inputs; ++i, row += layer.units) {
      const auto feature = hn::LoadU(d, columns + i * kNetworkBatch);
      a = hn::Add(a, hn::Mul(hn::Set(d, row[0]), feature));
      b = hn::Add(b, hn::Mul(hn::Set(d, row[1]), feature));
      c = hn::Add(c, hn::Mul(hn::Set(d, row[2]), feature));
      e = hn::Add(e, hn::Mul(hn::Set(d, row[3]), feature));
    }
    score = hn::Add(score, Answer(d, hn::Set(d, layer.outs[unit]), a));
    score = hn::Add(score, Answer(d, hn::Set(d, layer.outs[unit + 1]), b));
    score = hn::Add(score, Answer(d, hn::Set(d, layer.outs[unit + 2]), c));
    return hn::Add(score, Answer(d, hn::Set(d, layer.outs[unit + 3]), e));
  }
}

void NetworkOdds(const LayerView& layer, std::size_t units, double bias, const double* columns,
                 double* odds) {
  const hn::CappedTag<double, kNetworkBatch> d;
  for (std::size_t lane = 0; lane < kNetworkBatch; lane += hn::Lanes(d)) {
    auto score = hn::Set(d, bias);
    std::size_t unit = 0;
    for (; unit + 4 <= units; unit += 4) {
      score = AddTerms<4>(d, layer, unit, columns + lane, score);
    }
    for (; unit < units; ++unit) {
      score = AddTerms<1>(d, layer, unit, columns + lane, score);
    }
    hn::StoreU(score, d, odds + lane);
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(HiddenTerms);
HWY_EXPORT(NetworkOdds);

void hidden_terms(const LayerView& layer, const double* features, double* terms) {
  HWY_DYNAMIC_DISPATCH(HiddenTerms)(layer, features, terms);
}

void network_odds(const LayerView& layer, std::size_t units, double bias, const double* columns,
                  double* odds) {
  HWY_DYNAMIC_DISPATCH(NetworkOdds)(layer, units, bias, columns, odds);
}

}  // namespace cyto
#endif
