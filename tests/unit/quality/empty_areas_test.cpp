#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spoiled_scan.h"

namespace cyto {
namespace {

using test::Scan;
using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const auto kUneven = Field(&QualityFlag::code, "uneven_cells");

TEST(EmptyAreas, ALargePartWithoutCellsIsFlaggedWithItsShareAndPlace) {
  Scan scan = Scan::noisy(2048, 1024);
  scan.add_nuclei({0, 0, 1536, 1024}, 50);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags,
              Contains(AllOf(kUneven, Field(&QualityFlag::text, HasSubstr("25.0 %")),
                             Field(&QualityFlag::text, HasSubstr("at slide column 1536, row 0")))));
}

TEST(EmptyAreas, SparseCellsAreHeldAgainstALargerNeighbourhood) {
  Scan sparse = Scan::noisy(2048, 2048);
  sparse.add_nuclei({0, 0, 2048, 2048}, 160);
  EXPECT_THAT(sparse.judge().flags, Not(Contains(kUneven)));
  Scan half = Scan::noisy(2048, 2048);
  half.add_nuclei({0, 0, 1024, 2048}, 160);
  EXPECT_THAT(half.judge().flags, Contains(kUneven));
}

TEST(EmptyAreas, HalfAsManyCellsAreNotNone) {
  Scan scan = Scan::noisy(2048, 1024);
  scan.add_nuclei({0, 0, 1024, 1024}, 50);
  scan.add_nuclei({1024, 0, 1024, 1024}, 75);
  EXPECT_THAT(scan.judge().flags, Not(Contains(kUneven)));
}

TEST(EmptyAreas, AMarginThatWasNeverScannedIsNotEmpty) {
  Scan scan = Scan::noisy(2048, 1024);
  scan.add_nuclei({0, 0, 1536, 1024}, 50);
  scan.fill_all({1536, 0, 512, 1024}, 0.0);
  EXPECT_THAT(scan.judge().flags, Not(Contains(kUneven)));
}

TEST(EmptyAreas, AScanWithoutCellsHasNoEmptyPart) {
  EXPECT_THAT(Scan::noisy(1024, 1024).judge().flags, IsEmpty());
}

}  // namespace
}  // namespace cyto
