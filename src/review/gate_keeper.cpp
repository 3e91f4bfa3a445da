#include "gate_keeper.h"

#include <algorithm>

namespace cyto::review {
namespace {

constexpr std::string_view kCookie = "cytrial_session";

bool holds(const std::vector<std::string>& allowed, const std::string& value) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

bool is_write(const Request& request) {
  return request.method != "GET" && request.method != "HEAD";
}

/// One of ours, and the one that the request was sent to: the server's names are not one another's sites.
bool is_own(const std::string& origin, const std::string& host, const Origins& origins) {
  return holds(origins.origins, origin) && origin.substr(origin.find("//") + 2) == host;
}

void require_origin(const Request& request, const Origins& origins) {
  const std::string origin = request.header("Origin");
  const bool own = is_own(origin, request.header("Host"), origins);
  if (is_write(request) ? !own : !origin.empty() && !own) {
    throw Refused(403, "forbidden", "this request does not come from the review page");
  }
  const std::string site = request.header("Sec-Fetch-Site");
  // "none": typed into the address bar; fine for the page, never for a write.
  const bool fine = site.empty() || site == "same-origin" || (site == "none" && !is_write(request));
  if (!fine) {
    throw Refused(403, "forbidden", "this request comes from another site");
  }
}

bool is_json(std::string type) {
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') {
    type.pop_back();
  }
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return type == "application/json";
}

}  // namespace

void require_allowed(const Request& request, const Origins& origins) {
  if (!holds(origins.hosts, request.header("Host"))) {
    throw Refused(421, "host", "this server does not answer under that name");
  }
  if (request.method != "GET" && request.method != "HEAD" && request.method != "POST") {
    throw Refused(405, "method", "only GET, HEAD and POST are answered");
  }
  require_origin(request, origins);
  if (request.body.size() > kMaxBodyBytes) {
    throw Refused(413, "too_large", "the body is larger than 1 MiB");
  }
  if (is_write(request) && !is_json(request.header("Content-Type"))) {
    throw Refused(415, "media_type", "the body must be application/json");
  }
}

void add_safety_headers(Response& response) {
  const auto has = [&](std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& header) { return header.first == name; });
  };
  for (const auto& [name, value] : {
           std::pair("Content-Security-Policy",
                     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
                     "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
                     "frame-ancestors 'none'"),
           std::pair("X-Content-Type-Options", "nosniff"),
           std::pair("Referrer-Policy", "no-referrer"),
           std::pair("Cross-Origin-Resource-Policy", "same-origin"),
           std::pair("Cross-Origin-Opener-Policy", "same-origin"),
           std::pair("Permissions-Policy", "camera=(), microphone=(), geolocation=(), usb=(), payment=()"),
           std::pair("Cache-Control", "no-store"),
       }) {
    if (!has(name)) {
      response.headers.emplace_back(name, value);
    }
  }
}

std::string session_cookie(const Request& request) {
  const std::string all = request.header("Cookie");
  std::string value;
  int found = 0;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find_first_of(";,", begin), all.size());
    std::string_view pair = std::string_view(all).substr(begin, end - begin);
    while (!pair.empty() && pair.front() == ' ') {
      pair.remove_prefix(1);
    }
    if (pair.substr(0, kCookie.size() + 1) == std::string(kCookie) + "=") {
      value = pair.substr(kCookie.size() + 1);
      ++found;
    }
    begin = end + 1;
  }
  return found == 1 ? value : std::string();
}

std::pair<std::string, std::string> set_cookie(const std::string& value, const Origins& origins) {
  std::string cookie = std::string(kCookie) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict";
  if (value.empty()) {
    cookie += "; Max-Age=0";
  }
  if (origins.secure) {
    cookie += "; Secure";
  }
  return {"Set-Cookie", cookie};
}

}  // namespace cyto::review
