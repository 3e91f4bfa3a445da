#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cytrial/core/event.h"
#include "os_file.h"

namespace cyto {

/// Writes event rows as little-endian 32-bit floats, row by row, into a file from `offset` on. Buffered;
/// memory does not grow with the number of rows.
class RowWriter {
 public:
  RowWriter(OutputFile& file, FeatureSchema schema, std::uint64_t offset);

  /// @throws Error Internal when the batch has other columns, does not follow the rows before it or holds an
  /// infinity; TryAgain, Io.
  void append(const EventBatch& batch);
  void flush();

  [[nodiscard]] const FeatureSchema& schema() const noexcept { return schema_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  /// Largest number in each column; 0 when there is none above it.
  [[nodiscard]] const std::vector<float>& maxima() const noexcept { return maxima_; }

 private:
  void take_row(const float* values);
  [[noreturn]] void refuse_infinity(const float* values) const;

  OutputFile& file_;
  FeatureSchema schema_;
  std::uint64_t offset_;
  std::uint64_t rows_ = 0;
  std::vector<float> maxima_;
  std::vector<float> buffer_;
};

/// Reads such rows back in batches. Rows of a file to be read once can be dropped meanwhile.
class RowReader final : public EventSource {
 public:
  RowReader(std::unique_ptr<StoredFile> file, FeatureSchema schema, std::uint64_t offset, std::uint64_t rows);

  [[nodiscard]] const FeatureSchema& schema() const override { return schema_; }
  [[nodiscard]] std::uint64_t size() const override { return rows_; }
  /// @throws Error Internal when rows may be gone: they were to be read for the last time.
  void rewind() override;
  bool next(EventBatch& batch) override;
  void drop_rows_once_read() override { dropping_ = true; }
  /// One row, 0-based, wherever next() stands. @pre row < size(). @throws Error Io, BadData; Internal as
  /// rewind().
  void read_row(std::uint64_t row, float* values) const;

 private:
  void refuse_dropped_rows() const;

  std::unique_ptr<StoredFile> file_;
  FeatureSchema schema_;
  std::uint64_t offset_;
  std::uint64_t rows_;
  std::uint64_t next_row_ = 0;
  bool dropping_ = false;
  bool rows_dropped_ = false;
};

}  // namespace cyto
