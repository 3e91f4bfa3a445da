#include "cell_model.h"

#include <algorithm>
#include <cmath>

#include "portable_math.h"

namespace cyto::synth {
namespace {

/// CD45 of a kind of leukocyte: median of a log-normal population.
struct LeukocyteKind {
  double share;
  double cd45_adu;
};
constexpr LeukocyteKind kGranulocytes{0.55, 450.0};
constexpr LeukocyteKind kLymphocytes{0.35, 1000.0};
constexpr LeukocyteKind kMonocytes{0.10, 700.0};
constexpr double kCd45Sigma = 0.3;

/// A body of one blob.
Body single(const Blob& blob) {
  Body body;
  body.lobes.push_back(blob);
  return body;
}

/// Cell outline that holds the nucleus with at least `margin_um` around it.
Body cell_around(CounterRng& rng, const Body& nucleus, double margin_um, double aspect, double waviness) {
  return single(make_blob(rng, nucleus.reach_um() + margin_um, aspect, waviness));
}

/// 2 to 5 lobes on a horseshoe, each just touching the next or joined to it by a thin bridge.
Body lobed_nucleus(CounterRng& rng) {
  const double pick = rng.uniform();
  const int count = pick < 0.15 ? 2 : pick < 0.65 ? 3 : pick < 0.92 ? 4 : 5;
  const double mean_radius = count == 2 ? 2.2 : count == 3 ? 1.95 : count == 4 ? 1.75 : 1.6;
  const double horseshoe_um = rng.uniform(1.8, 2.6) + 0.1 * count;
  Body body;
  body.bridge_um = static_cast<float>(rng.uniform(0.45, 0.75));
  double turns = rng.uniform();
  double before_um = 0.0;
  for (int i = 0; i < count; ++i) {
    Blob lobe = make_blob(rng, mean_radius * rng.uniform(0.85, 1.15), rng.uniform(1.0, 1.4), 0.05);
    const double step_um = (before_um + lobe.radius_um) * rng.uniform(0.72, 0.98);
    turns += i == 0 ? 0.0 : step_um / (horseshoe_um * 6.2832);
    before_um = lobe.radius_um;
    const Direction direction = direction_of(turns);
    const double distance_um = horseshoe_um * rng.uniform(0.85, 1.15);
    lobe.centre = {static_cast<float>(distance_um * direction.x),
                   static_cast<float>(distance_um * direction.y)};
    body.lobes.push_back(lobe);
  }
  body.centre();
  return body;
}

/// An ellipse with a dent in its long side.
Body kidney_nucleus(CounterRng& rng) {
  const double radius_um = rng.uniform(4.3, 5.5);
  Body body = single(make_blob(rng, radius_um, rng.uniform(1.15, 1.45), 0.04));
  const Blob& whole = body.lobes.front();
  const double side = rng.chance(0.5) ? 1.0 : -1.0;
  const double away_um = radius_um * rng.uniform(0.95, 1.15);
  Blob notch = make_blob(rng, radius_um * rng.uniform(0.4, 0.6), 1.2, 0.05);
  notch.centre = {static_cast<float>(-whole.axis_y * side * away_um),
                  static_cast<float>(whole.axis_x * side * away_um)};
  body.notch = notch;
  return body;
}

/// A shrunken nucleus in pieces.
Body broken_nucleus(CounterRng& rng) {
  Body body = single(make_blob(rng, rng.uniform(2.0, 2.8), 1.2, 0.08));
  const int pieces = 1 + static_cast<int>(rng.uniform() * 3.0);
  for (int i = 0; i < pieces; ++i) {
    Blob piece = make_blob(rng, rng.uniform(0.8, 1.5), 1.1, 0.05);
    const Direction direction = direction_of(rng.uniform());
    const double away_um = body.lobes.front().radius_um + piece.radius_um * rng.uniform(0.5, 1.0);
    piece.centre = {static_cast<float>(away_um * direction.x), static_cast<float>(away_um * direction.y)};
    body.lobes.push_back(piece);
  }
  return body;
}

double leukocyte_ck(CounterRng& rng, const ScanOptions& options) {
  // Light is never negative; the cut lies far in the tail of the default.
  return std::max(rng.normal(options.leukocyte_ck_mean_adu, options.leukocyte_ck_sd_adu),
                  0.05 * options.leukocyte_ck_mean_adu);
}

double ck_of_level(double level, const ScanOptions& options) {
  const LightScale seen = leukocyte_ck_seen(options);
  return seen.mean_adu + level * seen.sd_adu;
}

void set_light(SimulatedObject& object, double dapi, double ck, double cd45, double her2) {
  object.light_adu = {static_cast<float>(dapi), static_cast<float>(ck), static_cast<float>(cd45),
                      static_cast<float>(her2)};
}

void make_granulocyte(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  object.nucleus = lobed_nucleus(rng);
  object.cell = cell_around(rng, object.nucleus, rng.uniform(0.6, 1.3), rng.uniform(1.0, 1.15), 0.06);
  object.chromatin_contrast = 0.12F;
  // Eosinophils, about one granulocyte in thirty, shine by themselves.
  const double own_light = rng.chance(0.03) ? 2.2 : 1.0;
  set_light(object, rng.log_normal(1900, 0.18), own_light * leukocyte_ck(rng, options),
            rng.log_normal(kGranulocytes.cd45_adu, kCd45Sigma), rng.uniform(2, 8));
}

void make_monocyte(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  object.nucleus = kidney_nucleus(rng);
  object.cell = cell_around(rng, object.nucleus, rng.uniform(0.8, 1.8), rng.uniform(1.0, 1.2), 0.08);
  object.chromatin_contrast = 0.15F;
  object.chromatin_scale_um = 1.5F;
  set_light(object, rng.log_normal(1350, 0.18), leukocyte_ck(rng, options),
            rng.log_normal(kMonocytes.cd45_adu, kCd45Sigma), rng.uniform(2, 8));
}

void make_lymphocyte(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  object.nucleus = single(make_blob(rng, rng.uniform(3.1, 4.2), rng.uniform(1.0, 1.2), 0.03));
  object.cell = cell_around(rng, object.nucleus, rng.uniform(0.4, 1.1), rng.uniform(1.0, 1.1), 0.05);
  object.chromatin_contrast = 0.22F;
  object.chromatin_scale_um = 1.4F;
  set_light(object, rng.log_normal(1900, 0.18), leukocyte_ck(rng, options),
            rng.log_normal(kLymphocytes.cd45_adu, kCd45Sigma), rng.uniform(2, 8));
}

/// Cell diameter 8 to 25 um, median near 12.
double ctc_diameter_um(CounterRng& rng) {
  return std::clamp(rng.log_normal(12.4, 0.26), 8.0, 25.0);
}

void make_ctc(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  const double cell_radius = ctc_diameter_um(rng) / 2;
  const double nucleus_radius = std::max(cell_radius * rng.uniform(0.58, 0.82), 2.8);
  object.nucleus = single(make_blob(rng, nucleus_radius, rng.uniform(1.0, 1.5), 0.07));
  Blob cell = make_blob(rng, cell_radius, rng.uniform(1.0, 1.3), 0.07);
  // The nucleus sits anywhere the cytoplasm leaves room, often against one side.
  const double room_um = std::max(cell_radius - nucleus_radius, 0.0) * rng.uniform(0.1, 0.85);
  const Direction direction = direction_of(rng.uniform());
  cell.centre = {static_cast<float>(room_um * direction.x), static_cast<float>(room_um * direction.y)};
  object.cell = single(cell);
  object.ck_pattern = CkPattern::Filaments;
  object.chromatin_contrast = 0.25F;
  object.nucleoli = static_cast<int>(rng.uniform() * 4.0);
  const double level = rng.log_uniform(options.ck_level_min, options.ck_level_max);
  const double her2 = rng.chance(0.3) ? rng.log_uniform(200, 2000) : rng.uniform(5, 30);
  set_light(object, rng.log_normal(1800, 0.25), ck_of_level(level, options), rng.uniform(2, 15), her2);
}

void make_apoptotic_ctc(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  object.nucleus = broken_nucleus(rng);
  object.cell = cell_around(rng, object.nucleus, rng.uniform(0.8, 2.0), rng.uniform(1.0, 1.2), 0.08);
  object.ck_pattern = CkPattern::Granules;
  object.chromatin_contrast = 0.08F;
  const double level = rng.log_uniform(options.ck_level_min, options.ck_level_max);
  set_light(object, rng.log_normal(2600, 0.2), ck_of_level(level, options), rng.uniform(2, 15),
            rng.uniform(5, 30));
}

void make_double_positive(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  if (rng.chance(0.5)) {
    make_ctc(object, rng, options);
  } else {
    make_monocyte(object, rng, options);
    object.ck_pattern = CkPattern::Filaments;
  }
  object.light_adu[kCk] = static_cast<float>(ck_of_level(rng.log_uniform(10, 80), options));
  object.light_adu[kCd45] = static_cast<float>(rng.log_normal(kMonocytes.cd45_adu, kCd45Sigma));
}

void make_nucleated_other(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  object.nucleus = single(make_blob(rng, rng.uniform(3.0, 5.5), rng.uniform(1.1, 2.0), 0.05));
  object.cell = cell_around(rng, object.nucleus, rng.uniform(0.5, 2.0), 1.1, 0.06);
  set_light(object, rng.log_normal(1500, 0.25), 0.6 * leukocyte_ck(rng, options), rng.uniform(2, 20),
            rng.uniform(2, 8));
}

/// A macrophage-like cell: huge, its nucleus large and lobed, cytokeratin spread evenly (it was eaten), CD45.
void make_giant_cell(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  const double nucleus_radius = rng.uniform(7.5, 9.5);
  object.nucleus = single(make_blob(rng, nucleus_radius, rng.uniform(1.1, 1.5), 0.12));
  object.cell = cell_around(rng, object.nucleus, rng.uniform(3.0, 7.0), rng.uniform(1.0, 1.4), 0.1);
  object.chromatin_contrast = 0.15F;
  object.chromatin_scale_um = 2.5F;
  const double ck = ck_of_level(rng.log_uniform(15, 60), options);
  set_light(object, rng.log_normal(1300, 0.15), ck, rng.log_normal(kMonocytes.cd45_adu, kCd45Sigma),
            rng.uniform(2, 15));
}

void make_dapi_debris(SimulatedObject& object, CounterRng& rng) {
  object.nucleus = single(make_blob(rng, rng.log_uniform(0.45, 1.6), rng.uniform(1.0, 1.8), 0.12));
  set_light(object, rng.log_uniform(250, 2500), 0.0, 0.0, 0.0);
}

void make_ck_debris(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  object.cell = single(make_blob(rng, rng.log_uniform(0.4, 1.2), rng.uniform(1.0, 2.0), 0.12));
  set_light(object, 0.0, ck_of_level(rng.log_uniform(10, 150), options), rng.uniform(0, 20), 0.0);
}

void make_fragment(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  object.cell = single(make_blob(rng, rng.log_uniform(1.6, 5.0), rng.uniform(1.0, 1.6), 0.12));
  object.ck_pattern = rng.chance(0.5) ? CkPattern::Granules : CkPattern::Filaments;
  set_light(object, 0.0, ck_of_level(rng.log_uniform(8, 80), options), rng.uniform(2, 15),
            rng.uniform(2, 15));
}

/// Lint: a thin curved chain, out of the cells' plane more often than not.
void make_fibre(SimulatedObject& object, CounterRng& rng) {
  double turns = rng.uniform();
  const double bend = rng.uniform(-0.03, 0.03);
  const int links = 6 + static_cast<int>(rng.uniform() * 10.0);
  Offset at;
  for (int i = 0; i < links; ++i) {
    Blob link = make_blob(rng, rng.uniform(0.5, 0.8), 1.0, 0.0);
    link.centre = at;
    object.cell.lobes.push_back(link);
    const Direction direction = direction_of(turns);
    at = {at.x + 4.0F * static_cast<float>(direction.x), at.y + 4.0F * static_cast<float>(direction.y)};
    turns += bend + rng.uniform(-0.02, 0.02);
  }
  object.cell.bridge_um = 0.6F;
  object.cell.centre();
  const double light = rng.log_uniform(80, 600);
  set_light(object, 0.0, light, light * rng.uniform(0.4, 0.9), light * 0.3);
}

void fill(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  switch (object.kind) {
    case Kind::Granulocyte:
      return make_granulocyte(object, rng, options);
    case Kind::Monocyte:
      return make_monocyte(object, rng, options);
    case Kind::Lymphocyte:
      return make_lymphocyte(object, rng, options);
    case Kind::Ctc:
      return make_ctc(object, rng, options);
    case Kind::ApoptoticCtc:
      return make_apoptotic_ctc(object, rng, options);
    case Kind::DoublePositive:
      return make_double_positive(object, rng, options);
    case Kind::NucleatedOther:
      return make_nucleated_other(object, rng, options);
    case Kind::DapiDebris:
      return make_dapi_debris(object, rng);
    case Kind::CkDebris:
      return make_ck_debris(object, rng, options);
    case Kind::Fragment:
      return make_fragment(object, rng, options);
    case Kind::Fibre:
      return make_fibre(object, rng);
    case Kind::GiantCell:
      return make_giant_cell(object, rng, options);
  }
}

void set_focus(SimulatedObject& object, CounterRng& rng, const ScanOptions& options) {
  const double share = object.kind == Kind::Fibre ? 0.7 : options.out_of_focus_share;
  object.in_focus = !rng.chance(share);
  const double own = object.in_focus ? 0.0 : rng.uniform(1.2, 2.5);
  const double psf = options.psf_sigma_um;
  const double whole = options.defocus_sigma_um;
  object.blur_sigma_um = static_cast<float>(std::sqrt(psf * psf + whole * whole + own * own));
}

/// A control slide: the other dyes were never added. What cells shine by themselves in the cytokeratin
/// channel stays.
void leave_one_dye(SimulatedObject& object, std::size_t only, const ScanOptions& options) {
  for (std::size_t dye = 0; dye < kMaxDyes; ++dye) {
    const bool own_light = dye == kCk && is_cell(object.kind);
    if (dye == only || (own_light && is_leukocyte(object.kind))) {
      continue;
    }
    object.light_adu[dye] = own_light ? static_cast<float>(options.leukocyte_ck_mean_adu) : 0.0F;
  }
}

}  // namespace

std::string_view name_of(Kind kind) noexcept {
  constexpr std::array<std::string_view, 12> kNames{
      "leukocyte_granulocyte", "leukocyte_monocyte", "leukocyte_lymphocyte", "ctc",       "ctc_apoptotic",
      "double_positive",       "nucleated_other",    "debris_dapi",          "debris_ck", "fragment",
      "debris_fibre",          "giant_cell"};
  return kNames[static_cast<std::size_t>(kind)];
}

Phenotype phenotype_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::Ctc:
    case Kind::ApoptoticCtc:
      return Phenotype::Ctc;
    case Kind::DoublePositive:
    case Kind::GiantCell:
      return Phenotype::DoublePositive;
    case Kind::NucleatedOther:
      return Phenotype::NucleatedOther;
    case Kind::Fragment:
      return Phenotype::Fragment;
    case Kind::DapiDebris:
    case Kind::CkDebris:
    case Kind::Fibre:
      return Phenotype::Debris;
    default:
      return Phenotype::Leukocyte;
  }
}

