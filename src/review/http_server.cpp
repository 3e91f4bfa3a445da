#include "http_server.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "cytrial/core/error.h"

namespace cyto::review {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using std::chrono::seconds;

/// What every connection shares.
struct Shared {
  const ServerLimits& limits;
  const std::function<Response(const Request&)>& answer;
  std::atomic<int> connections{0};
};

Request request_of(const http::request<http::string_body>& message) {
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  request.body = message.body();
  return request;
}

/// One client. Its steps follow one another on a strand; it lives as long as a step is under way.
class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket&& socket, Shared& shared) : stream_(std::move(socket)), shared_(shared) {
    ++shared_.connections;
    // An answer's last packet would otherwise wait for the client's acknowledgement of the one before. A
    // socket that its client has closed already refuses; the first read then tells.
    beast::error_code ignored;
    stream_.socket().set_option(tcp::no_delay(true), ignored);
  }
  ~Connection() { --shared_.connections; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->read_header(); });
  }

 private:
  void read_header() {
    parser_.emplace();
    parser_->header_limit(shared_.limits.header_bytes);
    parser_->body_limit(shared_.limits.body_bytes);
    stream_.expires_after(seconds(shared_.limits.header_s));
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = shared_from_this()](beast::error_code problem, std::size_t) {
                              problem ? self->refuse(problem) : self->read_body();
                            });
  }

  void read_body() {
    stream_.expires_after(seconds(shared_.limits.body_s));
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code problem, std::size_t) {
                       problem ? self->refuse(problem) : self->respond();
                     });
  }

  void respond() {
    const auto& message = parser_->get();
    const bool keep = message.keep_alive();
    write(shared_.answer(request_of(message)), keep, message.method() == http::verb::head);
  }

  /// Tells what was wrong with the request, as far as somebody still listens, and ends the connection.
  void refuse(beast::error_code problem) {
    if (problem == http::error::header_limit) {
      write(refusal_response(Refused(431, "too_large", "the header is larger than 16 KiB")), false, false);
    } else if (problem == http::error::body_limit) {
      write(refusal_response(Refused(413, "too_large", "the body is larger than 1 MiB")), false, false);
    } else if (problem.category() == http::make_error_code(http::error::bad_method).category() &&
               problem != http::error::end_of_stream && problem != http::error::partial_message) {
      write(refusal_response(Refused(400, "bad_request", "this is no HTTP request")), false, false);
    } else {
      close();
    }
  }

  void write(Response response, bool keep, bool head_only) {
    answer_ = {};
    answer_.result(static_cast<unsigned>(response.status));
    answer_.version(11);
    answer_.set(http::field::content_type, response.type);
    for (const auto& [name, value] : response.headers) {
      answer_.insert(name, value);
    }
    answer_.content_length(response.body.size());
    answer_.keep_alive(keep);
    if (!head_only) {
      answer_.body() = std::move(response.body);
    }
    stream_.expires_after(seconds(shared_.limits.write_s));
    http::async_write(stream_, answer_,
                      [self = shared_from_this(), keep](beast::error_code problem, std::size_t) {
                        problem || !keep ? self->close() : self->read_header();
                      });
  }

  void close() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  Shared& shared_;
  beast::flat_buffer buffer_{64U << 10U};
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> answer_;
};

class Listener {
 public:
  Listener(asio::io_context& context, std::uint16_t port, Shared& shared)
      : context_(context), acceptor_(context), shared_(shared) {
    const tcp::endpoint place(asio::ip::address_v4::loopback(), port);
    beast::error_code problem;
    acceptor_.open(place.protocol(), problem);
    acceptor_.set_option(asio::socket_base::reuse_address(true), problem);
    acceptor_.bind(place, problem);
    if (!problem) {
      acceptor_.listen(asio::socket_base::max_listen_connections, problem);
    }
    if (problem) {
      throw Error(ErrorCode::TryAgain, "port " + std::to_string(port),
                  "cannot be listened on: " + problem.message(), "choose another one with --port");
    }
  }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void accept() {
    acceptor_.async_accept(asio::make_strand(context_),
                           [this](beast::error_code problem, tcp::socket socket) {
                             if (problem == asio::error::operation_aborted) {
                               return;
                             }
                             // Beyond the limit the socket is closed at once: waiting connections are cheap
                             // for who opens them.
                             if (!problem && shared_.connections < shared_.limits.connections) {
                               std::make_shared<Connection>(std::move(socket), shared_)->start();
                             }
                             accept();
                           });
  }

 private:
  asio::io_context& context_;
  tcp::acceptor acceptor_;
  Shared& shared_;
};

/// Looks at the stop flag a few times a second.
void watch(asio::steady_timer& timer, const std::atomic<bool>& stop, asio::io_context& context) {
  timer.expires_after(std::chrono::milliseconds(100));
  timer.async_wait([&](beast::error_code problem) {
    if (problem || stop) {
      context.stop();
      return;
    }
    watch(timer, stop, context);
  });
}

}  // namespace

void serve_http(std::uint16_t port, const ServerLimits& limits,
                const std::function<Response(const Request&)>& answer, const std::atomic<bool>& stop,
                const std::function<void(std::uint16_t port)>& started) {
  Shared shared{limits, answer, {}};
  asio::io_context context(limits.threads);
  Listener listener(context, port, shared);
  listener.accept();
  asio::steady_timer timer(context);
  watch(timer, stop, context);
  started(listener.port());
  std::vector<std::thread> threads;
  for (int i = 1; i < limits.threads; ++i) {
    threads.emplace_back([&context] { context.run(); });
  }
  context.run();
  for (std::thread& thread : threads) {
    thread.join();
  }
}

}  // namespace cyto::review
