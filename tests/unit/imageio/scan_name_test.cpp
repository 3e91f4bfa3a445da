#include "cytrial/imageio/scan_name.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>
#include <optional>
#include <string>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/imageio/tiff_writer.h"
#include "support/temporary_folder.h"

namespace cyto {
namespace {

class ScanName : public testing::Test {
 protected:
  /// A scan of one page with that description.
  std::filesystem::path scan(const std::string& description) {
    const std::filesystem::path file = folder_ / "scan.ome.tif";
    const TiffPlaneOptions options{
        .width_px = 64, .height_px = 64, .tile_px = 64, .description = description};
    const auto writer = create_tiled_tiff(file, options, 1);
    writer->write_band({cv::Mat::zeros(64, 64, CV_16UC1)});
    writer->finish();
    return file;
  }
  static std::string ome(const std::string& name) {
    return ome_xml_for({"DAPI"}, 64, 64, "uint16", {0.5, 0.5}, {}, name);
  }

  test::TemporaryFolder folder_;
};

TEST_F(ScanName, IsTheNameOfTheFirstImageWhateverItsCharacters) {
  for (const std::string name : {"HAI-01 S0101X", "<a> & \"b\"",
                                 "K\xC3\xB8"
                                 "benhavn 7",
                                 "A1"}) {
    EXPECT_EQ(scan_name_of(scan(ome(name))), name);
  }
  std::string two = ome("first");
  two.insert(two.find("</OME>"), "<Image ID=\"Image:1\" Name=\"second\"/>");
  EXPECT_EQ(scan_name_of(scan(two)), "first");
}

TEST_F(ScanName, IsFoundUnderANamespacePrefix) {
  EXPECT_EQ(
      scan_name_of(scan("<?xml version=\"1.0\"?><ome:OME xmlns:ome=\"http://www.openmicroscopy.org/Schemas/"
                        "OME/2016-06\"><ome:Image ID=\"Image:0\" Name=\"A1\"/></ome:OME>")),
      "A1");
}

TEST_F(ScanName, IsEmptyWhereThereIsNone) {
  EXPECT_EQ(scan_name_of(scan(ome(""))), "");
  EXPECT_EQ(scan_name_of(scan("")), "");
  EXPECT_EQ(scan_name_of(scan("ImageJ=1.53k\nimages=1\n")), "");
  EXPECT_EQ(scan_name_of(folder_.path()), "");
  EXPECT_EQ(scan_name_of(folder_ / "missing.tif"), "");
  write_file_atomically(folder_ / "text.tif", "Image Name=\"A1\"");
  EXPECT_EQ(scan_name_of(folder_ / "text.tif"), "");
}

TEST_F(ScanName, IsEmptyForAFileThatNoSlideCanBeMadeOf) {
  const std::filesystem::path file = scan(ome("A1"));
  std::filesystem::resize_file(file, 12);
  EXPECT_EQ(scan_name_of(file), "");
  std::string broken = ome("A1");
  broken.erase(broken.find("</Image>"));
  EXPECT_EQ(scan_name_of(scan(broken)), "");
}

TEST_F(ScanName, IsNotTakenForNoneWhenTheSystemOpensNoFile) {
  const std::filesystem::path file = scan(ome("A1"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  std::optional<ErrorCode> code;
  try {
    (void)scan_name_of(file);
  } catch (const Error& problem) {
    code = problem.code();
  }
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(code, ErrorCode::TryAgain);
}

}  // namespace
}  // namespace cyto
