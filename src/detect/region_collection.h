#pragma once

#include <vector>

#include "contact_lists.h"
#include "nucleus_regions.h"
#include "region_graph.h"
#include "region_hull.h"

namespace cyto {

/// What the runs of labels and the field say of all regions: sums, peaks, outlines, hulls. Sums are added up
/// in raster order.
/// @param regions per label, as made; only the floor is left alone.
void collect_regions(const LabelRuns& runs, const NucleusField& field, std::vector<Region>& regions,
                     HullStore& hulls);

/// The same, and the borders of those that touch, each list sorted by the other region.
void collect_regions(const LabelRuns& runs, const NucleusField& field, std::vector<Region>& regions,
                     ContactLists<Border>& borders, HullStore& hulls);

}  // namespace cyto
