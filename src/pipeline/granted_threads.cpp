#include "granted_threads.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_group.h>

#include <future>
#include <vector>

namespace cyto {

namespace tbb = oneapi::tbb;

GrantedThreads::GrantedThreads(int threads)
    : threads_(static_cast<std::size_t>(threads)),
      limit_(tbb::global_control::max_allowed_parallelism, threads_),
      arena_(threads) {}

void GrantedThreads::each(std::size_t count, const std::function<void(std::size_t)>& job) const {
  arena_.execute([&] { tbb::parallel_for(std::size_t{0}, count, job); });
}

void GrantedThreads::while_waiting(const std::function<void()>& wait,
                                   const std::function<void()>& work) const {
  // Where the system gives no thread it is done by get().
  std::future<void> waiting = std::async(std::launch::async | std::launch::deferred, wait);
  work();
  waiting.get();
}

void GrantedThreads::run(const std::function<void()>& work) const {
  arena_.execute(work);
}

void GrantedThreads::both(const std::function<void()>& other, const std::function<void()>& own) const {
  arena_.execute([&] {
    tbb::task_group group;
    group.run(other);
    own();
    group.wait();
  });
}

void GrantedThreads::go_through(EventSource& events, const LookAtBatch& look) const {
  // So many are under way at most, and they end in order: a place is free again when its turn comes.
  std::vector<EventBatch> batches(threads_ + 1);
  std::size_t read = 0;
  const auto next = tbb::make_filter<void, EventBatch*>(
      tbb::filter_mode::serial_in_order, [&](tbb::flow_control& flow) -> EventBatch* {
        EventBatch& batch = batches[read++ % batches.size()];
        if (!events.next(batch)) {
          flow.stop();
          return nullptr;
        }
        return &batch;
      });
  const auto look_at = tbb::make_filter<EventBatch*, InOrder>(
      tbb::filter_mode::parallel, [&look](EventBatch* batch) { return look(*batch); });
  const auto take = tbb::make_filter<InOrder, void>(tbb::filter_mode::serial_in_order,
                                                    [](const InOrder& finish) { finish(); });
  events.rewind();
  arena_.execute([&] { tbb::parallel_pipeline(batches.size(), next & look_at & take); });
}

}  // namespace cyto
