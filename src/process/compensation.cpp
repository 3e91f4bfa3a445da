#include "cytrial/process/compensation.h"

#include "cytrial/core/error.h"

namespace cyto {

std::vector<double> compensate(const std::vector<double>& measured, const SpilloverMatrix& spillover) {
  const auto channels = static_cast<int>(measured.size());
  if (spillover.compensation.rows != channels || spillover.compensation.cols != channels) {
    throw Error(ErrorCode::Internal, "compensation", "the matrix does not fit the number of channels");
  }
  std::vector<double> compensated(measured.size(), 0.0);
  for (int dye = 0; dye < channels; ++dye) {
    for (int detector = 0; detector < channels; ++detector) {
      compensated[static_cast<std::size_t>(dye)] +=
          measured[static_cast<std::size_t>(detector)] * spillover.compensation(detector, dye);
    }
  }
  return compensated;
}

}  // namespace cyto
