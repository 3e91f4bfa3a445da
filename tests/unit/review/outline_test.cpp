#include <gmock/gmock.h>

#include <fstream>

#include "cytrial/core/strict_json.h"
#include "review_office.h"

namespace cyto::review::test {
namespace {

using testing::HasSubstr;

constexpr StudyPlan kLabelled{1, 12, false, 1024, true};

/// The first candidate lies at (20.5, 20.5): its cell covers 14..25 x 16..23, its nucleus 18..21 x 18..21.
constexpr const char* kFirstShape =
    R"("cell":[[14,16,26,16,26,24,14,24]],"nucleus":[[18,18,22,18,22,22,18,22]])";

TEST(Outlines, OfCandidatesFollowTheEdgesOfTheirPixels) {
  Office office(kLabelled);
  const Browser admin = office.login("admin");
  const std::string first = office.candidate(0, 0);
  const Response response = admin.get("/api/outlines?ids=" + first + "," + office.candidate(0, 1));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_THAT(response.body, HasSubstr(R"({"id":")" + first + "\"," + kFirstShape + "}"));
  EXPECT_THAT(response.body, HasSubstr(office.candidate(0, 1)));
}

TEST(Outlines, OfARegionNameCandidatesAndTellOtherCellsToo) {
  Office office(kLabelled);
  const Browser admin = office.login("admin");
  const std::string path = "/api/slides/" + office.sample(0) + "/outlines?";
  const Response corner = admin.get(path + "x=-10&y=-10&width=40&height=40");
  ASSERT_EQ(corner.status, 200) << corner.body;
  EXPECT_EQ(corner.body,
            R"({"available":true,"items":[{"id":")" + office.candidate(0, 0) + "\"," + kFirstShape + "}]}");
  const Response other = admin.get(path + "x=880&y=880&width=40&height=40");
  EXPECT_THAT(other.body, HasSubstr(R"("items":[{"id":null,"cell":[[894,896,)"));
  const Response cut = admin.get(path + "x=0&y=0&width=20&height=30");
  EXPECT_THAT(cut.body, HasSubstr(R"("cell":[[14,16,20,16,20,24,14,24]])"))
      << "cut off at the region's border";
  EXPECT_EQ(admin.get(path + "x=5000&y=5000&width=20&height=30").body, R"({"available":true,"items":[]})");
}

TEST(Outlines, AreNoneWithoutLabelImages) {
  Office office({1, 12, false, 1024});
  const Browser admin = office.login("admin");
  EXPECT_EQ(admin.get("/api/outlines?ids=" + office.candidate(0, 0)).body, R"({"items":[]})");
  EXPECT_EQ(admin.get("/api/slides/" + office.sample(0) + "/outlines?x=0&y=0&width=50&height=50").body,
            R"({"available":false,"items":[]})");
}

TEST(Outlines, RefuseWhatIsTooLargeOrNotThere) {
  Office office(kLabelled);
  const Browser admin = office.login("admin");
  const std::string path = "/api/slides/" + office.sample(0) + "/outlines?";
  for (const char* region : {"", "x=0&y=0&width=0&height=5", "x=0&y=0&width=2049&height=2048",
                             "x=0&y=0&width=4194305&height=1", "x=a&y=0&width=5&height=5", "z=1"}) {
    EXPECT_EQ(admin.get(path + region).status, 400) << region;
  }
  EXPECT_EQ(admin.get("/api/outlines?ids=").status, 404);
  EXPECT_EQ(admin.get("/api/outlines?ids=c00000000000000000000").status, 404);
  std::string many = office.candidate(0, 0);
  for (int i = 0; i < 100; ++i) {
    many += "," + office.candidate(0, 0);
  }
  EXPECT_EQ(admin.get("/api/outlines?ids=" + many).status, 400);
}

TEST(Outlines, ADamagedLabelImageIsAnErrorAndNotAnEmptyAnswer) {
  Office office(kLabelled);
  const Browser admin = office.login("admin");
  std::ofstream(office.run() / "samples/S1/cells.tif", std::ios::trunc) << "no image";
  EXPECT_GE(admin.get("/api/outlines?ids=" + office.candidate(0, 0)).status, 500);
}

}  // namespace
}  // namespace cyto::review::test
