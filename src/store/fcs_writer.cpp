#include "cytrial/store/fcs_writer.h"

#include <cmath>

#include "cytrial/core/number_text.h"
#include "fcs_text.h"
#include "os_file.h"
#include "row_file.h"

namespace cyto {
namespace {

constexpr std::size_t kLateBytes = 4096;
constexpr std::uint64_t kDataAlignment = 64;
/// FCS 3.1 ends with a checksum of eight characters; all zeros: none was computed.
constexpr std::string_view kNoChecksum = "00000000";

/// First byte of the data: behind the longest text that finish() can come to write. What stays free between
/// text and data is filled with blanks, which the header's offsets skip.
std::uint64_t data_offset(const FeatureSchema& schema, const std::string& spillover,
                          const FcsKeywords& keywords) {
  constexpr std::uint64_t kLongest = ~std::uint64_t{0};
  const FcsText longest{{kLongest, kLongest},
                        kLongest,
                        std::vector<std::string>(schema.size(), std::string(40, '9')),
                        spillover,
                        keywords};
  const std::uint64_t end = kFcsHeaderBytes + fcs_text(schema, longest).size() + kLateBytes;
  return (end + kDataAlignment - 1) / kDataAlignment * kDataAlignment;
}

/// $PnR: the whole number above the column's largest value.
std::vector<std::string> ranges_of(const std::vector<float>& maxima) {
  std::vector<std::string> ranges;
  for (const float maximum : maxima) {
    ranges.push_back(number_text(std::floor(static_cast<double>(maximum)) + 1.0, 0));
  }
  return ranges;
}

}  // namespace

struct FcsWriter::State {
  OutputFile file;
  std::string spillover;
  FcsKeywords keywords;
  std::uint64_t data_begin;
  RowWriter rows;

  State(const std::filesystem::path& path, const FeatureSchema& schema, FcsKeywords pairs,
        const FcsSpillover& spill)
      : file(path),
        spillover(spillover_text(schema, spill)),
        keywords(std::move(pairs)),
        data_begin(data_offset(schema, spillover, keywords)),
        rows(file, schema, data_begin) {}
};

FcsWriter::FcsWriter(const std::filesystem::path& file, const FeatureSchema& schema, FcsKeywords keywords,
                     const FcsSpillover& spillover) {
  if (schema.size() == 0) {
    throw Error(ErrorCode::Internal, file.string(), "an event table needs a column");
  }
  state_ = std::make_unique<State>(file, schema, std::move(keywords), spillover);
}

FcsWriter::~FcsWriter() = default;

void FcsWriter::append(const EventBatch& batch) {
  state_->rows.append(batch);
}

std::uint64_t FcsWriter::rows() const {
  return state_->rows.rows();
}

void FcsWriter::finish(const FcsKeywords& late) {
  complete(late);
  make_durable();
}

void FcsWriter::complete(const FcsKeywords& late) {
  State& s = *state_;
  s.rows.flush();
  const std::uint64_t data_bytes = s.rows.rows() * s.rows.schema().size() * sizeof(float);
  const FcsSegment data =
      data_bytes == 0 ? FcsSegment{} : FcsSegment{s.data_begin, s.data_begin + data_bytes - 1};
  FcsKeywords custom = s.keywords;
  custom.insert(custom.end(), late.begin(), late.end());

  const FcsText content{data, s.rows.rows(), ranges_of(s.rows.maxima()), s.spillover, std::move(custom)};
  std::string front = fcs_text(s.rows.schema(), content);
  const std::uint64_t text_end = kFcsHeaderBytes + front.size() - 1;
  if (text_end >= s.data_begin) {
    throw Error(ErrorCode::Internal, s.file.path().string(), "the late FCS keywords are too long");
  }
  front.insert(0, fcs_header({kFcsHeaderBytes, text_end}, data));
  front.resize(s.data_begin, ' ');
  s.file.write_at(front, 0);
  s.file.write_at(kNoChecksum, s.data_begin + data_bytes);
}

void FcsWriter::make_durable() {
  state_->file.sync_and_close();
}

}  // namespace cyto
