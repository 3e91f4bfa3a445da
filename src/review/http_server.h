#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "http_message.h"

namespace cyto::review {

/// What a client may cost before it is known who it is.
struct ServerLimits {
  std::uint32_t header_bytes = 16U << 10U;
  std::uint64_t body_bytes = 1U << 20U;
  int connections = 128;
  int header_s = 15;  ///< from the connection, or the answer before, to the end of the header
  int body_s = 10;    ///< from there to the end of the body
  int write_s = 60;   ///< for one answer to be taken
  int threads = 16;
};

/// HTTP/1.1 on 127.0.0.1: whole requests in, whole answers out. The only file that knows sockets.
/// A request that takes too long or is too large ends its connection; nobody else waits for it.
/// @param port 0: any free one. @param answer is called on several threads at once.
/// @param started is told the port once connections are taken.
/// @throws Error TryAgain when the port is taken.
void serve_http(std::uint16_t port, const ServerLimits& limits,
                const std::function<Response(const Request&)>& answer, const std::atomic<bool>& stop,
                const std::function<void(std::uint16_t port)>& started);

}  // namespace cyto::review
