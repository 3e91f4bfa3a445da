#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include "cytrial/core/workers.h"

namespace cyto {

/// So many threads of TBB, the calling one among them.
class GrantedThreads final : public Workers {
 public:
  /// @pre threads >= 1.
  explicit GrantedThreads(int threads);

  [[nodiscard]] std::size_t threads() const noexcept override { return threads_; }
  void each(std::size_t count, const std::function<void(std::size_t)>& job) const override;
  /// Keeps one batch more than threads.
  void go_through(EventSource& events, const LookAtBatch& look) const override;
  /// Does `own` on the calling thread, which may take the other threads for it, and `other` on the first of
  /// them that is free, at the latest afterwards. @throws what either throws.
  void both(const std::function<void()>& other, const std::function<void()>& own) const;

 private:
  std::size_t threads_;
  oneapi::tbb::global_control limit_;
  mutable oneapi::tbb::task_arena arena_;
};

}  // namespace cyto
