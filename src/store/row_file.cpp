#include "row_file.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string_view>

namespace cyto {
namespace {

static_assert(std::endian::native == std::endian::little && sizeof(float) == 4,
              "event files hold little-endian 32-bit floats");

constexpr std::size_t kBufferedFloats = 1U << 18U;
constexpr std::uint64_t kRowsPerBatch = 4096;
constexpr std::uint64_t kBytesPerBatch = 8U << 20U;

std::string_view bytes_of(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

}  // namespace

RowWriter::RowWriter(OutputFile& file, FeatureSchema schema, std::uint64_t offset)
    : file_(file), schema_(std::move(schema)), offset_(offset), maxima_(schema_.size(), 0.0F) {
  buffer_.reserve(kBufferedFloats);
}

void RowWriter::refuse_infinity(const float* values) const {
  const auto column = std::find_if(values, values + schema_.size(), [](float v) { return std::isinf(v); });
  throw Error(
      ErrorCode::Internal, "event " + std::to_string(rows_ + 1),
      "has an infinite value in column " + schema_.columns()[static_cast<std::size_t>(column - values)].name,
      "report this with the scan; an absent value must be NaN");
}

/// One loop without branches, which the compiler turns into vector code.
void RowWriter::take_row(const float* values) {
  const std::size_t columns = schema_.size();
  buffer_.resize(buffer_.size() + columns);
  float* to = buffer_.data() + (buffer_.size() - columns);
  float* maxima = maxima_.data();
  int infinite = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    const float value = values[column];
    infinite |= std::abs(value) > std::numeric_limits<float>::max() ? 1 : 0;
    // One bit pattern for every NaN: the same values are the same bytes.
    to[column] = std::isnan(value) ? std::numeric_limits<float>::quiet_NaN() : value;
    maxima[column] = value > maxima[column] ? value : maxima[column];
  }
  if (infinite != 0) {
    refuse_infinity(values);
  }
}

void RowWriter::append(const EventBatch& batch) {
  if (batch.columns != schema_.size() || batch.values.size() != batch.rows * batch.columns) {
    throw Error(ErrorCode::Internal, file_.path().string(), "a batch of events has the wrong size");
  }
  if (batch.first_event != rows_) {
    throw Error(ErrorCode::Internal, file_.path().string(),
                "event " + std::to_string(batch.first_event + 1) + " came where event " +
                    std::to_string(rows_ + 1) + " belongs");
  }
  for (std::size_t row = 0; row < batch.rows; ++row, ++rows_) {
    take_row(batch.row(row));
    if (buffer_.size() + batch.columns > kBufferedFloats) {
      flush();
    }
  }
}

void RowWriter::flush() {
  const std::string_view bytes = bytes_of(buffer_);
  file_.write_at(bytes, offset_);
  offset_ += bytes.size();
  buffer_.clear();
}

RowReader::RowReader(std::unique_ptr<StoredFile> file, FeatureSchema schema, std::uint64_t offset,
                     std::uint64_t rows)
    : file_(std::move(file)), schema_(std::move(schema)), offset_(offset), rows_(rows) {}

void RowReader::read_row(std::uint64_t row, float* values) const {
  refuse_dropped_rows();
  const std::uint64_t row_bytes = schema_.size() * sizeof(float);
  file_->read_at(reinterpret_cast<char*>(values), row_bytes, offset_ + row * row_bytes);
}

void RowReader::refuse_dropped_rows() const {
  if (rows_dropped_) {
    throw Error(ErrorCode::Internal, file_->path().string(), "events were read again after the last time");
  }
}

void RowReader::rewind() {
  refuse_dropped_rows();
  next_row_ = 0;
}

bool RowReader::next(EventBatch& batch) {
  const std::uint64_t row_bytes = schema_.size() * sizeof(float);
  const std::uint64_t fitting = std::clamp<std::uint64_t>(kBytesPerBatch / row_bytes, 1, kRowsPerBatch);
  batch.first_event = next_row_;
  batch.rows = std::min(fitting, rows_ - next_row_);
  batch.columns = schema_.size();
  batch.values.resize(batch.rows * batch.columns);
  if (batch.rows == 0) {
    return false;
  }
  file_->read_at(reinterpret_cast<char*>(batch.values.data()), batch.rows * row_bytes,
                 offset_ + next_row_ * row_bytes);
  next_row_ += batch.rows;
  if (dropping_) {
    rows_dropped_ = true;
    file_->drop_before(offset_ + next_row_ * row_bytes);
  }
  return true;
}

}  // namespace cyto
