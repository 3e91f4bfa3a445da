#pragma once

#include <string>
#include <vector>

#include "http_message.h"

namespace cyto::review {

/// Where requests may come from.
struct Origins {
  std::vector<std::string> hosts;    ///< exact `Host` values: "127.0.0.1:8640", "localhost:8640"
  std::vector<std::string> origins;  ///< exact `Origin` values of the same
  bool secure = false;               ///< reached through TLS: cookies are marked Secure
};

/// Checks that need no session: host, origin, where the browser says the request comes from, media type,
/// size.
/// @throws Refused.
void require_allowed(const Request& request, const Origins& origins);

/// What every answer carries: content security policy and the like, nothing cached unless the answer says so.
void add_safety_headers(Response& response);

/// Value of the session's cookie; empty when there is none, or two.
[[nodiscard]] std::string session_cookie(const Request& request);
/// The header that sets it, or takes it away when `value` is empty.
[[nodiscard]] std::pair<std::string, std::string> set_cookie(const std::string& value,
                                                             const Origins& origins);

inline constexpr std::size_t kMaxBodyBytes = 1U << 20U;

}  // namespace cyto::review
