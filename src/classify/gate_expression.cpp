#include "gate_expression.h"

#include <algorithm>

namespace cyto {

bool holds(const GateExpression& expression, std::uint64_t mask) noexcept {
  const auto operand_holds = [mask](const GateExpression& operand) { return holds(operand, mask); };
  const auto& operands = expression.operands;
  switch (expression.kind) {
    case GateExpression::Kind::Gate:
      return ((mask >> expression.gate) & 1U) != 0U;
    case GateExpression::Kind::And:
      return std::all_of(operands.begin(), operands.end(), operand_holds);
    case GateExpression::Kind::Or:
      return std::any_of(operands.begin(), operands.end(), operand_holds);
    case GateExpression::Kind::Not:
      return !holds(operands.front(), mask);
  }
  return false;
}

std::uint32_t gates_named_in(const GateExpression& expression) noexcept {
  if (expression.kind == GateExpression::Kind::Gate) {
    return 1U << expression.gate;
  }
  std::uint32_t named = 0;
  for (const GateExpression& operand : expression.operands) {
    named |= gates_named_in(operand);
  }
  return named;
}

}  // namespace cyto
