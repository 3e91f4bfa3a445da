#include "slide_plan.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/error.h"
#include "portable_math.h"

namespace cyto::synth {
namespace {

constexpr int kTries = 60;
constexpr int kCtcTries = 400;
constexpr double kGapUm = 0.4;     ///< least distance between cells that were not forced together
constexpr double kCtcGapUm = 1.5;  ///< the same around CTCs
constexpr double kEdgeUm = 1.0;    ///< origins keep this distance from the slide's border

// What a random number is for: keys of different purposes never meet.
enum Purpose : std::uint64_t { kScatter = 1, kBlock = 2 };

/// Circles that hold the object: one, or a chain of them along a fibre.
std::vector<SlidePlan::Disc> discs_of(const SimulatedObject& object, double x_um, double y_um) {
  if (object.kind != Kind::Fibre) {
    return {{x_um, y_um, object.reach_um()}};
  }
  constexpr double kFibreHalfWidthUm = 2.5;
  std::vector<SlidePlan::Disc> discs;
  for (const Blob& link : object.cell.lobes) {
    discs.push_back({x_um + link.centre.x, y_um + link.centre.y, kFibreHalfWidthUm});
  }
  return discs;
}

/// Puts `object` beside `fixed` in a random direction. @param closeness of 1 lets the outlines of the two
/// bodies just meet; below 1 they overlap.
void move_against(SimulatedObject& object, const SimulatedObject& fixed, Body SimulatedObject::*body,
                  double closeness, CounterRng& rng) {
  const Direction direction = direction_of(rng.uniform());
  const double contact_um =
      (fixed.*body).extent_um(direction) + (object.*body).extent_um({-direction.x, -direction.y});
  object.x_um = fixed.x_um + closeness * contact_um * direction.x;
  object.y_um = fixed.y_um + closeness * contact_um * direction.y;
}

/// Whether `object` lies on no member but its partner.
bool keeps_clear(const SimulatedObject& object, const std::vector<SimulatedObject>& members,
                 std::size_t partner) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    const double dx = object.x_um - members[i].x_um;
    const double dy = object.y_um - members[i].y_um;
    const double least_um = 0.8 * (object.reach_um() + members[i].reach_um());
    if (i != partner && dx * dx + dy * dy < least_um * least_um) {
      return false;
    }
  }
  return true;
}

std::uint32_t cluster_size(CounterRng& rng) {
  const double pick = rng.uniform();
  return pick < 0.55 ? 2 : pick < 0.80 ? 3 : pick < 0.91 ? 4 : pick < 0.97 ? 5 : 6;
}

/// A block along one side of the slide, evenly. The last one, cut by the border, may have no room for a
/// cluster and none behind it that could take it: it is left out unless it is the only one.
std::int64_t random_block(CounterRng& rng, double extent_um) {
  const double whole_blocks = std::max(1.0, std::floor(extent_um / SlidePlan::kBlockUm));
  return static_cast<std::int64_t>(rng.uniform() * whole_blocks);
}

}  // namespace

SlidePlan::SlidePlan(const ScanOptions& options)
    : options_(options),
      block_rows_(static_cast<std::int64_t>(std::ceil(options.height_um() / kBlockUm))),
      block_columns_(static_cast<std::int64_t>(std::ceil(options.width_um() / kBlockUm))),
      row_above_(static_cast<std::size_t>(block_columns_)),
      row_here_(static_cast<std::size_t>(block_columns_)) {
  scatter_ctcs();
}

void SlidePlan::scatter_ctcs() {
  CounterRng rng(key_of({options_.seed, kScatter}));
  // cluster_share counts cells; a cluster of m members (2.7 on average) is drawn m times more rarely.
  constexpr double kMeanMembers = 2.7;
  const double share = options_.cluster_share;
  const double unit_share = share / (kMeanMembers - share * (kMeanMembers - 1.0));
  std::uint64_t left = options_.ctcs();
  while (left > 0) {
    const std::uint32_t wanted = rng.chance(unit_share) ? cluster_size(rng) : 1;
    const auto members = static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, left));
    const std::int64_t column = random_block(rng, options_.width_um());
    const std::int64_t row = random_block(rng, options_.height_um());
    ctc_units_[row * block_columns_ + column].push_back(members);
    left -= members;
  }
}

