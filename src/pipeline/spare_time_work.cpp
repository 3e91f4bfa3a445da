#include "spare_time_work.h"

#include <algorithm>
#include <exception>

namespace cyto {

SpareTimeWork::~SpareTimeWork() {
  group_.cancel();
  try {
    threads_.run([this] { group_.wait(); });
  } catch (const std::exception&) {  // of a piece: whoever wanted to know would have called finish()
  }
}

void SpareTimeWork::begin(Part part) {
  {
    const std::lock_guard lock(mutex_);
    up_to_ = std::max(up_to_, part);
    if (under_way_) {
      return;
    }
    under_way_ = true;
  }
  leave_next_piece();
}

void SpareTimeWork::finish() {
  begin(Part::Last);
  threads_.run([this] { group_.wait(); });
}

void SpareTimeWork::leave_next_piece() {
  threads_.run([this] { group_.run([this] { do_piece(); }); });
}

void SpareTimeWork::do_piece() {
  Part wanted{};
  {
    const std::lock_guard lock(mutex_);
    wanted = up_to_;
  }
  const bool more = piece_(wanted);
  {
    const std::lock_guard lock(mutex_);
    if (!more && wanted == up_to_) {
      under_way_ = false;
      return;
    }
  }
  leave_next_piece();
}

}  // namespace cyto
