#include "cytrial/trial/marker_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cytrial/core/error.h"
#include "trial_fixture.h"

namespace cyto {
namespace {

using test::StudyFolder;
using ::testing::HasSubstr;

constexpr const char* kTime = "2026-01-12T08:10+01:00";

MarkerTable one(const std::string& cells) {
  return StudyFolder().markers(cells + "\n");
}

TEST(MarkerTable, KeepsTheValueAndTheUnitAsWritten) {
  const MarkerTable table = one("S01,C1D1,CA 15-3," + std::string(kTime) + ", <2.0 ,kU/L,ECLIA");
  ASSERT_EQ(table.rows.size(), 1U);
  const MarkerResult& result = table.rows[0];
  EXPECT_EQ(result.row, 2U);
  EXPECT_EQ(result.subject, "S01");
  EXPECT_EQ(result.visit, "C1D1");
  EXPECT_EQ(result.analyte, "CA153");
  EXPECT_EQ(result.value_text, " <2.0 ");
  EXPECT_EQ(result.unit_text, "kU/L");
  EXPECT_EQ(result.censor, Censor::Below);
  EXPECT_EQ(result.value, 2.0);
  EXPECT_EQ(result.unit, "U/mL");
  EXPECT_EQ(result.assay, "ECLIA");
}

TEST(MarkerTable, ConvertsDeclaredUnitsToTheLastBit) {
  EXPECT_EQ(one("S01,C1D1,CA153,,31.3,U/mL,ECLIA").rows[0].value, 31.3);
  EXPECT_EQ(one("S01,C1D1,CA153,,31.3,kU/L,ECLIA").rows[0].value, 31.3);
  EXPECT_EQ(one("S01,C1D1,CA153,,31300,U/L,ECLIA").rows[0].value, 31.3);
  EXPECT_EQ(one("S01,C1D1,CA153,,5100,U/L,ECLIA").rows[0].value, 5.1) << "5100 x 0.001 is not 5.1";
  EXPECT_EQ(one("S01,C1D1,CA153,,>3000000,U/L,ECLIA").rows[0].value, 3000.0);
}

TEST(MarkerTable, VisitColumnMayBeAbsent) {
  const MarkerTable table = StudyFolder().markers("S01,CA153," + std::string(kTime) + ",31.3,U/mL,ECLIA\n",
                                                  "subject,analyte,collected,value,unit,assay");
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_TRUE(table.rows[0].visit.empty());
}

struct BadRow {
  const char* name;
  const char* row;
  const char* code;
};

class BadMarkerRow : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadMarkerRow, IsRefusedWithItsCodeAndStopsNoOther) {
  const MarkerTable table = StudyFolder().markers(std::string("S01,C1D1,CA153,,31.3,U/mL,ECLIA\n") +
                                                  GetParam().row + "\nS01,C2D1,CA153,,31.3,U/mL,ECLIA\n");
  ASSERT_EQ(table.refused.size(), 1U);
  EXPECT_EQ(table.refused[0].code, GetParam().code) << table.refused[0].text;
  EXPECT_EQ(table.refused[0].row, 3U);
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[1].row, 4U);
}

INSTANTIATE_TEST_SUITE_P(
    MarkerTable, BadMarkerRow,
    ::testing::Values(BadRow{"NoUnit", "S01,C3D1,CA153,,31.3,,ECLIA", "no_unit"},
                      BadRow{"BlankUnit", "S01,C3D1,CA153,,31.3,  ,ECLIA", "no_unit"},
                      BadRow{"OtherCaseUnit", "S01,C3D1,CA153,,31.3,KU/L,ECLIA", "unknown_unit"},
                      BadRow{"SmallCaseUnit", "S01,C3D1,CA153,,31.3,u/ml,ECLIA", "unknown_unit"},
                      BadRow{"InternationalUnit", "S01,C3D1,CA153,,31.3,IU/mL,ECLIA", "unknown_unit"},
                      BadRow{"MassUnit", "S01,C3D1,CA153,,31.3,ng/mL,ECLIA", "unknown_unit"},
                      BadRow{"UnitOfAnotherAnalyte", "S01,C3D1,CA2729,,31.3,kU/L,CLIA", "unknown_unit"},
                      BadRow{"UnknownAnalyte", "S01,C3D1,CEA,,31.3,U/mL,ECLIA", "unknown_analyte"},
                      BadRow{"NoAnalyte", "S01,C3D1,,,31.3,U/mL,ECLIA", "no_analyte"},
                      BadRow{"NoSubject", ",C3D1,CA153,,31.3,U/mL,ECLIA", "no_subject"},
                      BadRow{"NoValue", "S01,C3D1,CA153,,,U/mL,ECLIA", "no_value"},
                      BadRow{"NotDone", "S01,C3D1,CA153,,QNS,U/mL,ECLIA", "not_a_result"},
                      BadRow{"DecimalComma", "S01,C3D1,CA153,,\"31,3\",U/mL,ECLIA", "decimal_comma"},
                      BadRow{"UnquotedDecimalComma", "S01,C3D1,CA153,,31,3,U/mL,ECLIA", "cell_count"},
                      BadRow{"Flagged", "S01,C3D1,CA153,,31.3 H,U/mL,ECLIA", "extra_text"},
                      BadRow{"NaiveTime", "S01,,CA153,2026-01-12T08:10,31.3,U/mL,ECLIA", "no_offset"}),
    [](const ::testing::TestParamInfo<BadRow>& tested) { return tested.param.name; });

TEST(MarkerTable, RefusalOfAUnitNamesTheUnitsThatAreRead) {
  EXPECT_THAT(one("S01,C1D1,CA153,,31.3,,ECLIA").refused[0].text, HasSubstr("U/L, U/mL, kU/L"));
}

TEST(MarkerTable, FaultyValueIsReportedWithAnUnknownAnalyteToo) {
  const MarkerTable table = one("S01,C1D1,CEA,,31.3 H,ng/mL,ECLIA");
  EXPECT_EQ(table.refused[0].code, "unknown_analyte");
  EXPECT_THAT(table.refused[0].text, HasSubstr("goes on behind the number"));
}

}  // namespace
}  // namespace cyto
