#pragma once

#include <oneapi/tbb/task_group.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>

#include "granted_threads.h"

namespace cyto {

/// Work in pieces, one after another, which nothing waits for until the end. A part that was begun is taken
/// by the first thread that finds nothing else to do, and as a rule kept by it; the others do the rest of
/// what there is. So the last part is best begun when the other work comes to stretches that one thread must
/// do alone. Thread-safe.
class SpareTimeWork {
 public:
  enum class Part : std::uint8_t { First, Last };
  /// Does the next piece, which should take a millisecond or so; false when none is left of this part and
  /// those before it.
  using Piece = std::function<bool(Part up_to)>;

  /// @param threads must outlive this.
  SpareTimeWork(const GrantedThreads& threads, Piece piece) : threads_(threads), piece_(std::move(piece)) {}
  /// Gives up what was not finished.
  ~SpareTimeWork();
  SpareTimeWork(const SpareTimeWork&) = delete;
  SpareTimeWork& operator=(const SpareTimeWork&) = delete;

  /// Leaves the pieces of this part, and those before it, to threads that are free from now on. A part that
  /// was begun stays so.
  void begin(Part part);
  /// Does what is left and returns when all is done. @throws what a piece throws.
  void finish();

 private:
  void leave_next_piece();
  void do_piece();

  const GrantedThreads& threads_;
  Piece piece_;
  std::mutex mutex_;
  Part up_to_ = Part::First;
  bool under_way_ = false;
  oneapi::tbb::task_group group_;
};

}  // namespace cyto
