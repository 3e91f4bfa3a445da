#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "counter_rng.h"
#include "cytrial/core/phenotype.h"
#include "cytrial/synth/scan_options.h"
#include "shape.h"

namespace cyto::synth {

/// What is put on the slide.
enum class Kind {
  Granulocyte,
  Monocyte,
  Lymphocyte,
  Ctc,
  ApoptoticCtc,
  DoublePositive,
  NucleatedOther,
  DapiDebris,
  CkDebris,
  Fragment,
  Fibre,
  GiantCell,
};

/// "leukocyte_granulocyte", "ctc", ...: the column `type` of the truth table.
[[nodiscard]] std::string_view name_of(Kind kind) noexcept;
[[nodiscard]] Phenotype phenotype_of(Kind kind) noexcept;
[[nodiscard]] bool is_cell(Kind kind) noexcept;
[[nodiscard]] bool is_leukocyte(Kind kind) noexcept;

/// Index of a dye in every per-dye array.
enum Dye : std::size_t { kDapi = 0, kCk = 1, kCd45 = 2, kHer2 = 3 };

/// How a dye lies in a cell.
enum class CkPattern { Diffuse, Filaments, Granules };

/// One object with all it takes to draw it. Lengths in um, light in ADU of a 16-bit camera.
struct SimulatedObject {
  std::uint64_t id = 0;  ///< 1, 2, ... in the order of the truth table
  Kind kind = Kind::Lymphocyte;
  double x_um = 0.0;  ///< origin on the slide: about the nucleus' centre
  double y_um = 0.0;
  Body nucleus;  ///< empty for a fragment
  Body cell;     ///< empty for a speck of DAPI
  CkPattern ck_pattern = CkPattern::Diffuse;
  /// DAPI: height of the nucleus' plateau. Others: mean over the cell.
  std::array<float, kMaxDyes> light_adu{};
  float chromatin_contrast = 0.15F;  ///< relative, 0..0.5
  float chromatin_scale_um = 1.2F;
  int nucleoli = 0;
  float blur_sigma_um = 0.4F;  ///< point spread and its own defocus
  bool in_focus = true;
  bool touching = false;  ///< put against another cell on purpose
  std::uint32_t cluster_id = 0;
  std::uint64_t texture_key = 0;

  /// Radius of a circle around the origin that holds nucleus and cell [um].
  [[nodiscard]] float reach_um() const;
};

/// A population's location and scale [ADU].
struct LightScale {
  double mean_adu = 0.0;
  double sd_adu = 0.0;
};

/// Cytokeratin that the camera sees in leukocytes: their own light and the CD45 that spills into it. The few
/// eosinophils are left out, as a robust estimate would.
[[nodiscard]] LightScale leukocyte_ck_seen(const ScanOptions& options);

/// Cytokeratin that the camera sees in the cell, in standard deviations above the leukocytes' mean.
[[nodiscard]] double ck_level_of(const SimulatedObject& object, const ScanOptions& options);

/// Draws one object of `kind` at the origin. `key` decides everything about it.
[[nodiscard]] SimulatedObject make_object(Kind kind, const ScanOptions& options, std::uint64_t key);

/// Granulocytes 55 %, lymphocytes 35 %, monocytes 10 %.
[[nodiscard]] Kind random_leukocyte(CounterRng& rng);

}  // namespace cyto::synth
