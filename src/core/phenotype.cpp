#include "cytrial/core/phenotype.h"

namespace cyto {

std::string_view name_of(Phenotype phenotype) noexcept {
  switch (phenotype) {
    case Phenotype::Unclassified:
      return "unclassified";
    case Phenotype::Ctc:
      return "ctc";
    case Phenotype::Leukocyte:
      return "leukocyte";
    case Phenotype::DoublePositive:
      return "double_positive";
    case Phenotype::NucleatedOther:
      return "nucleated_other";
    case Phenotype::Debris:
      return "debris";
    case Phenotype::Fragment:
      return "fragment";
  }
  return "unclassified";
}

std::optional<Phenotype> phenotype_from(std::string_view name) noexcept {
  for (const Phenotype phenotype : kAllPhenotypes) {
    if (name_of(phenotype) == name) {
      return phenotype;
    }
  }
  return std::nullopt;
}

}  // namespace cyto
