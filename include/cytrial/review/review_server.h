#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cyto::review {

/// Where a sample comes from, as the study's sheet says.
struct SampleOrigin {
  std::string subject;
  std::string visit;
};

/// How a review is served.
struct ReviewOptions {
  std::filesystem::path run;  ///< the result folder
  std::vector<std::filesystem::path>
      scan_roots;  ///< where the original scans are looked for, by name and digest
  std::map<std::string, SampleOrigin> origins;  ///< by sample
  std::string title;                            ///< of the study; may be empty
  std::uint16_t port = 8640;                    ///< on 127.0.0.1; 0: any free one
  /// Origin that a reverse proxy shows to browsers, "https://review.example.org"; empty: none. The server
  /// itself never listens beyond loopback.
  std::string public_origin;
  int idle_lock_s = 900;
  /// Told what went wrong while an answer was made; from several threads.
  std::function<void(std::string_view problem)> on_problem;

  /// @throws Error Usage.
  void validate() const;
};

/// Serves the review of a result folder until `stop` is set; holds the folder's write lock meanwhile.
/// @param started is told the address once connections are taken.
/// @throws Error NoInput, BadData, BadConfig (no user yet), TryAgain (folder or port in use).
void serve_review(const ReviewOptions& options, const std::atomic<bool>& stop,
                  const std::function<void(std::string_view address)>& started);

}  // namespace cyto::review
