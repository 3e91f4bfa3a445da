#include "cytrial/core/error.h"

namespace cyto {
namespace {

std::string one_line(std::string_view subject, std::string_view problem, std::string_view remedy) {
  std::string line;
  line.append(subject).append(": ").append(problem);
  if (!remedy.empty()) {
    line.append("; ").append(remedy);
  }
  return line;
}

}  // namespace

std::string_view name_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::Ok:
      return "ok";
    case ErrorCode::NotEvaluable:
      return "not_evaluable";
    case ErrorCode::Usage:
      return "usage";
    case ErrorCode::BadData:
      return "bad_data";
    case ErrorCode::NoInput:
      return "no_input";
    case ErrorCode::Internal:
      return "internal";
    case ErrorCode::OutOfMemory:
      return "out_of_memory";
    case ErrorCode::CannotCreate:
      return "cannot_create";
    case ErrorCode::Io:
      return "io";
    case ErrorCode::TryAgain:
      return "try_again";
    case ErrorCode::NoPermission:
      return "no_permission";
    case ErrorCode::BadConfig:
      return "bad_config";
  }
  return "unknown";
}

Error::Error(ErrorCode code, std::string_view subject, std::string_view problem, std::string_view remedy)
    : std::runtime_error(one_line(subject, problem, remedy)),
      code_(code),
      subject_(subject),
      problem_(problem),
      remedy_(remedy) {}

}  // namespace cyto
