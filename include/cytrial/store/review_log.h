#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cyto {

/// One row of the audit trail (docs/methods/audit-trail.md).
struct LogEntry {
  std::uint64_t seq = 0;   ///< 1-based, without a gap; set by append()
  std::string utc;         ///< "2026-01-31T12:34:56.789Z"
  std::string actor;       ///< name of a user, or "system"
  std::string role;        ///< the role acted in
  std::string action;      ///< "decide"
  std::string object;      ///< what it is about
  std::string before;      ///< JSON text, or empty
  std::string after;       ///< JSON text, or empty
  std::string reason;      ///< may be empty
  std::string request_id;  ///< may be empty
  std::string prev;        ///< hash of the row before; set by append()
  std::string hash;        ///< set by append()
};

/// SHA-256 over every field but `hash`, each as its length in bytes, a colon and its bytes.
[[nodiscard]] std::string hash_of(const LogEntry& entry);

/// The hash that a chain had at one row, kept elsewhere.
struct LogAnchor {
  std::uint64_t seq = 0;
  std::string hash;
  friend bool operator==(const LogAnchor&, const LogAnchor&) = default;
};

/// What is wrong with a chain, and where.
struct ChainFault {
  std::uint64_t seq =
      0;  ///< first bad row; one beyond the last when rows are missing at the end; 0: not a row
  std::string problem;
};

/// The first fault of `rows` in themselves or against `anchors`; empty when there is none.
[[nodiscard]] std::optional<ChainFault> chain_fault(const std::vector<LogEntry>& rows,
                                                    const std::vector<LogAnchor>& anchors);

/// The append-only, hash-chained table `review_log` of a result folder and the few secrets that must not
/// stand in it (password hashes). The server holds the folder's write lock as long as this is open for
/// writing. One thread at a time.
class ReviewLog {
 public:
  using Secret = std::pair<std::string, std::string>;  ///< name, value

  /// Creates the table when the folder has none yet. @throws Error as RunStore::open_for_reading(); TryAgain
  /// naming the holder when another process writes the folder.
  static std::unique_ptr<ReviewLog> open_for_writing(const std::filesystem::path& folder);
  /// @throws Error as RunStore::open_for_reading().
  static std::unique_ptr<ReviewLog> open_for_reading(const std::filesystem::path& folder);
  virtual ~ReviewLog() = default;

  /// All rows in order, unchecked; empty before the first review.
  [[nodiscard]] virtual std::vector<LogEntry> rows() const = 0;
  /// Continues the chain with `entry` and stores `secrets` with it, in one durable transaction.
  /// @return the entry with seq, prev and hash. @throws Error TryAgain (disk full), Io; then nothing is
  /// stored.
  virtual LogEntry append(LogEntry entry, const std::vector<Secret>& secrets = {}) = 0;
  [[nodiscard]] virtual std::optional<std::string> secret(std::string_view name) const = 0;
  /// Adds the chain's end to review-anchors.jsonl, durably. Does nothing before the first row.
  virtual void write_anchor(std::string_view utc, std::string_view why) = 0;
  /// Anchors of review-anchors.jsonl. @throws Error BadData naming the line.
  [[nodiscard]] virtual std::vector<LogAnchor> anchors() const = 0;
  /// What is wrong with the tables and triggers themselves; empty when they are as the program makes them.
  [[nodiscard]] virtual std::optional<std::string> schema_fault() const = 0;
};

}  // namespace cyto
