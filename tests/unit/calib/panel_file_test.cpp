#include "cytrial/calib/panel_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "scratch_folder.h"

namespace cyto {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class PanelFile : public ::testing::Test {
 protected:
  Panel read(const std::string& text) { return read_panel_file(folder_.write("panel.json", text)); }

  /// The message of the refusal, without the folder.
  std::string refusal_of(const std::string& text) {
    try {
      (void)read(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BadConfig);
      const std::string message = error.what();
      EXPECT_THAT(message, HasSubstr((folder_.path() / "panel.json").string()));
      return message.substr(message.find("panel.json"));
    }
    return "no error";
  }
  static std::string with_channels(const std::string& channels) {
    return R"({"name": "p", "channels": [)" + channels + "]}";
  }

  ScratchFolder folder_;
};

TEST_F(PanelFile, ReadsTheSmallestPanel) {
  const std::string text = R"({"name": "p", "channels": [{"name": "DAPI", "role": "nuclear"}]})";
  const Panel panel = read(text);
  EXPECT_EQ(panel.name, "p");
  EXPECT_EQ(panel.version, "");
  ASSERT_EQ(panel.channels.size(), 1U);
  EXPECT_EQ(panel.channels[0].name, "DAPI");
  EXPECT_EQ(panel.channels[0].role, ChannelRole::Nuclear);
  EXPECT_FALSE(panel.bind_by_position);
  EXPECT_FALSE(panel.pixel_size.has_value());
  EXPECT_TRUE(panel.nuclear_only());
  EXPECT_EQ(panel.digest, sha256_of(text));
}

TEST_F(PanelFile, ReadsEveryKey) {
  const Panel panel =
      read(R"({"name": "p", "version": "2", "description": "d", "pixel_size_um": {"x": 0.5, "y": 0.6},
    "channels": [
      {"name": "CK", "role": "cytokeratin", "position": 1, "aliases": ["panCK", "CK-PE"], "saturation_adu": 4095},
      {"name": "DAPI", "role": "nuclear", "position": 0},
      {"name": "A", "role": "other", "position": 2}, {"name": "B", "role": "other", "position": 5}]})");
  EXPECT_EQ(panel.version, "2");
  EXPECT_EQ(panel.pixel_size, (PixelSize{0.5, 0.6}));
  EXPECT_TRUE(panel.bind_by_position);
  EXPECT_EQ(panel.channels[0].position, 1U);
  EXPECT_EQ(panel.channels[3].position, 5U);
  EXPECT_THAT(panel.channels[0].aliases, ElementsAre("panCK", "CK-PE"));
  EXPECT_EQ(panel.channels[0].saturation_adu, 4095.0);
  EXPECT_EQ(panel.channels[1].saturation_adu, std::nullopt);
  EXPECT_EQ(panel.index_of(ChannelRole::Nuclear), 1U);
}

TEST_F(PanelFile, ReadsOneNumberAsASquarePixel) {
  EXPECT_EQ(read(R"({"name": "p", "pixel_size_um": 0.65, "channels": [{"name": "D", "role": "nuclear"}]})")
                .pixel_size,
            (PixelSize{0.65, 0.65}));
}

TEST_F(PanelFile, ReadsEveryPanelOfTheRepository) {
  std::size_t read_count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(CYTRIAL_SOURCE_DIR) + "/calibration/panels")) {
    const Panel panel = read_panel_file(entry.path());
    EXPECT_EQ(panel.name + ".json", entry.path().filename().string());
    ++read_count;
  }
  EXPECT_GE(read_count, 4U);
}

TEST_F(PanelFile, RefusesUnknownKeysAtTheirPlace) {
  EXPECT_THAT(refusal_of(R"({"name": "p", "chanels": [], "channels": [{"name": "D", "role": "nuclear"}]})"),
              HasSubstr("panel.json at /chanels: unknown key"));
  EXPECT_THAT(refusal_of(with_channels(R"({"name": "D", "role": "nuclear", "colour": 1})")),
              HasSubstr("panel.json at /channels/0/colour: unknown key"));
}

TEST_F(PanelFile, RefusesAKeyGivenTwice) {
  EXPECT_THAT(refusal_of(with_channels(R"({"name": "D", "name": "E", "role": "nuclear"})")),
              HasSubstr("panel.json at /channels/0/name: the key is given twice"));
}

