#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cyto {

/// A Boolean expression over gates. Immutable once read; evaluating is thread-safe.
struct GateExpression {
  enum class Kind { Gate, And, Or, Not };
  Kind kind = Kind::Gate;
  std::size_t gate = 0;                  ///< Gate: its index
  std::vector<GateExpression> operands;  ///< And, Or: one or more; Not: exactly one
};

/// @param mask bit i: gate i passed.
[[nodiscard]] bool holds(const GateExpression& expression, std::uint64_t mask) noexcept;

/// Bits of every gate that the expression names.
[[nodiscard]] std::uint32_t gates_named_in(const GateExpression& expression) noexcept;

}  // namespace cyto
