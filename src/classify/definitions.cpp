#include "definitions.h"

namespace cyto {

std::uint64_t facts_of(const Classification& call) noexcept {
  std::uint64_t facts = call.gate_mask;
  facts |= std::uint64_t{1} << (kPhenotypeBit + static_cast<std::size_t>(call.phenotype));
  facts |= static_cast<std::uint64_t>(call.cluster_size > 1 ? 1 : 0) << kTouchesCtcBit;
  facts |= static_cast<std::uint64_t>(call.attached_leukocytes > 0 ? 1 : 0) << kTouchesLeukocyteBit;
  return facts;
}

std::uint32_t Definitions::mask_of_facts(std::uint64_t facts) const {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < specs_->size(); ++i) {
    mask |= holds((*specs_)[i].when, facts) ? 1U << i : 0U;
  }
  return mask;
}

std::uint32_t Definitions::mask_of(const Classification& call) const {
  const std::uint64_t facts = facts_of(call);
  const auto entry = known_.find(facts);
  return entry == known_.end() ? mask_of_facts(facts) : entry->second;
}

std::vector<std::string> Definitions::names_of(const Classification& call) const {
  const std::uint32_t mask = mask_of(call);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < specs_->size(); ++i) {
    if (((mask >> i) & 1U) != 0U) {
      names.push_back((*specs_)[i].name);
    }
  }
  return names;
}

std::string Definitions::joined_names() const {
  std::string names;
  for (const DefinitionSpec& spec : *specs_) {
    names += (names.empty() ? "" : "|") + spec.name;
  }
  return names;
}

std::vector<DefinitionCount> Definitions::counts_of(const std::vector<Classification>& calls) {
  std::vector<DefinitionCount> counts;
  for (const DefinitionSpec& spec : *specs_) {
    counts.push_back({spec.name, spec.title, spec.source, spec.reported, 0});
  }
  for (const Classification& call : calls) {
    const auto [entry, fresh] = known_.try_emplace(facts_of(call), 0U);
    if (fresh) {
      entry->second = mask_of_facts(entry->first);
    }
    const std::uint32_t mask = entry->second;
    for (std::size_t i = 0; mask >> i != 0U; ++i) {
      counts[i].count += (mask >> i) & 1U;
    }
  }
  return counts;
}

}  // namespace cyto
