#include "cytrial/trial/analyte.h"

#include <algorithm>
#include <array>

namespace cyto {
namespace {

constexpr std::array kGroups{AnalyteGroup::TumorMarker, AnalyteGroup::Haematology, AnalyteGroup::Chemistry,
                             AnalyteGroup::Other};

/// The first element that `test` holds for, or null.
template <typename Value, typename Test>
const Value* first_of(const std::vector<Value>& values, Test test) noexcept {
  const auto found = std::find_if(values.begin(), values.end(), test);
  return found == values.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name_of(AnalyteGroup group) noexcept {
  switch (group) {
    case AnalyteGroup::TumorMarker:
      return "tumor_marker";
    case AnalyteGroup::Haematology:
      return "haematology";
    case AnalyteGroup::Chemistry:
      return "chemistry";
    case AnalyteGroup::Other:
      return "other";
  }
  return "";
}

std::optional<AnalyteGroup> analyte_group_from(std::string_view name) noexcept {
  for (const AnalyteGroup group : kGroups) {
    if (name_of(group) == name) {
      return group;
    }
  }
  return std::nullopt;
}

const AcceptedUnit* Analyte::accepted(std::string_view written_unit) const noexcept {
  return first_of(accepted_units, [&](const AcceptedUnit& known) { return known.unit == written_unit; });
}

const UpperLimit* Analyte::limit_of(std::string_view assay) const noexcept {
  return first_of(upper_limits, [&](const UpperLimit& limit) { return limit.assay == assay; });
}

const Variation* Analyte::analytical_variation_of(std::string_view assay) const noexcept {
  const Variation* own = first_of(analytical, [&](const Variation& v) { return v.assay == assay; });
  return own != nullptr ? own : first_of(analytical, [](const Variation& v) { return v.assay.empty(); });
}

const Analyte* AnalyteCatalogue::find(std::string_view code) const noexcept {
  return first_of(analytes, [&](const Analyte& analyte) { return analyte.code == code; });
}

}  // namespace cyto
