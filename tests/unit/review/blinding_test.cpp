#include <gmock/gmock.h>

#include "review_office.h"

namespace cyto::review::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Everything that a browser can be told: every GET of the API.
std::string everything(const Browser& browser, Office& office) {
  std::string all;
  std::vector<std::string> targets{"/api/study",
                                   "/api/agreement",
                                   "/api/candidates?limit=1000",
                                   "/api/columns",
                                   "/api/events?since=0",
                                   "/api/users",
                                   "/api/audit",
                                   "/api/candidates?form=ids",
                                   "/api/session",
                                   "/api/audit/verify",
                                   "/api/scatter?x=ck_cell_max_adu&y=dapi_cell_max_adu",
                                   "/api/candidates?sort=score",
                                   "/api/candidates?phenotype=ctc",
                                   "/api/candidates?reason=any",
                                   "/api/candidates?state=disagreement"};
  for (std::size_t s = 0; s < 2; ++s) {
    for (const char* tail : {"", "/record"}) {
      targets.push_back("/api/samples/" + office.sample(s) + tail);
    }
    targets.push_back("/api/agreement?sample=" + office.sample(s));
    targets.push_back("/api/slides/" + office.sample(s));
    for (std::size_t c = 0; c < 12; ++c) {
      targets.push_back("/api/candidates/" + office.candidate(s, c));
    }
  }
  for (const std::string& target : targets) {
    all += browser.get(target).body;
  }
  return all;
}

struct BlindedStudy {
  Office office;
  BlindedStudy() {
    office.hire("anna", Role::Reader);
    office.hire("ben", Role::SecondReader);
    office.hire("carl", Role::Adjudicator);
    office.hire("dora", Role::LabLead);
  }
  void first_reads() {
    const Browser anna = office.login("anna");
    for (std::size_t i = 0; i < 12; ++i) {
      const Response response =
          anna.post("/api/decisions",
                    R"({"candidate":")" + office.candidate(0, i) +
                        R"(","call":"unsure","comment":"a tell-tale word","version":0,"request_id":")" +
                        Browser::next_id() + "\"}");
      ASSERT_EQ(response.status, 200) << response.body;
    }
    ASSERT_EQ(anna.post("/api/locks", R"({"sample":")" + office.sample(0) + R"(","request_id":"lock-first"})")
                  .status,
              200);
  }
};

TEST(Blinding, SecondReaderAndAdjudicatorAreToldNothingBeforeBothLock) {
  BlindedStudy study;
  study.first_reads();
  for (const char* name : {"ben", "carl"}) {
    const std::string all = everything(study.office.login(name), study.office);
    for (const char* secret : {"SUBJECT-7", "SUBJECT-8", "C1D1", "\"S1\"", "a tell-tale word", "anna",
                               "0.987654321", "double_positive\",\"score", "\"automatic\":4", "near_gate",
                               "\"model_trained_on\":\"simulated\""}) {
      EXPECT_THAT(all, Not(HasSubstr(secret))) << name;
    }
  }
}

TEST(Blinding, FirstReaderIsToldTheMachinesCallButNotTheVisitOrTheOtherReader) {
  BlindedStudy study;
  const Browser ben = study.office.login("ben");
  ASSERT_EQ(ben.decide(study.office.candidate(0, 0), "ctc", 0, Browser::next_id()).status, 200);
  const std::string all = everything(study.office.login("anna"), study.office);
  EXPECT_THAT(all, HasSubstr(R"("score":0.987654321,"model_trained_on":"simulated")"));
  for (const char* secret : {"SUBJECT-7", "C1D1", "\"S1\"", "\"ben\""}) {
    EXPECT_THAT(all, Not(HasSubstr(secret)));
  }
}

TEST(Blinding, EndsForASampleWhenBothReadingsAreLocked) {
  BlindedStudy study;
  study.first_reads();
  const Browser ben = study.office.login("ben");
  ben.read_sample(0, [](std::size_t) { return "ctc"; });
  const std::string all = everything(ben, study.office);
  for (const char* told : {"SUBJECT-7", "a tell-tale word", "anna", "0.987654321", "\"automatic\":4"}) {
    EXPECT_THAT(all, HasSubstr(told));
  }
  EXPECT_THAT(all, Not(HasSubstr("SUBJECT-8")));
}

TEST(Blinding, ControlWithoutBlindingEverythingIsTold) {
  BlindedStudy study;
  ASSERT_EQ(study.office.login("dora")
                .post("/api/plan",
                      R"({"second_read":true,"blinded":false,"reason":"open","request_id":"plan-open"})")
                .status,
            200);
  study.first_reads();
  const std::string all = everything(study.office.login("ben"), study.office);
  for (const char* told :
       {"SUBJECT-7", "SUBJECT-8", "a tell-tale word", "anna", "0.987654321", "near_gate"}) {
    EXPECT_THAT(all, HasSubstr(told));
  }
}

}  // namespace
}  // namespace cyto::review::test
