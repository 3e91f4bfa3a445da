#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tiffio.h>

#include <functional>
#include <string>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/imageio/slide_reader.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

using test::TemporaryFolder;
using test::TiffVariant;
using ::testing::ContainsRegex;
using Names = std::vector<std::string>;

std::string refusal_of(const std::function<void()>& action, ErrorCode code) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  return {};
}

Names names_of(const SlideDescription& about) {
  Names names;
  for (const SlideChannel& channel : about.channels) {
    names.push_back(channel.name);
  }
  return names;
}

class ChannelMetadata : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& description, int pages = 3,
                              TiffVariant variant = {}) {
    variant.description = description;
    test::write_test_tiff(folder_ / name, {planes_.begin(), planes_.begin() + pages}, variant);
    return folder_ / name;
  }
  std::string ome_refusal(const std::string& xml) {
    const auto file = write("refused.ome.tif", xml);
    return refusal_of([&] { (void)describe_slide({file}); }, ErrorCode::BadData);
  }
  [[nodiscard]] std::string ome(const Names& names, const std::string& inside = {}, double um = 0.65) const {
    return test::test_ome_xml(names, planes_[0], um, inside);
  }

  TemporaryFolder folder_;
  std::vector<cv::Mat> planes_ = test::test_planes(4, 30, 40, CV_16UC1);
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST_F(ChannelMetadata, OmeTellsTheMicroscopeThatTheImageRefersToAndTheDay) {
  const auto origin_of = [&](const std::string& instruments, const std::string& inside) {
    std::string xml = replaced(ome({"DAPI", "CK", "CD45"}), "<Image", instruments + "<Image");
    const std::size_t end = xml.find('>', xml.find("<Image")) + 1;
    return describe_slide({write("scan.ome.tif", xml.insert(end, inside))}).origin;
  };
  const std::string two =
      "<Instrument ID=\"I:0\"><Microscope Model=\"A\"/></Instrument>"
      "<Instrument ID=\"I:1\"><Microscope Manufacturer=\"Maker\" Model=\"B\" "
      "SerialNumber=\"7\"/></Instrument>";
  const ScanOrigin second =
      origin_of(two, "<AcquisitionDate>2026-01-31T23:59:58</AcquisitionDate><InstrumentRef ID=\"I:1\"/>");
  EXPECT_EQ(second.instrument, "Maker B 7");
  EXPECT_EQ(second.acquired_on, "2026-01-31");
  EXPECT_EQ(origin_of(two, "").instrument, "");
  EXPECT_EQ(origin_of("<Instrument><Microscope Model=\"A\"/></Instrument>", "").instrument, "A");
  EXPECT_EQ(origin_of("", "<AcquisitionDate>yesterday</AcquisitionDate>").acquired_on, "");
  EXPECT_EQ(origin_of("", "").instrument, "");
}

TEST_F(ChannelMetadata, OmeNamesSizeAndPageOrderAreUsed) {
  const auto file =
      write("scan.ome.tif",
            ome({"DAPI", "CK", "CD45"},
                "<TiffData FirstC=\"2\" IFD=\"0\"/><TiffData FirstC=\"0\" IFD=\"1\" PlaneCount=\"2\"/>"));
  const SlideDescription about = describe_slide({file});
  EXPECT_EQ(about.format, "OME-TIFF");
  EXPECT_EQ(names_of(about), (Names{"DAPI", "CK", "CD45"}));
  EXPECT_EQ(about.pixel_size, (PixelSize{0.65, 0.65}));
  EXPECT_EQ(about.pixel_size_source, "OME-XML");
  const RawTile tile = test::read_whole({file}, test::test_panel({"dapi", "cd45"}));
  EXPECT_TRUE(test::same_pixels(tile.planes[0], planes_[1]));
  EXPECT_TRUE(test::same_pixels(tile.planes[1], planes_[0]));
}

TEST_F(ChannelMetadata, OmeUnitsAreConverted) {
  const std::vector<std::pair<std::string, double>> units{
      {"nm", 650.0}, {"mm", 0.00065}, {"cm", 0.000065}, {"\u00b5m", 0.65}, {"\u03bcm", 0.65}};
  for (const auto& [unit, value] : units) {
    const auto file =
        write("units.ome.tif", replaced(replaced(ome({"a", "b", "c"}, {}, value), " PhysicalSizeY",
                                                 " PhysicalSizeXUnit=\"" + unit + "\" PhysicalSizeY"),
                                        "><Channel", " PhysicalSizeYUnit=\"" + unit + "\"><Channel"));
    ASSERT_TRUE(describe_slide({file}).pixel_size) << unit;
    EXPECT_NEAR(describe_slide({file}).pixel_size->x_um, 0.65, 1e-12) << unit;
    EXPECT_NEAR(describe_slide({file}).pixel_size->y_um, 0.65, 1e-12) << unit;
  }
}

