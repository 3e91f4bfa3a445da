#pragma once

#include <cstdint>
#include <vector>

namespace cyto::synth {

struct BlurSigma {
  double x_px = 0.0;
  double y_px = 0.0;
};

/// Convolves a row-major plane with a Gaussian; light that leaves the plane is lost. Written out here
/// because the same pixels must come out on every machine. @param scratch buffer kept by the caller.
void blur_plane(std::vector<float>& plane, std::int64_t width, std::int64_t height, const BlurSigma& sigma,
                std::vector<float>& scratch);

}  // namespace cyto::synth
