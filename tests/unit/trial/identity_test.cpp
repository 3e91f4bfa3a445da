#include "cytrial/trial/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>

#include "cytrial/trial/scan_landmarks.h"
#include "trial_fixture.h"

namespace cyto {
namespace {

using ::testing::HasSubstr;

TEST(CheckCharacter, IsThatOfThePublishedExample) {
  // ISBT 128 donation number G123 498 654321 with its printed check character H (ICCBBA technical
  // specification).
  EXPECT_EQ(check_character_of("G123498654321"), 'H');
  EXPECT_TRUE(has_right_check_character("G123498654321H"));
}

TEST(CheckCharacter, RefusesOtherCharactersAndNothing) {
  for (const char* body : {"", "HAI-01", "s01", "S 1", "S*1", "\xC3\x84"}) {
    EXPECT_EQ(check_character_of(body), std::nullopt) << body;
  }
  EXPECT_FALSE(has_right_check_character("0"));
  EXPECT_FALSE(has_right_check_character(""));
}

TEST(CheckCharacter, FindsEverySubstitutionAndNeighbourExchange) {
  const std::string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";
  std::mt19937 random(6701);
  std::size_t wrong_texts = 0;
  for (int id = 0; id < 200; ++id) {
    std::string text;
    for (std::size_t i = 0; i < 6 + random() % 3; ++i) {
      text += alphabet[random() % 36];
    }
    text += *check_character_of(text);
    ASSERT_TRUE(has_right_check_character(text)) << text;
    for (std::size_t at = 0; at < text.size(); ++at) {
      for (const char other : alphabet) {
        std::string wrong = text;
        wrong[at] = other;
        if (wrong != text) {
          ++wrong_texts;
          ASSERT_FALSE(has_right_check_character(wrong)) << wrong << " for " << text;
        }
      }
      if (at + 1 < text.size() && text[at] != text[at + 1]) {
        std::string wrong = text;
        std::swap(wrong[at], wrong[at + 1]);
        ++wrong_texts;
        ASSERT_FALSE(has_right_check_character(wrong)) << wrong << " for " << text;
      }
    }
  }
  EXPECT_GT(wrong_texts, 50'000U);
}

TEST(CheckCharacter, AStudyMayWantItAndRefusesSamplesWithout) {
  const test::StudyFolder folder(
      test::with(test::kStudyJson, R"("panel": "panel.json")",
                 R"("identity": {"check_character": true}, "panel": "panel.json")"));
  const std::string good = std::string("T1") + *check_character_of("T1");
  const SampleSheet sheet = folder.samples(good + ",S01,C1D1,,7.5,a.tif\nT1A,S01,C2D1,,7.5,b.tif\n");
  ASSERT_EQ(sheet.rows.size(), 1U);
  ASSERT_EQ(sheet.refused.size(), 1U);
  EXPECT_EQ(sheet.refused[0].code, "bad_check_character");
}

/// Problem of the first sample of a small study whose samples are T1 (S01) and T1-2 (S02).
std::optional<QualityFlag> problem(const std::vector<IdentitySource>& sources,
                                   const std::string& rule = "{}") {
  const test::StudyFolder folder(test::with(test::kStudyJson, R"("panel": "panel.json")",
                                            R"("identity": )" + rule + R"(, "panel": "panel.json")"));
  const SampleSheet sheet = folder.samples("T1,S01,C1D1,,7.5,a.tif\nT1-2,S02,C1D1,,7.5,b.tif\n");
  return identity_problem(folder.study(), sheet, sheet.rows.front(), sources);
}

std::string code_of(const std::optional<QualityFlag>& flag) {
  return flag ? flag->code : "";
}

TEST(Identity, AgreesWhenTheSourcesNameTheSampleOrTheSubject) {
  EXPECT_EQ(code_of(problem({{"the file name", "T1.ome.tif"}})), "");
  EXPECT_EQ(code_of(problem({{"the file name", "scan_T1_S01_2026.tif"}, {"the label", "S01 T1"}})), "");
  EXPECT_EQ(code_of(problem({{"the label", "T1"}})), "");
}

TEST(Identity, DisagreesWhenASourceNamesAnotherSampleOrSubject) {
  for (const char* text : {"T1-2.ome.tif", "S02.tif", "T1_S02.tif", "x T1-2 y"}) {
    const auto found = problem({{"the file name", text}});
    ASSERT_EQ(code_of(found), "identity_mismatch") << text;
    EXPECT_THAT(found->text, HasSubstr("row 2"));
  }
}

TEST(Identity, TakesIdentifiersAsWholeWordsTheLongestFirst) {
  EXPECT_EQ(code_of(problem({{"the file name", "T11.tif"}})), "");     // some other word
  EXPECT_EQ(code_of(problem({{"the file name", "AT1-2B.tif"}})), "");  // neither T1 nor T1-2
  EXPECT_EQ(code_of(problem({{"the label", "T1-2"}})), "identity_mismatch");
}

TEST(Identity, ALabelMustNameTheSampleOrItsSubject) {
  EXPECT_EQ(code_of(problem({{"the label", "X9"}})), "identity_mismatch");
  EXPECT_EQ(code_of(problem({{"the file name", "X9.tif"}})), "");
}

TEST(Identity, IsUnconfirmedWhenTheStudyWantsMoreThanTheSheet) {
  const std::string both = R"({"confirm_sample": true, "confirm_subject": true})";
  EXPECT_EQ(code_of(problem({}, both)), "identity_unconfirmed");
  EXPECT_EQ(code_of(problem({{"the file name", "T1.tif"}}, both)), "identity_unconfirmed");
  EXPECT_EQ(code_of(problem({{"the file name", "T1.tif"}}, R"({"confirm_sample": true})")), "");
  EXPECT_EQ(code_of(problem({{"the file name", "T1.tif"}, {"the scan's own name", "S01"}}, both)), "");
}

struct Cell {
  double x, y, area;
};

std::vector<Cell> cells_of_scan(std::uint32_t seed, int count, double edge) {
  std::mt19937 random(seed);
  std::vector<Cell> cells;
  for (int i = 0; i < count; ++i) {
    const auto unit = [&] { return static_cast<double>(random()) / 4294967296.0; };
    cells.push_back({edge * unit(), edge * unit(), 60.0 + 40.0 * unit()});
  }
  return cells;
}

ScanLandmarks landmarks_of(const std::vector<Cell>& cells) {
  LandmarkPicker picker;
  for (const Cell& cell : cells) {
    picker.add(cell.x, cell.y, cell.area);
  }
  return picker.landmarks();
}

/// Another file of the same slide: margins cropped, every place and area measured a little differently, a few
/// cells lost.
std::vector<Cell> again(const std::vector<Cell>& cells, std::uint32_t seed, double crop) {
  std::mt19937 random(seed);
  const auto unit = [&] { return static_cast<double>(random()) / 4294967296.0; };
  std::vector<Cell> second;
  for (const Cell& cell : cells) {
    const double jitter_x = unit() - 0.5;
    const double jitter_y = unit() - 0.5;
    const double area = cell.area * (0.98 + 0.04 * unit());
    const bool lost = unit() < 0.05;
    if (!lost && cell.x >= crop && cell.y >= 0.6 * crop) {
      second.push_back({cell.x - crop + jitter_x, cell.y - 0.6 * crop + jitter_y, area});
    }
  }
  return second;
}

TEST(ScanLandmarks, FindTheSameCellsBehindCropsAndRecompression) {
  std::size_t found = 0;
  for (std::uint32_t pair = 0; pair < 50; ++pair) {
    const double edge = pair % 2 == 0 ? 1000.0 : 20000.0;
    const std::vector<Cell> cells = cells_of_scan(100 + pair, pair % 2 == 0 ? 150 : 20000, edge);
    const double crop = edge * 0.004 * (pair % 26);  // up to a tenth of the edge
    found += show_same_cells(landmarks_of(cells), landmarks_of(again(cells, 900 + pair, crop))) ? 1 : 0;
  }
  EXPECT_GE(found, 49U);
}

TEST(ScanLandmarks, DoNotTakeDifferentSlidesForOne) {
  std::vector<ScanLandmarks> scans;
  for (std::uint32_t scan = 0; scan < 80; ++scan) {
    scans.push_back(landmarks_of(cells_of_scan(3000 + scan, 90 + 10 * static_cast<int>(scan), 512.0)));
  }
  for (std::size_t a = 0; a < scans.size(); ++a) {
    for (std::size_t b = a + 1; b < scans.size(); ++b) {
      ASSERT_FALSE(show_same_cells(scans[a], scans[b]))
          << a << " " << b << ": " << shared_landmarks(scans[a], scans[b]);
    }
  }
}

TEST(ScanLandmarks, ClaimNothingOfScansWithFewNuclei) {
  const ScanLandmarks few = landmarks_of(cells_of_scan(5, 15, 500.0));
  EXPECT_FALSE(show_same_cells(few, few));
  EXPECT_FALSE(show_same_cells({}, {}));
}

TEST(ScanLandmarks, DoNotDependOnTheOrderOfEventsAndSurviveText) {
  std::vector<Cell> cells = cells_of_scan(77, 300, 900.0);
  const ScanLandmarks landmarks = landmarks_of(cells);
  ASSERT_EQ(landmarks.places.size(), kMostLandmarks);
  std::reverse(cells.begin(), cells.end());
  EXPECT_EQ(landmarks_of(cells).places, landmarks.places);
  EXPECT_EQ(landmarks_from(landmarks_text(landmarks))->places, landmarks.places);
  EXPECT_TRUE(landmarks_from("")->places.empty());
  for (const char* text : {"1", "1,", "1,2;3,4", "a,b", "1,2 ,", "1,2  3,4"}) {
    EXPECT_EQ(landmarks_from(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace cyto