TEST_F(ChannelMetadata, OmeOverSeveralFilesOfOneFolderIsOneScan) {
  const std::string inside =
      "<TiffData FirstC=\"0\"  IFD=\"0\"><UUID FileName=\"one.ome.tif\">urn:1</UUID></TiffData>"
      "<TiffData FirstC=\"1\"  IFD=\"0\"><UUID FileName=\"two.ome.tif\">urn:2</UUID></TiffData>";
  const auto one = write("one.ome.tif", ome({"DAPI", "CK"}, inside), 1);
  EXPECT_THAT(refusal_of([&] { (void)describe_slide({one}); }, ErrorCode::NoInput),
              ContainsRegex("two.ome.tif: does not exist"));
  test::write_test_tiff(folder_ / "two.ome.tif", {planes_[2]}, {});
  const RawTile tile = test::read_whole({one}, test::test_panel({"DAPI", "CK"}));
  EXPECT_TRUE(test::same_pixels(tile.planes[0], planes_[0]));
  EXPECT_TRUE(test::same_pixels(tile.planes[1], planes_[2]));
  EXPECT_EQ(describe_slide({one}).files.size(), 2U);
}

TEST_F(ChannelMetadata, ARenamedOmeFileIsReadWithARemark) {
  const std::string inside =
      "<TiffData IFD=\"0\" PlaneCount=\"2\"><UUID FileName=\"old.ome.tif\">urn:1</UUID></TiffData>";
  const SlideDescription about = describe_slide({write("new.ome.tif", ome({"DAPI", "CK"}, inside), 2)});
  EXPECT_THAT(about.remarks, ::testing::Contains(ContainsRegex("calls this file \"old.ome.tif\"")));
}

TEST_F(ChannelMetadata, OmeThatContradictsThePagesIsRefused) {
  const std::string good = ome({"DAPI", "CK", "CD45"});
  EXPECT_EQ(ome_refusal(good), "");
  EXPECT_THAT(ome_refusal(ome({"a", "b", "c", "d"})),
              ContainsRegex("channel 3 on page 3, the file has 3 pages"));
  EXPECT_THAT(ome_refusal(ome({"a", "b"})), ContainsRegex("page 2: is not described by .* lists 2 channels"));
  EXPECT_THAT(ome_refusal(replaced(good, "SizeX=\"40\"", "SizeX=\"41\"")),
              ContainsRegex("page 0: is 40 x 30 .* 41"));
  EXPECT_THAT(ome_refusal(replaced(good, "uint16", "uint8")),
              ContainsRegex("page 0: holds other pixels than .*uint8"));
  EXPECT_THAT(ome_refusal(replaced(good, "SizeC=\"3\"", "SizeC=\"4\"")),
              ContainsRegex("SizeC=4 but describes 3"));
  EXPECT_THAT(ome_refusal(replaced(good, "SizeZ=\"1\"", "SizeZ=\"5\"")),
              ContainsRegex("has 5 focal planes .SizeZ"));
  EXPECT_THAT(ome_refusal(replaced(good, "SizeT=\"1\"", "SizeT=\"2\"")),
              ContainsRegex("has 2 time points .SizeT"));
  EXPECT_THAT(ome_refusal(ome({"a", "b", "c"}, "<TiffData IFD=\"0\" PlaneCount=\"2\"/>")),
              ContainsRegex("channel 2 0 times instead of once"));
  EXPECT_THAT(ome_refusal(ome({"a", "b", "c"}, "<TiffData/><TiffData FirstC=\"1\" IFD=\"1\"/>")),
              ContainsRegex("channel 1 2 times instead of once"));
  EXPECT_THAT(ome_refusal(ome({"a", "b", "c"}, "<TiffData IFD=\"0\" PlaneCount=\"9\"/>")),
              ContainsRegex("more planes than the 3"));
  EXPECT_THAT(ome_refusal(ome({"a", "b", "c"}, "<TiffData FirstC=\"-1\"/>")), ContainsRegex("FirstC=\"-1\""));
  EXPECT_THAT(ome_refusal(replaced(good, "</OME>", "<Image><Pixels/></Image></OME>")),
              ContainsRegex("describes several images"));
}

