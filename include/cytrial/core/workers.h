#pragma once

#include <cstddef>
#include <functional>

#include "cytrial/core/event.h"

namespace cyto {

/// What looking at a batch leaves to be done in the order of the batches.
using InOrder = std::function<void()>;
/// Looks at a batch, beside other threads that look at others.
using LookAtBatch = std::function<InOrder(const EventBatch&)>;

/// The threads that a step was granted. What comes of it is the same for any number of them, as long as the
/// jobs do not depend on one another.
class Workers {
 public:
  virtual ~Workers() = default;

  [[nodiscard]] virtual std::size_t threads() const noexcept = 0;
  /// Calls job(0) to job(count - 1), several at once and in any order, and returns when all have ended.
  /// @throws what a job throws.
  virtual void each(std::size_t count, const std::function<void(std::size_t)>& job) const = 0;
  /// Does `work` on the calling thread while `wait`, which needs no processor, waits elsewhere, or after it.
  /// Neither runs any more when this returns or throws. @throws what either throws.
  virtual void while_waiting(const std::function<void()>& wait, const std::function<void()>& work) const = 0;
  /// Reads `events` from the front. `look` may see several batches at once, each valid until what it returned
  /// has been called; that is called batch after batch, one at a time. @throws what reading or looking
  /// throws.
  virtual void go_through(EventSource& events, const LookAtBatch& look) const = 0;
};

/// The calling thread alone.
[[nodiscard]] const Workers& calling_thread() noexcept;

}  // namespace cyto