bool is_cell(Kind kind) noexcept {
  const Phenotype phenotype = phenotype_of(kind);
  return phenotype != Phenotype::Debris && phenotype != Phenotype::Fragment;
}

bool is_leukocyte(Kind kind) noexcept {
  return phenotype_of(kind) == Phenotype::Leukocyte;
}

LightScale leukocyte_ck_seen(const ScanOptions& options) {
  // Moments of the log-normal CD45 populations: E[x] = m exp(s^2 / 2), E[x^2] = m^2 exp(2 s^2).
  double mean = 0.0;
  double mean_square = 0.0;
  for (const LeukocyteKind& kind : {kGranulocytes, kLymphocytes, kMonocytes}) {
    mean += kind.share * kind.cd45_adu * portable_exp(kCd45Sigma * kCd45Sigma / 2.0);
    mean_square += kind.share * kind.cd45_adu * kind.cd45_adu * portable_exp(2.0 * kCd45Sigma * kCd45Sigma);
  }
  const double spilt = options.spillover[kCd45][kCk];
  const double variance =
      options.leukocyte_ck_sd_adu * options.leukocyte_ck_sd_adu + spilt * spilt * (mean_square - mean * mean);
  return {options.leukocyte_ck_mean_adu + spilt * mean, std::sqrt(variance)};
}

double ck_level_of(const SimulatedObject& object, const ScanOptions& options) {
  const LightScale leukocytes = leukocyte_ck_seen(options);
  const double seen = static_cast<double>(object.light_adu[kCk]) +
                      options.spillover[kCd45][kCk] * static_cast<double>(object.light_adu[kCd45]);
  return (seen - leukocytes.mean_adu) / leukocytes.sd_adu;
}

float SimulatedObject::reach_um() const {
  return std::max(nucleus.reach_um(), cell.reach_um());
}

SimulatedObject make_object(Kind kind, const ScanOptions& options, std::uint64_t key) {
  CounterRng rng(key);
  SimulatedObject object;
  object.kind = kind;
  object.texture_key = rng.bits();
  fill(object, rng, options);
  set_focus(object, rng, options);
  if (options.only_dye) {
    leave_one_dye(object, *options.only_dye, options);
  }
  return object;
}

Kind random_leukocyte(CounterRng& rng) {
  const double pick = rng.uniform();
  if (pick < kGranulocytes.share) {
    return Kind::Granulocyte;
  }
  return pick < kGranulocytes.share + kLymphocytes.share ? Kind::Lymphocyte : Kind::Monocyte;
}

}  // namespace cyto::synth