SlidePlan::Block SlidePlan::block_at(std::int64_t row, std::int64_t column) const {
  Block block{row,      column,  static_cast<double>(column) * kBlockUm, static_cast<double>(row) * kBlockUm,
              kBlockUm, kBlockUm};
  block.width_um = std::min(kBlockUm, options_.width_um() - block.x_um);
  block.height_um = std::min(kBlockUm, options_.height_um() - block.y_um);
  return block;
}

std::vector<SimulatedObject> SlidePlan::next_row() {
  std::vector<SimulatedObject> objects;
  for (std::int64_t column = 0; column < block_columns_; ++column) {
    plan_block(block_at(next_row_, column), objects);
  }
  ++next_row_;
  row_above_.swap(row_here_);
  for (std::vector<Disc>& discs : row_here_) {
    discs.clear();
  }
  if (finished() && !waiting_ctcs_.empty()) {
    throw Error(ErrorCode::BadConfig, "ctc_count",
                std::to_string(waiting_ctcs_.size()) + " CTCs or clusters found no room on the slide",
                "lower ctc_count or density_per_mm2, or enlarge the scan");
  }
  return objects;
}

void SlidePlan::plan_block(const Block& block, std::vector<SimulatedObject>& objects) {
  if (options_.specimen != Specimen::Blood) {
    return;
  }
  CounterRng rng(key_of({options_.seed, kBlock, static_cast<std::uint64_t>(block.row),
                         static_cast<std::uint64_t>(block.column)}));
  // CTCs first: their number is exact, so they must never be the ones without room.
  place_ctcs(block, rng, objects);
  place_leukocytes(block, rng, objects);
  place_others(block, rng, objects);
}

void SlidePlan::place_ctcs(const Block& block, CounterRng& rng, std::vector<SimulatedObject>& objects) {
  std::vector<std::uint32_t> units = std::move(waiting_ctcs_);
  waiting_ctcs_.clear();
  const auto own = ctc_units_.find(block.row * block_columns_ + block.column);
  if (own != ctc_units_.end()) {
    units.insert(units.end(), own->second.begin(), own->second.end());
  }
  for (const std::uint32_t members : units) {
    if (!place(block, rng, ctc_unit(rng, members), kCtcGapUm, objects)) {
      waiting_ctcs_.push_back(members);
    }
  }
}

SlidePlan::Unit SlidePlan::ctc_unit(CounterRng& rng, std::uint32_t members) {
  Unit unit;
  for (std::uint32_t i = 0; i < members; ++i) {
    const Kind kind = rng.chance(options_.apoptotic_share) ? Kind::ApoptoticCtc : Kind::Ctc;
    SimulatedObject ctc = make_object(kind, options_, rng.bits());
    ctc.touching = members > 1;
    ctc.cluster_id = members > 1 ? next_cluster_ : 0;
    // Against a member already there, without lying on another one.
    for (int attempt = 0; i > 0 && attempt < kTries; ++attempt) {
      const auto partner = static_cast<std::size_t>(rng.uniform() * i);
      move_against(ctc, unit.members[partner], &SimulatedObject::cell, rng.uniform(0.92, 1.0), rng);
      if (keeps_clear(ctc, unit.members, partner)) {
        break;
      }
    }
    unit.members.push_back(std::move(ctc));
  }
  next_cluster_ += members > 1 ? 1 : 0;
  if (members == 1 && rng.chance(options_.ctc_touching_share)) {
    SimulatedObject neighbour = make_object(random_leukocyte(rng), options_, rng.bits());
    SimulatedObject& ctc = unit.members.front();
    move_against(neighbour, ctc, &SimulatedObject::cell, rng.uniform(0.92, 1.0), rng);
    ctc.touching = neighbour.touching = true;
    unit.members.push_back(std::move(neighbour));
  }
  return unit;
}

void SlidePlan::place_leukocytes(const Block& block, CounterRng& rng, std::vector<SimulatedObject>& objects) {
  const double area_mm2 = block.width_um * block.height_um * 1e-6;
  const std::uint32_t count = rng.poisson(options_.density_per_mm2 * area_mm2);
  // doublet_share counts cells; half as many draws give them.
  const double pair_share = options_.doublet_share / (2.0 - options_.doublet_share);
  for (std::uint32_t placed = 0; placed < count;) {
    Unit unit;
    unit.members.push_back(make_object(random_leukocyte(rng), options_, rng.bits()));
    if (rng.chance(pair_share)) {
      SimulatedObject second = make_object(random_leukocyte(rng), options_, rng.bits());
      SimulatedObject& first = unit.members.front();
      move_against(second, first, &SimulatedObject::nucleus, rng.uniform(0.92, 1.2), rng);
      first.touching = second.touching = true;
      unit.members.push_back(std::move(second));
    }
    placed += static_cast<std::uint32_t>(unit.members.size());
    // A crowded block stays below the density asked for: cells are never piled up.
    (void)place(block, rng, std::move(unit), kGapUm, objects);
  }
}

