#include "gate_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "cytrial/classify/classifier.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"

namespace cyto {
namespace {

using testing::HasSubstr;

const char* const kGood = R"({
  "format": 1, "name": "n", "version": "1", "source": "s",
  "requires": ["cytokeratin"],
  "gates": [
    {"name": "size", "kind": "range", "parameter": "cell_diameter_um", "min": 4},
    {"name": "dim", "parent": "size", "kind": "polygon",
     "x": {"role": "cytokeratin", "measure": "cell_mean_adu", "unit": "leukocyte_sd"},
     "y": {"column": "b", "unit": "leukocyte_ratio"}, "vertices": [[0, 0], [1, 0], [0, 1]]},
    {"name": "bare", "kind": "flag", "flag": "without_nucleus"},
    {"name": "ctc", "kind": "boolean", "when": {"and": ["size", {"not": "bare"}]}}
  ],
  "leukocyte_population": {"among": "size", "marker": {"role": "leukocyte", "measure": "cell_mean_adu"},
    "marker_ratio_min": 0.25, "minimum_marker_adu": 5, "minimum_separation": 4, "minimum_share": 0.03,
    "exclude_by": {"role": "cytokeratin", "measure": "cell_mean_adu"}, "clip_sd": 4,
    "minimum_events": 10, "few_events": 50},
  "phenotypes": [{"phenotype": "ctc", "when": "ctc"}],
  "otherwise": "debris",
  "candidates": {"when": "ctc"},
  "clusters": {"phenotype": "ctc", "max_gap_um": 1}
})";

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(GateFileText, OfAGoodFileIsRead) {
  const GateFile gates = gate_file_from_text(kGood, "good.json");
  EXPECT_EQ(gates.gates.size(), 4U);
  EXPECT_EQ(gates.gates[1].parent, 0U);
  EXPECT_EQ(gates.phenotypes.at(0).phenotype, Phenotype::Ctc);
  EXPECT_EQ(gates.otherwise, Phenotype::Debris);
  EXPECT_EQ(gates.digest, sha256_of(kGood));
  EXPECT_EQ(relative_gates_of(gates.gates), 0b0010U);
}

TEST(GateFileText, NamesTheColumnsThatItLooksAt) {
  Panel panel;
  panel.channels.push_back({"CK", ChannelRole::Cytokeratin, {}, {}, {}});
  panel.channels.push_back({"HER2",
                            ChannelRole::Other,
                            {},
                            {},
                            {},
                            MarkerLevels{"cell_max_adu", LevelUnit::Absolute, {1.0, 2.0, 3.0}, 1, "s"}});
  EXPECT_THAT(columns_looked_at(gate_file_from_text(kGood, "good.json"), panel),
              testing::ElementsAre("ck_cell_mean_adu", "cell_diameter_um", "ck_cell_mean_adu", "b",
                                   "her2_cell_max_adu"));
}

struct Fault {
  std::string from, to, message;
};

class FaultyGateFile : public testing::TestWithParam<Fault> {};

