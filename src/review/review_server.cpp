#include "cytrial/review/review_server.h"

#include <chrono>

#include "cytrial/core/error.h"
#include "http_server.h"
#include "opened_trail.h"
#include "review_service.h"
#include "utc_text.h"

namespace cyto::review {
namespace {

/// What a running review is made of, in the order it is taken down from below.
class RunningReview {
 public:
  explicit RunningReview(const ReviewOptions& options)
      : options_(options),
        log_(ReviewLog::open_for_writing(options.run)),
        store_(RunStore::open_for_reading(options.run)),
        content_(*store_, options.origins, prepared_id_key()),
        desk_(*log_, content_, utc_now),
        events_(*store_, content_),
        scan_checks_(options.run / "review-scans.jsonl", id_key_of(*log_)),
        slides_(content_, ScanFiles(options.scan_roots), scan_checks_),
        outlines_(content_, events_),
        sessions_(steady_now, std::chrono::seconds(options.idle_lock_s)),
        throttle_(steady_now) {
    if (desk_.state().users().empty()) {
      throw Error(ErrorCode::BadConfig, options.run.string(), "has no users yet",
                  "add one: cytrial users add " + options.run.string() + " NAME --role administrator");
    }
    if (desk_.state().display().empty() && !content_.channels().empty()) {
      desk_.set_display(nullptr, study_display(content_, events_), "first opening", "");
    }
    desk_.note("system", "system", "start", "");
    desk_.write_anchor("start");
    slides_.check_all();
  }

  [[nodiscard]] std::unique_ptr<ReviewService> service(std::uint16_t port) {
    return std::make_unique<ReviewService>(
        ServiceParts{desk_, events_, slides_, outlines_, *store_, sessions_, throttle_, origins(port),
                     options_.title, options_.idle_lock_s, PasswordCost::Interactive, options_.on_problem});
  }
  void end() {
    desk_.note("system", "system", "stop", "");
    desk_.write_anchor("stop");
  }

 private:
  static std::chrono::milliseconds steady_now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
  }
  std::string prepared_id_key() {
    ensure_id_key(*log_, utc_now());
    return id_key_of(*log_);
  }
  [[nodiscard]] Origins origins(std::uint16_t port) const {
    Origins origins;
    if (!options_.public_origin.empty()) {
      // Behind a proxy only its name is answered to: nobody comes past it with a browser.
      origins.origins = {options_.public_origin};
      origins.hosts = {options_.public_origin.substr(options_.public_origin.find("//") + 2)};
      origins.secure = true;
      return origins;
    }
    for (const char* name : {"127.0.0.1", "localhost"}) {
      origins.hosts.push_back(std::string(name) + ":" + std::to_string(port));
      origins.origins.push_back("http://" + origins.hosts.back());
    }
    return origins;
  }

  const ReviewOptions& options_;
  std::unique_ptr<ReviewLog> log_;
  std::unique_ptr<RunStore> store_;
  StudyContent content_;
  ReviewDesk desk_;
  EventShelf events_;
  ScanChecks scan_checks_;
  SlideShelf slides_;
  OutlineShelf outlines_;
  SessionTable sessions_;
  PasswordThrottle throttle_;
};

}  // namespace

void ReviewOptions::validate() const {
  const std::string scheme = "https://";
  const bool https = public_origin.rfind(scheme, 0) == 0 && public_origin.size() > scheme.size() &&
                     public_origin.find_first_of("/?#@ ", scheme.size()) == std::string::npos;
  if (!public_origin.empty() && !https) {
    throw Error(ErrorCode::Usage, "--public-origin " + public_origin,
                "is not https://NAME or https://NAME:PORT");
  }
  if (idle_lock_s < 60 || idle_lock_s > 86400) {
    throw Error(ErrorCode::Usage, "--idle-lock-s", "must be 60 to 86400");
  }
}

void serve_review(const ReviewOptions& options, const std::atomic<bool>& stop,
                  const std::function<void(std::string_view address)>& started) {
  options.validate();
  RunningReview review(options);
  std::unique_ptr<ReviewService> service;
  serve_http(
      options.port, ServerLimits{}, [&](const Request& request) { return service->answer(request); }, stop,
      [&](std::uint16_t port) {
        service = review.service(port);
        started(options.public_origin.empty() ? "http://127.0.0.1:" + std::to_string(port)
                                              : options.public_origin);
      });
  review.end();
}

}  // namespace cyto::review
