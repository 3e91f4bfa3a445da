#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cyto {

/// What an event was classified as. The value is stored in event files: never renumber, only append.
enum class Phenotype : std::uint8_t {
  Unclassified = 0,    ///< the panel holds nothing to classify with
  Ctc = 1,             ///< nucleated, cytokeratin+, CD45-, intact; also as a member of a cluster
  Leukocyte = 2,       ///< nucleated, CD45+, cytokeratin-
  DoublePositive = 3,  ///< nucleated, cytokeratin+ and CD45+
  NucleatedOther = 4,  ///< nucleated, neither marker
  Debris = 5,          ///< fails the nucleus or size gate
  Fragment = 6,        ///< cytokeratin without a nucleus
};

inline constexpr std::array kAllPhenotypes{
    Phenotype::Unclassified,   Phenotype::Ctc,    Phenotype::Leukocyte, Phenotype::DoublePositive,
    Phenotype::NucleatedOther, Phenotype::Debris, Phenotype::Fragment};

/// Names as stored: "unclassified", "ctc", "leukocyte", "double_positive", "nucleated_other", "debris",
/// "fragment".
[[nodiscard]] std::string_view name_of(Phenotype phenotype) noexcept;
[[nodiscard]] std::optional<Phenotype> phenotype_from(std::string_view name) noexcept;

}  // namespace cyto