TEST_F(ChannelMetadata, HostileOmeXmlIsRefused) {
  const std::string good = ome({"DAPI", "CK", "CD45"});
  EXPECT_THAT(ome_refusal(replaced(good, "<OME", "<!DOCTYPE OME [<!ENTITY x \"y\">]><OME")),
              ContainsRegex("DOCTYPE"));
  EXPECT_THAT(ome_refusal(good.substr(0, good.size() - 4)), ContainsRegex("not well-formed at byte"));
  EXPECT_THAT(ome_refusal(replaced(good, "DAPI", "DA\xFFPI")), ContainsRegex("not valid UTF-8"));
  for (const char* path : {"../other.tif", "/etc/passwd", "a\\b.tif", ".."}) {
    EXPECT_THAT(ome_refusal(ome({"a", "b", "c"}, "<TiffData><UUID FileName=\"" + std::string(path) +
                                                     "\">urn:x</UUID></TiffData>")),
                ContainsRegex("outside the scan's folder"))
        << path;
  }
  EXPECT_THAT(ome_refusal(ome({"a", "b", "c"}, "<BinData>AAAA</BinData>")), ContainsRegex("BinData"));
  EXPECT_THAT(ome_refusal("<?xml version=\"1.0\"?><OME ><BinaryOnly MetadataFile=\"x\"/></OME>"),
              ContainsRegex("BinaryOnly"));
  EXPECT_THAT(ome_refusal(replaced(good, "PhysicalSizeX=\"0.65\"", "PhysicalSizeX=\"abc\"")),
              ContainsRegex("PhysicalSizeX=\"abc\", not a number"));
  EXPECT_THAT(ome_refusal(replaced(good, " PhysicalSizeY", " PhysicalSizeXUnit=\"parsec\" PhysicalSizeY")),
              ContainsRegex("unknown unit \"parsec\""));
  std::string deep = "<?xml version=\"1.0\"?><OME >";
  for (int i = 0; i < 100'000; ++i) {
    deep += "<a>";
  }
  EXPECT_THAT(ome_refusal(deep), ContainsRegex("not well-formed"));
}

/// ImageJ's private tags 50838 and 50839 with one label per image.
void append_imagej_labels(const std::filesystem::path& file, const Names& labels) {
  constexpr std::uint32_t kCounts = 50838;
  constexpr std::uint32_t kContent = 50839;
  static const TIFFFieldInfo kFields[] = {
      {kCounts, TIFF_VARIABLE2, TIFF_VARIABLE2, TIFF_LONG, FIELD_CUSTOM, 1, 1, const_cast<char*>("counts")},
      {kContent, TIFF_VARIABLE2, TIFF_VARIABLE2, TIFF_BYTE, FIELD_CUSTOM, 1, 1,
       const_cast<char*>("content")}};
  std::string content("JIJIlbal", 8);
  content += std::string{static_cast<char>(labels.size()), 0, 0, 0};
  std::vector<std::uint32_t> counts{12};
  for (const std::string& label : labels) {
    counts.push_back(static_cast<std::uint32_t>(label.size() * 2));
    for (const char c : label) {
      content += std::string{c, 0};
    }
  }
  TIFF* tiff = TIFFOpen(file.c_str(), "r+");
  ASSERT_NE(tiff, nullptr);
  TIFFMergeFieldInfo(tiff, kFields, 2);
  TIFFSetField(tiff, kCounts, static_cast<std::uint32_t>(counts.size()), counts.data());
  TIFFSetField(tiff, kContent, static_cast<std::uint32_t>(content.size()), content.data());
  ASSERT_EQ(TIFFRewriteDirectory(tiff), 1);
  TIFFClose(tiff);
}

TEST_F(ChannelMetadata, ImageJHyperstacksGiveLabelsAndPixelSize) {
  TiffVariant variant;
  variant.pixels_per_cm = 2.0;  // ImageJ: pixels per its own unit
  const auto file =
      write("stack.tif", "ImageJ=1.53c\nimages=3\nchannels=3\nhyperstack=true\nunit=micron\n", 3, variant);
  append_imagej_labels(file, {"DAPI", "c:2/3 - CK", "CD45\nexposure 3"});
  const SlideDescription about = describe_slide({file});
  EXPECT_EQ(about.format, "ImageJ hyperstack");
  EXPECT_EQ(names_of(about), (Names{"DAPI", "CK", "CD45"}));
  EXPECT_EQ(about.pixel_size, (PixelSize{0.5, 0.5}));
  const RawTile tile = test::read_whole({file}, test::test_panel({"CK", "CD45"}));
  EXPECT_TRUE(test::same_pixels(tile.planes[0], planes_[1]));
  EXPECT_TRUE(test::same_pixels(tile.planes[1], planes_[2]));
}

