#include "../../../src/review/gate_lines.h"

#include <gtest/gtest.h>

namespace cyto::review::test {
namespace {

constexpr const char* kGates = R"({"gates": [
  {"name": "size", "kind": "range", "parameter": "cell_diameter_um", "min": 4, "max": 60},
  {"name": "ck", "kind": "range", "parameter": {"role": "cytokeratin", "measure": "cell_mean_adu", "unit": "leukocyte_sd"},
   "min": 1.75},
  {"name": "low", "kind": "polygon",
   "x": {"role": "cytokeratin", "measure": "cell_mean_adu", "unit": "leukocyte_sd"},
   "y": {"role": "leukocyte", "measure": "cell_mean_adu", "unit": "leukocyte_ratio"},
   "vertices": [[1, 2], [3, 4], [5, 6]]},
  {"name": "both", "kind": "boolean", "when": {"and": ["ck", "low"]}}
]})";

Panel panel() {
  Panel made;
  made.channels = {{"CK", ChannelRole::Cytokeratin, {}, {}, {}},
                   {"CD45", ChannelRole::Leukocyte, {}, {}, {}}};
  return made;
}

std::string lines(const std::string& x, const std::string& y, const Panel& of = panel()) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  put_gate_lines(json, kGates, of, x, y);
  return json.take();
}

TEST(GateLines, AreThoseThatLookAtNothingButTheTwoColumns) {
  const std::string both = lines("ck_cell_mean_adu_lsd", "cd45_cell_mean_adu_lratio");
  EXPECT_NE(both.find(R"("ck")"), std::string::npos) << both;
  EXPECT_NE(both.find(R"("low")"), std::string::npos) << both;
  EXPECT_EQ(both.find(R"("size")"), std::string::npos) << both;
  EXPECT_EQ(lines("ck_cell_mean_adu", "cd45_cell_mean_adu").find("name"), std::string::npos);
}

TEST(GateLines, TurnAPolygonWithItsAxes) {
  const std::string turned = lines("cd45_cell_mean_adu_lratio", "ck_cell_mean_adu_lsd");
  EXPECT_NE(turned.find("[[2,1],[4,3],[6,5]]"), std::string::npos) << turned;
  EXPECT_NE(turned.find(R"("axis":"y")"), std::string::npos) << turned;
}

TEST(GateLines, LeaveOutWhatThePanelHasNoChannelFor) {
  EXPECT_EQ(lines("ck_cell_mean_adu_lsd", "cd45_cell_mean_adu_lratio", Panel{}).find("name"),
            std::string::npos);
}

}  // namespace
}  // namespace cyto::review::test
