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

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(HiddenTerms);

void hidden_terms(const LayerView& layer, const double* features, double* terms) {
  HWY_DYNAMIC_DISPATCH(HiddenTerms)(layer, features, terms);
}

}  // namespace cyto
#endif