TEST_F(ChannelMetadata, AnImageJStackWithOneDirectoryIsReadToItsEnd) {
  TiffVariant variant;
  variant.rows_per_strip = 30;
  const auto file = write("virtual.tif", "ImageJ=1.53c\nimages=3\nchannels=3\n", 1, variant);
  // The directory goes in front, then the planes follow each other: as ImageJ writes beyond 4 GB.
  std::string bytes = test::bytes_of(file);
  const auto begin = static_cast<std::uint32_t>(bytes.size());
  for (int i = 0; i < 3; ++i) {
    bytes.append(reinterpret_cast<const char*>(planes_[i].data), planes_[i].total() * 2);
  }
  test::patch_tag(bytes, 0, 273, 4, 1, begin);
  test::write_bytes(file, bytes);
  const RawTile tile = test::read_whole({file}, test::position_panel(3));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(test::same_pixels(tile.planes[i], planes_[i])) << i;
  }
  test::write_bytes(file, bytes.substr(0, bytes.size() - 1));
  EXPECT_THAT(refusal_of([&] { (void)describe_slide({file}); }, ErrorCode::BadData),
              ContainsRegex("truncated"));
}

TEST_F(ChannelMetadata, ImageJStacksOfSlicesFramesOrMissingPagesAreRefused) {
  const auto refusal = [&](const std::string& description) {
    const auto file = write("stack.tif", "ImageJ=1.53c\n" + description);
    return refusal_of([&] { (void)describe_slide({file}); }, ErrorCode::BadData);
  };
  EXPECT_EQ(refusal("images=3\nchannels=3\n"), "");
  EXPECT_THAT(refusal("images=3\nslices=3\n"), ContainsRegex("stack of 3 slices"));
  EXPECT_THAT(refusal("images=3\nframes=3\n"), ContainsRegex("stack of 3 frames"));
  EXPECT_THAT(refusal("images=3\n"), ContainsRegex("does not say they are channels"));
  EXPECT_THAT(refusal("images=4\nchannels=4\n"), ContainsRegex("describes 4 images, the file has 3 pages"));
  EXPECT_THAT(refusal("images=3\nchannels=2\n"), ContainsRegex("contradicts itself"));
  EXPECT_THAT(refusal("images=3\nchannels=x\n"), ContainsRegex("channels=x, not a count"));
}

TEST_F(ChannelMetadata, VendorXmlNamesChannelsAndMarksThumbnails) {
  TiffVariant variant;
  variant.page_names = {"DAPI", ""};
  const std::string qpi =
      "<?xml version=\"1.0\" encoding=\"utf-16\"?><PerkinElmer-QPI-ImageDescription><ImageType>FullResolution"
      "</ImageType><Name>Alexa 594</Name></PerkinElmer-QPI-ImageDescription>";
  const auto file = write("qpi.tif", qpi, 1);
  EXPECT_EQ(names_of(describe_slide({file})), (Names{"Alexa 594"}));
  const auto side = write("thumbnail.tif", replaced(qpi, "FullResolution", "Thumbnail"), 2);
  EXPECT_EQ(describe_slide({side}).channels.size(), 1U);
}

class Binding : public ChannelMetadata {
 protected:
  std::string binding_refusal(const Names& in_file, const Panel& panel) {
    TiffVariant variant;
    variant.page_names = in_file;
    const auto file = write("bound.tif", "", static_cast<int>(in_file.size()), variant);
    return refusal_of([&] { (void)open_slide({file}, panel); }, ErrorCode::BadConfig);
  }
};

TEST_F(Binding, NamesAndAliasesAreComparedWithoutCase) {
  Panel panel = test::test_panel({"dapi", "Cytokeratin"});
  panel.channels[1].aliases = {"CK-PE", "panCK"};
  EXPECT_EQ(binding_refusal({"DAPI", "PANCK"}, panel), "");
}

