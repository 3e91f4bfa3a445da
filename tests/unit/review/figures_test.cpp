#include <gmock/gmock.h>

#include "../../../src/review/figures.h"
#include "../../../src/review/http_message.h"
#include "cytrial/store/review_log.h"

namespace cyto::review {
namespace {

TEST(Kappa, IsThePublishedValueOfATextbookTable) {
  // Fleiss, Cohen and Everitt 1969, Psychol Bull 72:323-327, table 1: kappa 0.429, standard error 0.0547 (N =
  // 200).
  Agreement agreement;
  agreement.table = {{{106, 10, 4}, {22, 28, 10}, {2, 12, 6}}};
  const auto kappa = kappa_of(agreement);
  ASSERT_TRUE(kappa);
  EXPECT_NEAR(kappa->value, 0.429, 5e-4);
  EXPECT_NEAR((kappa->high - kappa->low) / 2.0 / 1.959964, 0.0547, 1e-3);
}

TEST(Kappa, HasNoValueWithoutPairsOrWhenChanceAgreesFully) {
  Agreement nothing;
  EXPECT_FALSE(kappa_of(nothing));
  nothing.table[0][0] = 12;
  EXPECT_FALSE(kappa_of(nothing));
}

TEST(Kappa, IsOneForFullAgreementAndBelowZeroForContradiction) {
  Agreement same;
  same.table[0][0] = same.table[1][1] = 10;
  EXPECT_DOUBLE_EQ(kappa_of(same)->value, 1.0);
  Agreement opposite;
  opposite.table[0][1] = opposite.table[1][0] = 10;
  EXPECT_DOUBLE_EQ(kappa_of(opposite)->value, -1.0);
}

TEST(Target, DecodesPathAndParametersAndRefusesWhatIsNone) {
  const Target target = Target::parse("/api/candidates?sample=s%31&state=un%64ecided");
  EXPECT_THAT(target.path, testing::ElementsAre("api", "candidates"));
  EXPECT_EQ(target.query.at("sample"), "s1");
  EXPECT_EQ(target.query.at("state"), "undecided");
  for (const char* wrong :
       {"", "api", "http://other/", "/api?a=1&a=2", "/%zz", "/%0", "/a%00b", "/a%0d%0ab"}) {
    EXPECT_THROW((void)Target::parse(wrong), Refused) << wrong;
  }
}

LogEntry row(std::uint64_t seq, const std::string& prev, const std::string& after) {
  LogEntry entry{seq,      "2026-01-31T12:00:00.000Z",
                 "anna",   "reader",
                 "decide", "candidate/S1/1_2/first",
                 "null",   after,
                 "",       "request-1",
                 prev,     ""};
  entry.hash = hash_of(entry);
  return entry;
}

TEST(Chain, NamesTheFirstBadRow) {
  std::vector<LogEntry> rows{row(1, std::string(64, '0'), "a")};
  rows.push_back(row(2, rows[0].hash, "b"));
  rows.push_back(row(3, rows[1].hash, "c"));
  EXPECT_FALSE(chain_fault(rows, {{2, rows[1].hash}}));
  auto changed = rows;
  changed[1].after = "x";
  EXPECT_EQ(chain_fault(changed, {})->seq, 2U);
  auto rehashed = changed;
  rehashed[1].hash = hash_of(rehashed[1]);
  EXPECT_EQ(chain_fault(rehashed, {})->seq, 3U);
  auto cut = rows;
  cut.pop_back();
  EXPECT_FALSE(chain_fault(cut, {}));
  EXPECT_EQ(chain_fault(cut, {{3, rows[2].hash}})->seq, 3U);
  auto rewritten = rows;
  rewritten[2] = row(3, rows[1].hash, "other");
  EXPECT_FALSE(chain_fault(rewritten, {}));
  EXPECT_EQ(chain_fault(rewritten, {{3, rows[2].hash}})->seq, 3U);
}

TEST(Chain, FieldsCannotBeMovedIntoEachOther) {
  LogEntry a = row(1, std::string(64, '0'), "x");
  LogEntry b = a;
  a.before = "12";
  a.after = "3";
  b.before = "1";
  b.after = "23";
  EXPECT_NE(hash_of(a), hash_of(b));
}

}  // namespace
}  // namespace cyto::review
