#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/log.h"

namespace cyto::cli {

/// Notes and warnings on stderr; a progress bar only when stderr is a terminal.
class ConsoleLogger final : public Logger {
 public:
  /// @param quiet only warnings. @param label stands before the progress bar.
  explicit ConsoleLogger(bool quiet);
  ~ConsoleLogger() override;
  ConsoleLogger(const ConsoleLogger&) = delete;
  ConsoleLogger& operator=(const ConsoleLogger&) = delete;

  void set_label(std::string label);
  void note(std::string_view line) override;
  void warn(std::string_view line) override;
  void progress(double share) override;

 private:
  void clear_bar();

  std::mutex mutex_;
  bool quiet_;
  bool terminal_;
  bool bar_shown_ = false;
  std::string label_;
  std::chrono::steady_clock::time_point last_drawn_{};
};

/// Columns padded to equal width, numbers as they are; the first row is the heading.
[[nodiscard]] std::string aligned_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace cyto::cli
