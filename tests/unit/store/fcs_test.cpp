#include <gmock/gmock.h>

#include <cstring>
#include <fstream>
#include <map>

#include "cytrial/core/error.h"
#include "cytrial/store/fcs_reader.h"
#include "cytrial/store/fcs_writer.h"
#include "store_fixtures.h"

namespace cyto::store_test {
namespace {

namespace fs = std::filesystem;

FeatureSchema columns_named(const std::vector<std::string>& names) {
  std::vector<FeatureColumn> columns;
  for (const std::string& name : names) {
    columns.push_back({name, ""});
  }
  return FeatureSchema(columns);
}

/// An FCS file as the standard describes it, read here without the program's own reader.
struct PlainFcs {
  std::map<std::string, std::string> keywords;
  std::uint64_t header_data_begin = 0;
  std::uint64_t header_data_end = 0;
  std::vector<float> values;
  std::string tail;

  explicit PlainFcs(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(bytes.substr(0, 10), "FCS3.1    ");
    const auto offset = [&](std::size_t field) { return std::stoull(bytes.substr(10 + 8 * field, 8)); };
    header_data_begin = offset(2);
    header_data_end = offset(3);
    EXPECT_EQ(offset(4) + offset(5), 0U);  // no ANALYSIS segment
    read_text(bytes.substr(offset(0), offset(1) - offset(0) + 1));
    const std::uint64_t begin = std::stoull(keywords["$BEGINDATA"]);
    const std::uint64_t count = std::stoull(keywords["$TOT"]) * std::stoull(keywords["$PAR"]);
    values.resize(count);
    if (count > 0) {
      std::memcpy(values.data(), bytes.data() + begin, count * 4);
    }
    tail = bytes.substr(begin + count * 4);
  }
  void read_text(const std::string& text) {
    const char delimiter = text.front();
    EXPECT_EQ(text.back(), delimiter);
    std::vector<std::string> words(1);
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
      if (text[i] == delimiter && text[i + 1] == delimiter) {
        words.back() += text[++i];
      } else if (text[i] == delimiter) {
        words.emplace_back();
      } else {
        words.back() += text[i];
      }
    }
    ASSERT_EQ(words.size() % 2, 0U);
    for (std::size_t i = 0; i < words.size(); i += 2) {
      EXPECT_FALSE(words[i + 1].empty()) << words[i];
      EXPECT_TRUE(keywords.emplace(words[i], words[i + 1]).second) << words[i];
    }
  }
};

void write_fcs(const fs::path& file, const FeatureSchema& schema, std::uint64_t rows,
               const FcsKeywords& keywords) {
  FcsWriter writer(file, schema, keywords);
  for (std::uint64_t done = 0; done < rows; done += 1000) {
    writer.append(events_of(schema, done, std::min<std::uint64_t>(1000, rows - done)));
  }
  writer.finish({{"CYTRIAL_RUN_SAMPLE", "S1"}});
}

TEST(Fcs, IsWhatTheStandardDescribes) {
  const TemporaryFolder folder;
  const FeatureSchema schema = classified_schema();
  write_fcs(folder / "e.fcs", schema, 2500, {{"CYTRIAL_GATE_NAMES", "a|b"}});
  PlainFcs fcs(folder / "e.fcs");

  for (const auto& [name, value] : std::map<std::string, std::string>{{"$BYTEORD", "1,2,3,4"},
                                                                      {"$DATATYPE", "F"},
                                                                      {"$MODE", "L"},
                                                                      {"$NEXTDATA", "0"},
                                                                      {"$TOT", "2500"},
                                                                      {"$PAR", "13"},
                                                                      {"$BEGINANALYSIS", "0"},
                                                                      {"$ENDANALYSIS", "0"},
                                                                      {"$BEGINSTEXT", "0"},
                                                                      {"$ENDSTEXT", "0"},
                                                                      {"CYTRIAL_GATE_NAMES", "a|b"},
                                                                      {"CYTRIAL_RUN_SAMPLE", "S1"}}) {
    EXPECT_EQ(fcs.keywords[name], value) << name;
  }
  float largest = 0;
  for (std::size_t i = 0; i < schema.size(); ++i) {
    const std::string p = "$P" + std::to_string(i + 1);
    EXPECT_EQ(fcs.keywords[p + "B"], "32");
    EXPECT_EQ(fcs.keywords[p + "E"], "0,0");
    EXPECT_EQ(fcs.keywords[p + "N"], schema.columns()[i].name);
    largest = std::max(largest, std::stof(fcs.keywords[p + "R"]));
  }
  EXPECT_EQ(fcs.keywords["$P8S"], schema.columns()[7].description);
  EXPECT_EQ(fcs.keywords.count("$P3S"), 0U);
  EXPECT_EQ(largest, 249'913.0F);  // the whole number above the largest value
  EXPECT_EQ(std::to_string(fcs.header_data_begin), fcs.keywords["$BEGINDATA"]);
  EXPECT_EQ(std::to_string(fcs.header_data_end), fcs.keywords["$ENDDATA"]);
  EXPECT_EQ(fcs.header_data_end - fcs.header_data_begin + 1, 2500U * 13U * 4U);
  EXPECT_EQ(fcs.tail, "00000000");

  const std::vector<float> written = events_of(schema, 0, 2500).values;
  ASSERT_EQ(fcs.values.size(), written.size());
  EXPECT_EQ(std::memcmp(fcs.values.data(), written.data(), written.size() * 4), 0);
}

TEST(Fcs, KeepsAnAbsentValueAsNaNAndOneBitPatternForAll) {
  const TemporaryFolder folder;
  const FeatureSchema schema = columns_named({"a", "b"});
  for (const float nan : {std::nanf(""), -std::nanf("7")}) {
    FcsWriter writer(folder / (std::signbit(nan) ? "n.fcs" : "p.fcs"), schema, {});
    writer.append({0, 1, 2, {nan, 3.0F}});
    writer.finish({});
  }
  const PlainFcs fcs(folder / "p.fcs");
  EXPECT_TRUE(std::isnan(fcs.values[0]));
  EXPECT_EQ(fcs.values[1], 3.0F);
  EXPECT_EQ(read_text_file(folder / "p.fcs"), read_text_file(folder / "n.fcs"));
}

TEST(Fcs, RefusesAnInfiniteValueAndAGapInTheEvents) {
  const TemporaryFolder folder;
  const FeatureSchema schema = columns_named({"a"});
  FcsWriter writer(folder / "e.fcs", schema, {});
  writer.append({0, 1, 1, {1.0F}});
  EXPECT_THROW(writer.append({1, 1, 1, {std::numeric_limits<float>::infinity()}}), Error);
  FcsWriter gap(folder / "g.fcs", schema, {});
  EXPECT_THROW(gap.append({1, 1, 1, {1.0F}}), Error);
  EXPECT_THROW(gap.append({0, 1, 2, {1.0F, 2.0F}}), Error);
}

TEST(Fcs, RefusesNamesThatTheStandardForbids) {
  const TemporaryFolder folder;
  EXPECT_THROW(FcsWriter(folder / "1", columns_named({"a,b"}), {}), Error);
  EXPECT_THROW(FcsWriter(folder / "2", columns_named({""}), {}), Error);
  EXPECT_THROW(FcsWriter(folder / "3", columns_named({}), {}), Error);
  const FeatureSchema schema = columns_named({"a"});
  EXPECT_THROW(FcsWriter(folder / "4", schema, {{"$TOT", "5"}}), Error);
  EXPECT_THROW(FcsWriter(folder / "5", schema, {{"x", "1"}, {"X", "2"}}), Error);
  EXPECT_NO_THROW(FcsWriter(folder / "6", schema, {{"x", "1"}, {"y", "2"}}));
}

TEST(Fcs, AnEmptyTableIsAValidFile) {
  const TemporaryFolder folder;
  write_fcs(folder / "e.fcs", measured_schema(), 0, {});
  FcsReader reader(folder / "e.fcs");
  EXPECT_EQ(reader.size(), 0U);
  EXPECT_EQ(reader.schema(), measured_schema());
  EventBatch batch;
  EXPECT_FALSE(reader.next(batch));
  EXPECT_EQ(PlainFcs(folder / "e.fcs").keywords["$TOT"], "0");
}

TEST(Fcs, ReadsBackInBatchesAndAgainAfterRewinding) {
  const TemporaryFolder folder;
  write_fcs(folder / "e.fcs", measured_schema(), 10'000,
            {{"NOTE", "doubled \f\f and last \f"}, {"EMPTY", ""}});
  FcsReader reader(folder / "e.fcs");
  EXPECT_EQ(reader.size(), 10'000U);
  EXPECT_THAT(reader.keywords(),
              testing::ElementsAre(testing::Pair("NOTE", "doubled \f\f and last \f "),
                                   testing::Pair("EMPTY", ""), testing::Pair("CYTRIAL_RUN_SAMPLE", "S1")));
  const std::vector<float> first = all_values(reader);
  const std::vector<float> second = all_values(reader);
  const std::vector<float> written = events_of(measured_schema(), 0, 10'000).values;
  ASSERT_EQ(first.size(), written.size());
  EXPECT_EQ(std::memcmp(first.data(), written.data(), written.size() * 4), 0);
  EXPECT_EQ(std::memcmp(second.data(), written.data(), written.size() * 4), 0);
}

TEST(Fcs, DataBeyondTheHeadersEightDigitsIsFoundThroughItsKeywords) {
  const TemporaryFolder folder;
  std::vector<FeatureColumn> columns;
  for (int i = 0; i < 1000; ++i) {
    columns.push_back({"c" + std::to_string(i), ""});
  }
  const FeatureSchema schema(columns);
  constexpr std::uint64_t kRows = 25'000;  // 100,000,000 bytes of data
  FcsWriter writer(folder / "big.fcs", schema, {});
  EventBatch batch{0, 1000, 1000, std::vector<float>(1'000'000, 1.5F)};
  for (; batch.first_event < kRows; batch.first_event += batch.rows) {
    writer.append(batch);
  }
  writer.finish({});

  const PlainFcs fcs(folder / "big.fcs");
  EXPECT_EQ(fcs.header_data_begin, 0U);
  EXPECT_EQ(fcs.header_data_end, 0U);
  EXPECT_EQ(fcs.values.back(), 1.5F);
  FcsReader reader(folder / "big.fcs");
  EXPECT_EQ(reader.size(), kRows);
  ASSERT_TRUE(reader.next(batch));
  EXPECT_EQ(batch.values.front(), 1.5F);
  EXPECT_LE(batch.values.size() * sizeof(float), 8U << 20U);
}

TEST(Fcs, RefusesAFileCutAnywhere) {
  const TemporaryFolder folder;
  write_fcs(folder / "e.fcs", measured_schema(), 50, {});
  const std::string whole = read_text_file(folder / "e.fcs");
  int refused = 0;
  for (std::size_t length = 0; length + 9 < whole.size(); length += 37) {
    std::ofstream(folder / "cut.fcs", std::ios::binary) << whole.substr(0, length);
    EXPECT_THROW(FcsReader(folder / "cut.fcs"), Error) << length;
    ++refused;
  }
  EXPECT_GE(refused, 100);
  EXPECT_NO_THROW(FcsReader(folder / "e.fcs"));
}

TEST(Fcs, RefusesContradictoryKeywords) {
  const TemporaryFolder folder;
  write_fcs(folder / "e.fcs", measured_schema(), 50, {});
  const std::string whole = read_text_file(folder / "e.fcs");
  const auto refused_after = [&](const std::string& from, const std::string& to) {
    std::string changed = whole;
    changed.replace(changed.find(from), from.size(), to);
    write_file_atomically(folder / "changed.fcs", changed);
    EXPECT_THROW(FcsReader(folder / "changed.fcs"), Error) << from;
  };
  refused_after("$TOT\f50", "$TOT\f51");
  refused_after("$PAR\f8", "$PAR\f7");
  refused_after("$PAR\f8", "$PAR\f9");
  refused_after("$DATATYPE\fF", "$DATATYPE\fI");
  refused_after("$BYTEORD\f1,2,3,4", "$BYTEORD\f4,3,2,1");
  refused_after("$P3B\f32", "$P3B\f16");
  refused_after("$MODE\fL", "$MODE\fC");
  refused_after("$NEXTDATA\f0", "$NEXTDATA\f9");
  refused_after("$TOT", "$TOX");
  refused_after("FCS3.1", "FCS2.0");
}

}  // namespace
}  // namespace cyto::store_test
