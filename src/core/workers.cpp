#include "cytrial/core/workers.h"

namespace cyto {
namespace {

class CallingThread final : public Workers {
 public:
  [[nodiscard]] std::size_t threads() const noexcept override { return 1; }
  void each(std::size_t count, const std::function<void(std::size_t)>& job) const override {
    for (std::size_t i = 0; i < count; ++i) {
      job(i);
    }
  }
  void while_waiting(const std::function<void()>& wait, const std::function<void()>& work) const override {
    work();
    wait();
  }
  void go_through(EventSource& events, const LookAtBatch& look) const override {
    EventBatch batch;
    events.rewind();
    while (events.next(batch)) {
      look(batch)();
    }
  }
};

}  // namespace

const Workers& calling_thread() noexcept {
  static const CallingThread alone;
  return alone;
}

}  // namespace cyto
