#pragma once

#include <string>

#include "cytrial/core/provenance.h"
#include "cytrial/core/sample.h"

namespace cyto {

/// Digests of what is stored beside a result; all empty unless the sample is evaluable.
struct ContentDigests {
  std::string events_sha256;
  std::string events_text_sha256;  ///< of the header and text segment alone: columns and keywords
  std::string candidates_sha256;
  std::string crops_sha256;
};

/// The text of counts.json: every stored number of a result in one fixed form. Its SHA-256 ties database and
/// files together (docs/formats/run-folder.md).
[[nodiscard]] std::string counts_json(const SampleResult& result, const Provenance& provenance,
                                      const ContentDigests& digests);

}  // namespace cyto
