#pragma once

#include <cstddef>
#include <cstdint>

#include "cytrial/core/workers.h"
#include "cytrial/pipeline/memory_budget.h"

namespace cyto {

/// What a long pass over `tiles` tiles comes to use of the heap for certain: two fifths of what is planned
/// for the tiles at work and, up to a limit, for the blocks. A slide of 8192 x 8192 pixels used 44 % on two
/// threads.
/// Nothing for a thread alone, for so few tiles that their work may never overlap, nor where planes of
/// `plane_bytes` are so large that the heap may map them apart.
[[nodiscard]] std::uint64_t bytes_to_touch(const MemoryPlan& plan, std::size_t tiles,
                                           std::uint64_t plane_bytes, std::size_t threads);

/// Asks for memory, touches every page of it and gives it back to the heap, all threads at once. The system
/// clears a page when it is first touched, and where the machine is a virtual one that can take milliseconds;
/// the heap does it behind its lock, while the other threads wait. Best effort: without enough memory less is
/// touched.
void touch_together(std::uint64_t bytes, const Workers& workers);

}  // namespace cyto