void SlidePlan::place_others(const Block& block, CounterRng& rng, std::vector<SimulatedObject>& objects) {
  const double area_mm2 = block.width_um * block.height_um * 1e-6;
  const double leukocytes = options_.density_per_mm2 * area_mm2;
  const std::pair<Kind, double> wanted[] = {
      {Kind::DoublePositive, leukocytes * options_.double_positive_ppm * 1e-6},
      {Kind::NucleatedOther, leukocytes * options_.nucleated_other_ppm * 1e-6},
      {Kind::Fragment, area_mm2 * options_.fragments_per_mm2},
      {Kind::DapiDebris, leukocytes * options_.dapi_debris_share},
      {Kind::CkDebris, area_mm2 * options_.ck_debris_per_mm2},
      {Kind::Fibre, area_mm2 * options_.fibres_per_mm2},
      {Kind::GiantCell, area_mm2 * options_.giant_cells_per_mm2},  // last: none of them, same slide as before
  };
  for (const auto& [kind, mean] : wanted) {
    const std::uint32_t count = rng.poisson(mean);
    for (std::uint32_t i = 0; i < count; ++i) {
      Unit unit;
      unit.members.push_back(make_object(kind, options_, rng.bits()));
      (void)place(block, rng, std::move(unit), kGapUm, objects);
    }
  }
}

bool SlidePlan::place(const Block& block, CounterRng& rng, Unit unit, double gap_um,
                      std::vector<SimulatedObject>& objects) {
  const bool is_ctc = phenotype_of(unit.members.front().kind) == Phenotype::Ctc;
  for (int attempt = 0; attempt < (is_ctc ? kCtcTries : kTries); ++attempt) {
    const double x_um = block.x_um + rng.uniform() * block.width_um;
    const double y_um = block.y_um + rng.uniform() * block.height_um;
    if (!is_free(block, unit, x_um, y_um, gap_um)) {
      continue;
    }
    for (SimulatedObject& member : unit.members) {
      member.x_um += x_um;
      member.y_um += y_um;
      member.id = next_id_++;
      // A CTC keeps its distance from whatever is placed after it too.
      const double moat_um = gap_um - kGapUm;
      for (Disc disc : discs_of(member, member.x_um, member.y_um)) {
        disc.radius_um += moat_um;
        row_here_[static_cast<std::size_t>(block.column)].push_back(disc);
      }
      objects.push_back(std::move(member));
    }
    return true;
  }
  return false;
}

bool SlidePlan::is_free(const Block& block, const Unit& unit, double x_um, double y_um, double gap_um) const {
  for (const SimulatedObject& member : unit.members) {
    const double mx = x_um + member.x_um;
    const double my = y_um + member.y_um;
    if (mx < kEdgeUm || my < kEdgeUm || mx > options_.width_um() - kEdgeUm ||
        my > options_.height_um() - kEdgeUm) {
      return false;
    }
    for (const Disc& disc : discs_of(member, mx, my)) {
      if (hits_another(block, disc, gap_um)) {
        return false;
      }
    }
  }
  return true;
}

bool SlidePlan::hits_another(const Block& block, const Disc& disc, double gap_um) const {
  const auto meets = [&](const Disc& other) {
    const double dx = other.x_um - disc.x_um;
    const double dy = other.y_um - disc.y_um;
    const double least = other.radius_um + disc.radius_um + gap_um;
    return dx * dx + dy * dy < least * least;
  };
  const std::int64_t last = std::min(block.column + 1, block_columns_ - 1);
  for (std::int64_t column = std::max<std::int64_t>(block.column - 1, 0); column <= last; ++column) {
    const auto& above = row_above_[static_cast<std::size_t>(column)];
    const auto& here = row_here_[static_cast<std::size_t>(column)];
    if (std::any_of(above.begin(), above.end(), meets) || std::any_of(here.begin(), here.end(), meets)) {
      return true;
    }
  }
  return false;
}

}  // namespace cyto::synth
