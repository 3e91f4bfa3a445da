#include "cytrial/trial/poisson_interval.h"

#include <boost/math/special_functions/gamma.hpp>

#include "cytrial/core/error.h"

namespace cyto {

// A chi-squared quantile with 2k degrees of freedom is twice a gamma quantile of shape k.
PoissonInterval garwood_interval(std::uint64_t count, double confidence) {
  if (!(confidence > 0.0 && confidence < 1.0)) {
    throw Error(ErrorCode::Internal, "garwood_interval", "the confidence must lie between 0 and 1");
  }
  const double tail = (1.0 - confidence) / 2.0;
  const auto k = static_cast<double>(count);
  PoissonInterval interval;
  interval.low = count == 0 ? 0.0 : boost::math::gamma_p_inv(k, tail);
  interval.high = boost::math::gamma_q_inv(k + 1.0, tail);
  return interval;
}

}  // namespace cyto
