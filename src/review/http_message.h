#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cyto::review {

/// One request as it came over the wire, whole and within its limits. A value: no socket behind it.
struct Request {
  std::string method;                                        ///< "GET"
  std::string target;                                        ///< path and query, as sent
  std::vector<std::pair<std::string, std::string>> headers;  ///< as sent; names in any case
  std::string body;

  /// The header's value; empty when it is absent. Of a header given twice, both joined by a comma.
  [[nodiscard]] std::string header(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  ///< besides those every answer has
};

/// Path and parameters of a target, decoded.
struct Target {
  std::vector<std::string> path;  ///< parts between slashes
  std::map<std::string, std::string> query;

  /// @throws Refused bad_request: wrong escapes, a parameter given twice, control characters.
  [[nodiscard]] static Target parse(std::string_view target);
};

/// Why a request is not done: caught by the router, which answers it.
class Refused : public std::runtime_error {
 public:
  /// @param code for programs; @param message for people; @param details JSON text, "null" for none.
  Refused(int status, std::string code, const std::string& message, std::string details = "null")
      : std::runtime_error(message), status_(status), code_(std::move(code)), details_(std::move(details)) {}

  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] const std::string& code() const noexcept { return code_; }
  [[nodiscard]] const std::string& details() const noexcept { return details_; }

 private:
  int status_;
  std::string code_;
  std::string details_;
};

/// The answer to a refused request.
[[nodiscard]] Response refusal_response(const Refused& refused);

/// Parts of `text` between separators: one more than it holds separators, empty ones included. They point
/// into `text`. Thread-safe, pure.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace cyto::review
