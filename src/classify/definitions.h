#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "cytrial/classify/classifier.h"
#include "cytrial/core/sample.h"
#include "gate_file.h"

namespace cyto {

// Bits that definitions may name besides the gates'.
inline constexpr std::size_t kPhenotypeBit = 32;         ///< + Phenotype value
inline constexpr std::size_t kTouchesCtcBit = 48;        ///< member of a cluster
inline constexpr std::size_t kTouchesLeukocyteBit = 49;  ///< a leukocyte touches it or its cluster

/// What definitions are made of: the gates passed and what the call says.
[[nodiscard]] std::uint64_t facts_of(const Classification& call) noexcept;

/// The definitions of a gate file, held to calls.
class Definitions {
 public:
  /// @param specs must outlive this object.
  explicit Definitions(const std::vector<DefinitionSpec>& specs) : specs_(&specs) {}

  /// Bit i: definition i holds. Thread-safe while nobody counts.
  [[nodiscard]] std::uint32_t mask_of(const Classification& call) const;
  [[nodiscard]] std::vector<std::string> names_of(const Classification& call) const;
  /// Names of all, joined by "|", bit 0 first.
  [[nodiscard]] std::string joined_names() const;
  /// Remembers what it works out, so that mask_of() is quick for these calls from then on.
  [[nodiscard]] std::vector<DefinitionCount> counts_of(const std::vector<Classification>& calls);

 private:
  [[nodiscard]] std::uint32_t mask_of_facts(std::uint64_t facts) const;

  const std::vector<DefinitionSpec>* specs_;
  std::unordered_map<std::uint64_t, std::uint32_t>
      known_;  ///< events are many, their facts few; never walked
};

}  // namespace cyto