TEST_F(Binding, AChannelAbsentNamedTwiceOrClaimedTwiceIsAnErrorThatNamesTheChannels) {
  Panel panel = test::test_panel({"DAPI", "CK"});
  EXPECT_THAT(binding_refusal({"DAPI", "CD45"}, panel),
              ContainsRegex("\"CK\" is absent.*\"DAPI\", \"CD45\""));
  EXPECT_THAT(binding_refusal({"DAPI", "CK", "ck"}, panel), ContainsRegex("\"CK\" is there 2 times.*\"ck\""));
  panel.channels[1].aliases = {"dapi"};
  EXPECT_THAT(binding_refusal({"DAPI", "x"}, panel),
              ContainsRegex("\"DAPI\" and \"CK\" of the panel are the same"));
}

TEST_F(Binding, PositionsAreUsedOnlyWhenThePanelSaysSo) {
  EXPECT_THAT(binding_refusal({"", ""}, test::test_panel({"DAPI", "CK"})), ContainsRegex("absent.*no name"));
  EXPECT_EQ(binding_refusal({"", ""}, test::position_panel(2)), "");
  EXPECT_THAT(binding_refusal({"", ""}, test::position_panel(3)),
              ContainsRegex("position 2, the scan has 2 channels"));
}

TEST_F(Binding, AnUnnamedGreyImageIsTheNuclearChannelOfANuclearOnlyPanel) {
  EXPECT_EQ(binding_refusal({""}, test::test_panel({"DAPI"})), "");
  EXPECT_THAT(binding_refusal({"", ""}, test::test_panel({"DAPI"})), ContainsRegex("absent"));
}

TEST_F(Binding, OneFilePerChannelIsNamedAfterItsFileName) {
  test::write_test_tiff(folder_ / "s1_w1DAPI.tif", {planes_[0]}, {});
  test::write_test_tiff(folder_ / "s1_CK-PE_20x.tif", {planes_[1]}, {});
  test::write_test_tiff(folder_ / "s1_dapi_20x.tif", {planes_[2]}, {});
  const Panel panel = test::test_panel({"DAPI", "CK-PE"});
  const RawTile tile = test::read_whole({folder_ / "s1_CK-PE_20x.tif", folder_ / "s1_dapi_20x.tif"}, panel);
  EXPECT_TRUE(test::same_pixels(tile.planes[0], planes_[2]));
  EXPECT_TRUE(test::same_pixels(tile.planes[1], planes_[1]));
  EXPECT_THAT(refusal_of(
                  [&] {
                    (void)open_slide({folder_ / "s1_CK-PE_20x.tif", folder_ / "s1_w1DAPI.tif"}, panel);
                  },
                  ErrorCode::BadConfig),
              ContainsRegex("\"DAPI\" is absent"));
  test::write_test_tiff(folder_ / "dapi_ck-pe.tif", {planes_[2]}, {});
  EXPECT_THAT(
      refusal_of([&] { (void)open_slide({folder_ / "dapi_ck-pe.tif"}, panel); }, ErrorCode::BadConfig),
      ContainsRegex("its name fits two channels"));
}

TEST_F(Binding, ThePixelSizeComesFromOptionFileOrPanelInThisOrder) {
  const auto with = write("with.ome.tif", ome({"DAPI"}, {}, 0.65), 1);
  const auto without = write("without.ome.tif", ome({"DAPI"}, {}, 0.0), 1);
  Panel panel = test::test_panel({"DAPI"});
  panel.pixel_size = PixelSize{0.4, 0.4};
  const auto source = [&](const auto& file, const OpenOptions& options) {
    return open_slide({file}, panel, options)->description().pixel_size_source;
  };
  EXPECT_EQ(source(with, {PixelSize{0.3, 0.3}}), "option");
  EXPECT_EQ(source(with, {}), "OME-XML");
  EXPECT_EQ(source(without, {}), "panel");
  panel.pixel_size.reset();
  EXPECT_THAT(refusal_of([&] { (void)source(without, {}); }, ErrorCode::BadConfig),
              ContainsRegex("neither the scan nor the panel has a pixel size"));
  EXPECT_FALSE(describe_slide({without}).pixel_size);
  const auto absurd = write("absurd.ome.tif", ome({"DAPI"}, {}, 650.0), 1);
  EXPECT_THAT(refusal_of([&] { (void)source(absurd, {}); }, ErrorCode::BadConfig),
              ContainsRegex("is 650 x 650 um"));
}

TEST_F(Binding, PrintingResolutionsAreNotPixelSizes) {
  for (const double dpi : {72.0, 96.0, 300.0, 600.0}) {
    TiffVariant variant;
    variant.pixels_per_cm = dpi / 2.54;
    EXPECT_FALSE(describe_slide({write("dpi.tif", "", 1, variant)}).pixel_size) << dpi;
  }
}

}  // namespace
}  // namespace cyto
