#include "attached_leukocytes.h"

#include <algorithm>
#include <limits>

namespace cyto {

AttachedLeukocytes::AttachedLeukocytes(const CellGrid& ctcs, const std::vector<Classification>& calls,
                                       double max_gap_um)
    : ctcs_(ctcs), max_gap_um_(max_gap_um) {
  std::size_t clusters = 0;
  for (const CellEllipse& cell : ctcs.cells()) {
    clusters = std::max<std::size_t>(clusters, calls[cell.position].cluster_id);
  }
  std::size_t units = clusters;
  for (const CellEllipse& cell : ctcs.cells()) {
    const std::uint32_t cluster = calls[cell.position].cluster_id;
    unit_of_.push_back(cluster > 0 ? cluster - 1 : units++);
  }
  counts_.resize(units);
}

std::vector<std::size_t> AttachedLeukocytes::touched_by(const CellEllipse& leukocyte) const {
  std::vector<std::size_t> touched;
  ctcs_.visit_near(leukocyte, max_gap_um_, [&](std::size_t cell) {
    if (touch(ctcs_.cells()[cell], leukocyte, max_gap_um_)) {
      touched.push_back(unit_of_[cell]);
    }
  });
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  return touched;
}

void AttachedLeukocytes::add(const std::vector<std::size_t>& touched) {
  for (const std::size_t unit : touched) {
    ++counts_[unit];
  }
}

void AttachedLeukocytes::write_to(std::vector<Classification>& calls) const {
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint16_t>::max();
  for (std::size_t i = 0; i < unit_of_.size(); ++i) {
    calls[ctcs_.cells()[i].position].attached_leukocytes =
        static_cast<std::uint16_t>(std::min(counts_[unit_of_[i]], kMost));
  }
}

}  // namespace cyto
