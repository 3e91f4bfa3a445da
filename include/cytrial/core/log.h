#pragma once

#include <string_view>

namespace cyto {

/// Where library code reports what a person watching would want to know. Handed in by the caller; there
/// is no global. Implementations must accept calls from several threads.
class Logger {
 public:
  virtual ~Logger() = default;
  virtual void note(std::string_view line) = 0;
  virtual void warn(std::string_view line) = 0;
  /// Work done so far, 0..1.
  virtual void progress(double share) = 0;
};

/// Says nothing.
class SilentLogger final : public Logger {
 public:
  void note(std::string_view) override {}
  void warn(std::string_view) override {}
  void progress(double) override {}
};

}  // namespace cyto
