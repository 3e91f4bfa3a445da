#include "cytrial/classify/gate_limits.h"

#include <cmath>
#include <variant>

#include "bound_gates.h"
#include "gate_file.h"

namespace cyto {

std::vector<GateLimit> leukocyte_sd_limits(const std::string& text, const std::string& subject,
                                           const Panel& panel, const FeatureSchema& schema) {
  const GateFile file = gate_file_from_text(text, subject);
  std::vector<GateLimit> limits;
  for (const GateSpec& gate : file.gates) {
    const auto* range = std::get_if<RangeGate>(&gate.kind);
    if (range == nullptr || range->parameter.unit != GateUnit::LeukocyteSd) {
      continue;
    }
    const auto column = find_column(range->parameter, subject, panel, schema);
    if (!column) {
      continue;
    }
    const std::string name = schema.columns()[*column].name + "_lsd";
    if (std::isfinite(range->interval.min)) {
      limits.push_back({gate.name, name, range->interval.min, true});
    }
    if (std::isfinite(range->interval.max)) {
      limits.push_back({gate.name, name, range->interval.max, false});
    }
  }
  return limits;
}

}  // namespace cyto
