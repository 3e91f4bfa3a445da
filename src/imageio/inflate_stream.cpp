#include "inflate_stream.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>
#include <utility>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr std::size_t kInputBytes = 64U << 10U;

}  // namespace

struct InflateStream::State {
  State(std::shared_ptr<const InputFile> input_file, const StoredBlock& block)
      : file(std::move(input_file)), next_offset(block.offset), bytes_left(block.bytes) {
    if (inflateInit(&stream) != Z_OK) {
      throw Error(ErrorCode::OutOfMemory, file->name(), "no memory to inflate a block");
    }
  }
  ~State() { inflateEnd(&stream); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// Compressed bytes from the file, when the last ones are used up. @return as read().
  std::string refill() {
    if (stream.avail_in > 0) {
      return {};
    }
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(input.size(), bytes_left));
    const std::int64_t got = file->read_some(next_offset, input.data(), wanted);
    if (got < 0) {
      return "cannot be read at offset " + std::to_string(next_offset) + ": " +
             std::generic_category().message(errno);
    }
    next_offset += static_cast<std::uint64_t>(got);
    bytes_left -= static_cast<std::uint64_t>(got);
    stream.next_in = input.data();
    stream.avail_in = static_cast<uInt>(got);
    return {};
  }

  /// One step of inflating into `to`. @return as read().
  std::string step() {
    if (std::string problem = refill(); !problem.empty()) {
      return problem;
    }
    const int status = inflate(&stream, Z_NO_FLUSH);
    at_end = status == Z_STREAM_END;
    if (status == Z_OK || at_end) {
      return {};
    }
    if (status == Z_BUF_ERROR) {
      return "its compressed data end too early";
    }
    return "its compressed data are damaged" +
           (stream.msg != nullptr ? " (" + std::string(stream.msg) + ")" : std::string());
  }

  std::shared_ptr<const InputFile> file;
  std::uint64_t next_offset;
  std::uint64_t bytes_left;
  z_stream stream{};
  bool at_end = false;
  std::array<Bytef, kInputBytes> input{};
};

InflateStream::InflateStream(std::shared_ptr<const InputFile> file, const StoredBlock& block)
    : state_(std::make_unique<State>(std::move(file), block)) {}
InflateStream::~InflateStream() = default;
InflateStream::InflateStream(InflateStream&&) noexcept = default;
InflateStream& InflateStream::operator=(InflateStream&&) noexcept = default;

std::string InflateStream::read(std::uint8_t* to, std::uint64_t bytes) {
  z_stream& stream = state_->stream;
  std::uint64_t done = 0;
  while (done < bytes) {
    if (state_->at_end) {
      return "it holds fewer pixels than its size tells";
    }
    const auto piece =
        static_cast<uInt>(std::min<std::uint64_t>(bytes - done, std::numeric_limits<uInt>::max()));
    stream.next_out = to + done;
    stream.avail_out = piece;
    if (std::string problem = state_->step(); !problem.empty()) {
      return problem;
    }
    done += piece - stream.avail_out;
  }
  return {};
}

std::string InflateStream::finish(std::uint64_t spare_bytes) {
  std::array<Bytef, 4096> spare{};
  std::uint64_t passed = 0;
  while (!state_->at_end) {
    state_->stream.next_out = spare.data();
    state_->stream.avail_out = static_cast<uInt>(spare.size());
    if (std::string problem = state_->step(); !problem.empty()) {
      return problem;
    }
    passed += spare.size() - state_->stream.avail_out;
    if (passed > spare_bytes) {
      return "it holds more pixels than its size tells";
    }
  }
  return {};
}

}  // namespace cyto
