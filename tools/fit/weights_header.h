#pragma once

#include <string>

#include "fit_network.h"

namespace cyto::fit {

/// How a network is named in module detect.
struct HeaderNames {
  std::string model;     ///< header that declares the features: "region_graph.h"
  std::string features;  ///< constant with their number: "kMergeFeatures"
  std::string network;   ///< the constant to be defined: "kMergeNetwork"
};

/// The C++ header that holds a network. @param origin comment lines, without slashes, each ending in a
/// newline.
[[nodiscard]] std::string weights_header(const Network& network, const HeaderNames& names,
                                         const std::string& origin);

}  // namespace cyto::fit