TEST_F(PanelFile, RefusesMissingKeys) {
  EXPECT_THAT(refusal_of(R"({"channels": [{"name": "D", "role": "nuclear"}]})"),
              HasSubstr("at /name: is missing"));
  EXPECT_THAT(refusal_of(R"({"name": "p"})"), HasSubstr("at /channels: is missing"));
  EXPECT_THAT(refusal_of(with_channels(R"({"name": "D"})")), HasSubstr("at /channels/0/role: is missing"));
  EXPECT_THAT(refusal_of(with_channels(R"({"role": "nuclear"})")),
              HasSubstr("at /channels/0/name: is missing"));
  EXPECT_THAT(refusal_of(with_channels("")), HasSubstr("at /channels: must hold 1 to 64 channels"));
}

TEST_F(PanelFile, RefusesRolesThatDoNotFit) {
  EXPECT_THAT(refusal_of(with_channels(R"({"name": "D", "role": "nucleus"})")),
              HasSubstr("at /channels/0/role: is not a role"));
  EXPECT_THAT(
      refusal_of(with_channels(R"({"name": "D", "role": "nuclear"}, {"name": "E", "role": "nuclear"})")),
      HasSubstr("at /channels/1/role: the role \"nuclear\" is given twice"));
  EXPECT_THAT(refusal_of(with_channels(R"({"name": "D", "role": "other"})")),
              HasSubstr("at /channels: no channel has the role \"nuclear\""));
}

TEST_F(PanelFile, RefusesNamesThatLeadToTwoChannels) {
  const std::string dapi = R"({"name": "DAPI", "role": "nuclear", "aliases": ["Hoechst"]}, )";
  EXPECT_THAT(refusal_of(with_channels(dapi + R"({"name": "dapi", "role": "other"})")),
              HasSubstr("at /channels/1: the name \"dapi\" is given before, in channel 0"));
  EXPECT_THAT(refusal_of(with_channels(dapi + R"({"name": "E", "role": "other", "aliases": ["HOECHST"]})")),
              HasSubstr("at /channels/1: the name \"HOECHST\" is given before"));
  EXPECT_THAT(refusal_of(with_channels(R"({"name": "D", "role": "nuclear", "aliases": ["d"]})")),
              HasSubstr("at /channels/0: the name \"d\" is given before"));
}

TEST_F(PanelFile, RefusesPositionsThatDoNotFit) {
  EXPECT_THAT(refusal_of(with_channels(
                  R"({"name": "D", "role": "nuclear", "position": 0}, {"name": "E", "role": "other"})")),
              HasSubstr("at /channels/1: some channels have a position and some have none"));
  EXPECT_THAT(refusal_of(with_channels(R"({"name": "D", "role": "nuclear", "position": 0},
                                          {"name": "E", "role": "other", "position": 0})")),
              HasSubstr("at /channels/1/position: another channel has the same position"));
  EXPECT_THAT(refusal_of(with_channels(R"({"name": "D", "role": "nuclear", "position": -1})")),
              HasSubstr("at /channels/0/position: -1 is out of range"));
}

TEST_F(PanelFile, RefusesNumbersThatAreUnitMistakes) {
  const auto sized = [](const std::string& size) {
    return R"({"name": "p", "pixel_size_um": )" + size +
           R"(, "channels": [{"name": "D", "role": "nuclear"}]})";
  };
  EXPECT_THAT(refusal_of(sized("650")),
              HasSubstr("at /pixel_size_um: 650 is out of range; allowed: 0.02 to 20"));
  EXPECT_THAT(refusal_of(sized(R"({"x": 0, "y": 1})")), HasSubstr("at /pixel_size_um/x: 0 is out of range"));
  EXPECT_THAT(refusal_of(sized(R"({"x": 1})")), HasSubstr("at /pixel_size_um/y: is missing"));
  EXPECT_THAT(refusal_of(sized(R"("0.65 um")")),
              HasSubstr("at /pixel_size_um: is a string; an object is wanted"));
  EXPECT_THAT(refusal_of(sized("NaN")), HasSubstr("not valid JSON"));
  EXPECT_THAT(refusal_of(with_channels(R"({"name": "D", "role": "nuclear", "saturation_adu": 0})")),
              HasSubstr("at /channels/0/saturation_adu: 0 is out of range"));
}

TEST_F(PanelFile, RefusesNamesThatAreNoNames) {
  for (const char* name : {R"("")", R"("a\nb")"}) {
    EXPECT_THAT(refusal_of(with_channels(std::string(R"({"role": "nuclear", "name": )") + name + "}")),
                HasSubstr("at /channels/0/name: must have 1 to 128 bytes and no control characters"));
  }
}

TEST_F(PanelFile, SaysThatAFileIsMissing) {
  try {
    (void)read_panel_file(folder_.path() / "absent.json");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::NoInput);
    EXPECT_THAT(error.subject(), EndsWith("absent.json"));
  }
}

}  // namespace
}  // namespace cyto
