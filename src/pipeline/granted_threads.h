#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include "cytrial/core/workers.h"

namespace cyto {

/// So many threads of TBB, the calling one among them. One object serves a whole run: a thread of TBB takes
/// some 0.2 s to leave one arena for another.
class GrantedThreads final : public Workers {
 public:
  /// @pre threads >= 1.
  explicit GrantedThreads(int threads);

  [[nodiscard]] std::size_t threads() const noexcept override { return threads_; }
  void each(std::size_t count, const std::function<void(std::size_t)>& job) const override;
  /// `wait` gets a thread of its own, which is not one of TBB's.
  void while_waiting(const std::function<void()>& wait, const std::function<void()>& work) const override;
  /// Keeps one batch more than threads.
  void go_through(EventSource& events, const LookAtBatch& look) const override;
  /// Does `work` on the calling thread; what it gives TBB to do is done by these threads.
  void run(const std::function<void()>& work) const;
  /// Does `own` as run() does, and `other` meanwhile on the first thread that is free, at the latest
  /// afterwards. @throws what either throws.
  void both(const std::function<void()>& other, const std::function<void()>& own) const;

 private:
  std::size_t threads_;
  oneapi::tbb::global_control limit_;
  mutable oneapi::tbb::task_arena arena_;
};

}  // namespace cyto
