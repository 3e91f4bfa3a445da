#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "cytrial/core/event.h"
#include "cytrial/store/fcs_writer.h"

namespace cyto {

class RowReader;

/// Reads an FCS 3.1 file of the kind FcsWriter makes: one data set, list mode, little-endian 32-bit floats.
/// One thread at a time.
class FcsReader final : public EventSource {
 public:
  /// @throws Error BadData naming the file and the keyword or segment that is wrong; Io, NoPermission.
  explicit FcsReader(const std::filesystem::path& file);
  ~FcsReader() override;

  [[nodiscard]] const FeatureSchema& schema() const override;
  [[nodiscard]] std::uint64_t size() const override;
  void rewind() override;
  bool next(EventBatch& batch) override;
  /// One event's values, 0-based position, wherever next() stands. @pre position < size(). @throws Error Io.
  void read_row(std::uint64_t position, float* values) const;
  /// The keywords that are not FCS's own (do not begin with '$'), in file order.
  [[nodiscard]] const FcsKeywords& keywords() const noexcept { return keywords_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// SHA-256 of the header and text segment as read: everything but the events.
  [[nodiscard]] const std::string& text_sha256() const noexcept { return text_sha256_; }

 private:
  std::filesystem::path path_;
  FcsKeywords keywords_;
  std::string text_sha256_;
  std::unique_ptr<RowReader> rows_;
};

}  // namespace cyto