TEST_P(FaultyGateFile, IsRefusedWithItsPlace) {
  const Fault& fault = GetParam();
  try {
    static_cast<void>(gate_file_from_text(replaced(fault.from, fault.to), "bad.json"));
    FAIL() << "accepted: " << fault.to;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadConfig);
    EXPECT_THAT(error.what(), HasSubstr("bad.json"));
    EXPECT_THAT(error.what(), HasSubstr(fault.message));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, FaultyGateFile,
    testing::Values(
        Fault{R"("format": 1)", R"("format": 2)", "/format: this program reads format 1"},
        Fault{R"("name": "n", )", "", "/name: is missing"},
        Fault{R"("version": "1")", R"("version": "")", "/version: is empty"},
        Fault{R"("version": "1")", R"("version": 1)", "/version: is a number"},
        Fault{R"("source": "s",)", R"("source": "s", "colour": 1,)", "/colour: unknown key"},
        Fault{R"(["cytokeratin"])", R"(["keratin"])", "/requires/0: is not a channel role"},
        Fault{R"("name": "size")", R"("name": "Size")", "/gates/0/name: is not a gate name"},
        Fault{R"("name": "dim")", R"("name": "size")", "/gates/1/name: gate size stands twice"},
        Fault{R"("kind": "flag")", R"("kind": "box")", "/gates/2/kind: is not a kind of gate"},
        Fault{R"("flag": "without_nucleus")", R"("flag": "blue")", "/gates/2/flag: is not an event flag"},
        Fault{R"("cell_diameter_um", "min": 4)", R"("cell_diameter_um")",
              "/gates/0: a range gate has neither"},
        Fault{R"("min": 4})", R"("min": 4, "max": 4})", "/gates/0: min is not below max"},
        Fault{R"("min": 4})", R"("min": "4"})", "/gates/0/min: is a string"},
        Fault{R"("min": 4})", R"("min": 4, "mox": 5})", "/gates/0/mox: unknown key"},
        Fault{R"("parent": "size")", R"("parent": "dim")", "/gates/1/parent: no gate dim stands before"},
        Fault{R"("parent": "size")", R"("parent": "ctc")", "/gates/1/parent: no gate ctc stands before"},
        Fault{R"(["size", {"not": "bare"}])", R"(["size", {"not": "ctc"}])",
              "/gates/3/when/and/1/not: no gate ctc stands before"},
        Fault{R"(["size", {"not": "bare"}])", "[]", "/gates/3/when/and: is empty"},
        Fault{R"({"and": ["size", {"not": "bare"}]})", R"({"xor": ["size"]})",
              "/gates/3/when/xor: unknown key"},
        Fault{R"({"and": ["size", {"not": "bare"}]})", R"({"not": "size", "or": []})",
              "/gates/3/when: is not a gate expression"},
        Fault{R"("unit": "leukocyte_sd")", R"("unit": "sd")", "/gates/1/x/unit: is not a unit"},
        Fault{R"({"column": "b",)", R"({"column": "B b",)", "/gates/1/y/column: is not a column name"},
        Fault{R"({"column": "b",)", R"({"role": "other",)", "/gates/1/y/measure: is missing"},
        Fault{"[[0, 0], [1, 0], [0, 1]]", "[[0, 0], [1, 0]]", "/gates/1/vertices: a polygon has 3 to 1000"},
        Fault{"[[0, 0], [1, 0], [0, 1]]", "[[0, 0], [1, 1], [2, 2]]",
              "/gates/1/vertices: the polygon has no area"},
        Fault{"[[0, 0], [1, 0], [0, 1]]", "[[3, 3], [3, 3], [3, 3]]",
              "/gates/1/vertices: the polygon has no area"},
        Fault{"[0, 1]]", "[0, 1, 2]]", "/gates/1/vertices/2: is not a vertex"},
        Fault{R"("min": 4})", R"("min": 4, "when_role_absent": "pass"})",
              "/gates/0/when_role_absent: the gate names no channel role"},
        Fault{R"("vertices")", R"("when_role_absent": "maybe", "vertices")",
              "/gates/1/when_role_absent: is not an outcome"},
        Fault{R"("among": "size")", R"("among": "dim")",
              "/leukocyte_population/among: names a gate in leukocyte"},
        Fault{R"("measure": "cell_mean_adu"},
    "marker_ratio_min")",
              R"("measure": "cell_mean_adu", "unit": "leukocyte_sd"},
    "marker_ratio_min")",
              "/leukocyte_population/marker: has a relative unit"},
        Fault{R"("marker_ratio_min": 0.25)", R"("marker_ratio_min": 0)",
              "/leukocyte_population/marker_ratio_min: 0"},
        Fault{R"("marker": {"role": "leukocyte", "measure": "cell_mean_adu"},)", "",
              "/leukocyte_population/marker_ratio_min: unknown key"},
        Fault{R"("minimum_events": 10)", R"("minimum_events": 1.5)",
              "/leukocyte_population/minimum_events: is not"},
        Fault{R"([{"phenotype": "ctc", "when": "ctc"}])", "[]", "/phenotypes: is empty"},
        Fault{R"("phenotype": "ctc", "when")", R"("phenotype": "unclassified", "when")",
              "/phenotypes/0/phenotype: is not a phenotype"},
        Fault{R"("otherwise": "debris")", R"("otherwise": "cell")", "/otherwise: is not a phenotype"},
        Fault{R"("candidates": {"when": "ctc"})", R"("candidates": {"when": "none"})",
              "/candidates/when: no gate none"},
        Fault{R"("max_gap_um": 1)", R"("max_gap_um": -1)", "/clusters/max_gap_um: -1 is out of range"},
        Fault{R"("format": 1,)", R"("format": 1, "format": 1,)", "/format"},
        Fault{R"("max_gap_um": 1})", R"("max_gap_um": 1)", "bad.json"}));

TEST(GateFileText, WithMoreGatesThanAFloatHoldsIsRefused) {
  std::string gates;
  for (int i = 0; i < 21; ++i) {
    gates += R"({"name": "g)" + std::to_string(i) + R"(", "kind": "flag", "flag": "saturated"},)";
  }
  try {
    static_cast<void>(gate_file_from_text(replaced(R"("gates": [)", R"("gates": [)" + gates), "bad.json"));
    FAIL() << "accepted 25 gates";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/gates: a gate file has 1 to 24 gates"));
  }
}

TEST(ReadGateFile, GivesTheDefaultFileTheDigestOfItsBytes) {
  const std::filesystem::path file =
      std::filesystem::path(CYTRIAL_SOURCE_DIR) / "calibration" / "gates" / "default.json";
  ASSERT_TRUE(std::filesystem::exists(file));
  EXPECT_EQ(digest_of(*read_gate_file(file)), sha256_of_file(file));
  EXPECT_EQ(digest_of(*default_gate_file()), sha256_of_file(file))
      << "the embedded text differs from the file";
}

TEST(ReadGateFile, NamesAMissingFile) {
  try {
    static_cast<void>(read_gate_file("no/such/gates.json"));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::NoInput);
    EXPECT_THAT(error.what(), HasSubstr("no/such/gates.json"));
  }
}

}  // namespace
}  // namespace cyto
