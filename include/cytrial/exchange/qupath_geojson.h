#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "cytrial/exchange/candidate_shapes.h"

namespace cyto {

/// What the features of one file share.
struct GeoJsonSource {
  std::string sample_id;
  std::string program_version;
  std::string scan_digest;  ///< of the first scan file: two scans never give one feature the same id
};

/// Writes a GeoJSON FeatureCollection as QuPath imports it (docs/formats/geojson.md): one feature per
/// candidate, outlines in slide pixels with the origin at the scan's top-left corner, class by phenotype,
/// measurements as numbers. One feature per line. @throws Error Io when the stream fails.
void write_qupath_geojson(std::ostream& out, const GeoJsonSource& source,
                          const std::vector<CandidateShape>& shapes);

}  // namespace cyto
