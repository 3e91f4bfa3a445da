#include <gmock/gmock.h>

#include "cytrial/core/strict_json.h"
#include "cytrial/review/review_admin.h"
#include "review_office.h"

namespace cyto::review::test {
namespace {

using testing::HasSubstr;

std::string with_id(const std::string& fields) {
  return "{" + fields + R"(,"request_id":")" + Browser::next_id() + "\"}";
}

std::size_t rows_of(Office& office, const std::string& action) {
  const auto& rows = office.desk().state().rows();
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const LogEntry& row) { return row.action == action; }));
}

struct Readers {
  Office office;
  Readers() {
    for (const auto& [name, role] : {std::pair("anna", Role::Reader), std::pair("ben", Role::SecondReader),
                                     std::pair("carl", Role::Adjudicator), std::pair("dora", Role::LabLead),
                                     std::pair("emil", Role::Auditor), std::pair("fay", Role::Reader)}) {
      office.hire(name, role);
    }
  }
};

TEST(Decision, StandsAfterARestart) {
  Readers readers;
  const Browser anna = readers.office.login("anna");
  EXPECT_EQ(anna.decide(readers.office.candidate(0, 0), "ctc", 0, "request-1").status, 200);
  readers.office.restart();
  const Response again =
      readers.office.login("anna").get("/api/candidates/" + readers.office.candidate(0, 0));
  EXPECT_THAT(again.body, HasSubstr(R"("decision":{"reading":"first","call":"ctc")"));
  EXPECT_THAT(again.body, HasSubstr(R"("by":"anna")"));
}

TEST(Decision, StaleWriterIsToldWhoDecidedWhatAndWhen) {
  Readers readers;
  const Browser anna = readers.office.login("anna");
  const Browser fay = readers.office.login("fay");
  const std::string candidate = readers.office.candidate(0, 0);
  EXPECT_EQ(anna.decide(candidate, "ctc", 0, Browser::next_id()).status, 200);
  const Response stale = fay.decide(candidate, "not_ctc", 0, Browser::next_id());
  EXPECT_EQ(stale.status, 412);
  EXPECT_THAT(stale.body, HasSubstr(R"("code":"stale")"));
  EXPECT_THAT(stale.body, HasSubstr(R"("current":{"call":"ctc")"));
  EXPECT_THAT(stale.body, HasSubstr(R"("by":"anna")"));
  EXPECT_THAT(stale.body, HasSubstr(R"("version":1)"));
  EXPECT_EQ(fay.decide(candidate, "not_ctc", 1, Browser::next_id()).status, 200);
}

TEST(Decision, WithoutAVersionIsRefused) {
  Readers readers;
  const Browser anna = readers.office.login("anna");
  const Response response = anna.post("/api/decisions", R"({"candidate":")" + readers.office.candidate(0, 0) +
                                                            R"(","call":"ctc","request_id":"request-1"})");
  EXPECT_EQ(response.status, 428);
}

TEST(Decision, RetryGivesTheFirstAnswerAndWritesNothing) {
  Readers readers;
  const Browser anna = readers.office.login("anna");
  const std::string candidate = readers.office.candidate(0, 0);
  const Response first = anna.decide(candidate, "ctc", 0, "request-1");
  const Response retry = anna.decide(candidate, "ctc", 0, "request-1");
  EXPECT_EQ(retry.status, 200);
  EXPECT_EQ(retry.body, first.body);
  EXPECT_EQ(rows_of(readers.office, "decide"), 1U);
  EXPECT_EQ(anna.decide(candidate, "not_ctc", 0, "request-1").status, 422);
}

TEST(Decision, UndoBringsBackWhatStoodBeforeAsANewRow) {
  Readers readers;
  const Browser anna = readers.office.login("anna");
  const std::string candidate = readers.office.candidate(0, 0);
  EXPECT_EQ(anna.decide(candidate, "ctc", 0, Browser::next_id()).status, 200);
  EXPECT_EQ(anna.decide(candidate, "unsure", 1, Browser::next_id()).status, 200);
  const auto undo = [&](int version) {
    return anna.post("/api/undo",
                     with_id(R"("candidate":")" + candidate + R"(","version":)" + std::to_string(version)));
  };
  const Response once = undo(2);
  EXPECT_THAT(once.body, HasSubstr(R"("call":"ctc")"));
  EXPECT_THAT(once.body, HasSubstr(R"("version":3)"));
  EXPECT_THAT(undo(3).body, HasSubstr(R"("decision":null)"));
  EXPECT_EQ(undo(4).status, 409);
  EXPECT_EQ(rows_of(readers.office, "undo"), 2U);
  readers.office.restart();
  EXPECT_THAT(readers.office.login("anna").get("/api/candidates/" + candidate).body,
              HasSubstr(R"("version":4)"));
}

TEST(Decision, OnlyItsAuthorTakesItBack) {
  Readers readers;
  const std::string candidate = readers.office.candidate(0, 0);
  EXPECT_EQ(readers.office.login("anna").decide(candidate, "ctc", 0, Browser::next_id()).status, 200);
  const Browser fay = readers.office.login("fay");
  EXPECT_EQ(fay.post("/api/undo", with_id(R"("candidate":")" + candidate + R"(","version":1)")).status, 403);
}

TEST(Decision, KeepsAnyTextOfACommentAsItIs) {
  Readers readers;
  const Browser anna = readers.office.login("anna");
  const std::string comment = R"(<script>alert(1)</script> '; DROP TABLE review_log; -- \u202e =1+1)";
  const Response response =
      anna.post("/api/decisions", with_id(R"("candidate":")" + readers.office.candidate(0, 0) +
                                          R"(","call":"ctc","version":0,"comment":")" + comment + "\""));
  ASSERT_EQ(response.status, 200) << response.body;
  readers.office.restart();
  const auto& content = readers.office.content();
  EXPECT_EQ(readers.office.desk()
                .state()
                .current(content.candidates()[content.samples()[0].candidates[0]].key, Reading::First)
                ->comment,
            "<script>alert(1)</script> '; DROP TABLE review_log; -- \xE2\x80\xAE =1+1");
}

TEST(Lock, NeedsEveryCandidateDecidedAndEndsDeciding) {
  Readers readers;
  Office& office = readers.office;
  const Browser anna = office.login("anna");
  const std::string lock = R"("sample":")" + office.sample(0) + "\"";
  EXPECT_EQ(anna.post("/api/locks", with_id(lock)).status, 409);
  anna.read_sample(0, [](std::size_t) { return "ctc"; });
  EXPECT_EQ(anna.decide(office.candidate(0, 0), "not_ctc", 1, Browser::next_id()).status, 409);
  const Browser dora = office.login("dora");
  EXPECT_EQ(dora.post("/api/reopen", with_id(lock + R"(,"reading":"first","reason":"")")).status, 400);
  EXPECT_EQ(anna.post("/api/reopen", with_id(lock + R"(,"reading":"first","reason":"mistake")")).status, 403);
  EXPECT_EQ(dora.post("/api/reopen", with_id(lock + R"(,"reading":"first","reason":"mistake")")).status, 200);
  EXPECT_EQ(anna.decide(office.candidate(0, 0), "not_ctc", 1, Browser::next_id()).status, 200);
}

/// Anna and Ben read the first sample and differ in candidate 1; Carl settles it.
void read_and_settle(Office& office) {
  office.login("anna").read_sample(0, [](std::size_t i) { return i < 2 ? "ctc" : "not_ctc"; });
  office.login("ben").read_sample(0, [](std::size_t i) { return i < 1 ? "ctc" : "not_ctc"; });
  const Browser carl = office.login("carl");
  EXPECT_EQ(carl.decide(office.candidate(0, 0), "ctc", 0, Browser::next_id()).status, 409);
  EXPECT_EQ(carl.decide(office.candidate(0, 1), "unsure", 0, Browser::next_id()).status, 400);
  EXPECT_EQ(carl.decide(office.candidate(0, 1), "ctc", 0, Browser::next_id()).status, 200);
  EXPECT_EQ(carl.post("/api/locks", with_id(R"("sample":")" + office.sample(0) + "\"")).status, 200);
}

TEST(Adjudication, SettlesWhatTheReadersDisagreeOn) {
  Readers readers;
  read_and_settle(readers.office);
  const std::string sample =
      readers.office.login("dora").get("/api/samples/" + readers.office.sample(0)).body;
  EXPECT_THAT(
      sample,
      HasSubstr(R"("counts":{"automatic":4,"first":2,"second":1,"reviewed":2,"which_counts":"reviewed")"));
  EXPECT_THAT(sample, HasSubstr(R"("disagreements":1)"));
  EXPECT_THAT(sample, HasSubstr(R"("both_decided":12,"agree":11)"));
}

std::string sign_body(const Browser& browser, Office& office, const std::string& meaning,
                      const std::string& password = Office::kPassword) {
  const Response record = browser.get("/api/samples/" + office.sample(0) + "/record");
  const std::string digest = JsonReader::from_text(record.body, "record").text("digest");
  return with_id(R"("sample":")" + office.sample(0) + R"(","meaning":")" + meaning + R"(","digest":")" +
                 digest + R"(","password":")" + password + "\"");
}

TEST(Signature, NeedsThePasswordTheRightRoleAndTheRecordAsShown) {
  Readers readers;
  Office& office = readers.office;
  const Browser dora = office.login("dora");
  EXPECT_EQ(dora.post("/api/signatures", sign_body(dora, office, "approved")).status, 409);
  read_and_settle(office);
  EXPECT_EQ(dora.post("/api/signatures", sign_body(dora, office, "approved", "not her password")).status,
            401);
  EXPECT_EQ(dora.post("/api/signatures", sign_body(dora, office, "reviewed")).status, 403);
  const Browser anna = office.login("anna");
  EXPECT_EQ(anna.post("/api/signatures", sign_body(anna, office, "approved")).status, 403);
  const std::string stale =
      with_id(R"("sample":")" + office.sample(0) + R"(","meaning":"approved","digest":")" +
              std::string(64, 'f') + R"(","password":")" + Office::kPassword + "\"");
  EXPECT_EQ(dora.post("/api/signatures", stale).status, 412);
  const Response given = dora.post("/api/signatures", sign_body(dora, office, "approved"));
  ASSERT_EQ(given.status, 200) << given.body;
  EXPECT_THAT(given.body, HasSubstr(R"("full_name":"Full name of dora")"));
  EXPECT_THAT(given.body, HasSubstr(R"("valid":true)"));
}

TEST(Signature, IsShownInvalidAfterAnyLaterChange) {
  Readers readers;
  Office& office = readers.office;
  read_and_settle(office);
  const Browser dora = office.login("dora");
  ASSERT_EQ(dora.post("/api/signatures", sign_body(dora, office, "approved")).status, 200);
  EXPECT_THAT(dora.get("/api/study").body, HasSubstr(R"("signed":"valid")"));
  ASSERT_EQ(dora.post("/api/reopen", with_id(R"("sample":")" + office.sample(0) +
                                             R"(","reading":"second","reason":"look again")"))
                .status,
            200);
  EXPECT_THAT(dora.get("/api/study").body, HasSubstr(R"("signed":"invalid")"));
  office.restart();
  EXPECT_EQ(verify_run(office.run(), {}).bad_signatures.size(), 1U);
}

TEST(Roles, DoOnlyWhatIsTheirs) {
  Readers readers;
  Office& office = readers.office;
  const std::string decision = R"("candidate":")" + office.candidate(0, 0) + R"(","call":"ctc","version":0)";
  const std::vector<std::pair<std::string, std::string>> writes{
      {"/api/decisions", decision},
      {"/api/undo", R"("candidate":")" + office.candidate(0, 0) + R"(","version":0)"},
      {"/api/locks", R"("sample":")" + office.sample(0) + "\""},
      {"/api/reopen", R"("sample":")" + office.sample(0) + R"(","reading":"first","reason":"x")"},
      {"/api/plan", R"("second_read":true,"blinded":false,"reason":"x")"},
      {"/api/display",
       R"("channels":[{"low":1,"high":2},{"low":1,"high":2},{"low":1,"high":2}],"reason":"x")"},
      {"/api/users", R"("name":"new","full_name":"New","role":"reader","password":"a long password here")"},
      {"/api/users/anna", R"("full_name":"Other","reason":"x")"}};
  const std::map<std::string, std::vector<std::string>> allowed{
      {"anna", {"/api/decisions", "/api/undo", "/api/locks"}},
      {"ben", {"/api/decisions", "/api/undo", "/api/locks"}},
      {"carl", {"/api/decisions", "/api/undo", "/api/locks"}},
      {"dora", {"/api/reopen", "/api/plan", "/api/display"}},
      {"emil", {}},
      {"admin", {"/api/users", "/api/users/anna"}}};
  for (const auto& [name, paths] : allowed) {
    const Browser browser = office.login(name);
    for (const auto& [path, fields] : writes) {
      const int status = browser.post(path, with_id(fields)).status;
      const bool may = std::find(paths.begin(), paths.end(), path) != paths.end();
      EXPECT_EQ(status != 403, may) << name << " " << path << " " << status;
    }
    const bool reads_trail = name == "dora" || name == "emil" || name == "admin";
    EXPECT_EQ(browser.get("/api/audit").status, reads_trail ? 200 : 403) << name;
    EXPECT_EQ(browser.get("/api/audit/verify").status, reads_trail ? 200 : 403) << name;
    EXPECT_EQ(browser.get("/api/users").status, name == "emil" || name == "admin" ? 200 : 403) << name;
  }
}

TEST(Plan, IsFixedOnceADecisionStands) {
  Readers readers;
  const Browser dora = readers.office.login("dora");
  const std::string open = R"("second_read":true,"blinded":false,"reason":"pilot")";
  EXPECT_EQ(dora.post("/api/plan", with_id(open)).status, 200);
  EXPECT_EQ(readers.office.login("anna").decide(readers.office.candidate(0, 0), "ctc", 0, "request-1").status,
            200);
  EXPECT_EQ(dora.post("/api/plan", with_id(R"("second_read":true,"blinded":true,"reason":"late")")).status,
            409);
}

TEST(Events, TellWhatOthersDidSince) {
  Readers readers;
  const Browser anna = readers.office.login("anna");
  const Browser fay = readers.office.login("fay");
  const std::uint64_t before = readers.office.desk().state().revision();
  EXPECT_EQ(anna.decide(readers.office.candidate(0, 0), "ctc", 0, "request-1").status, 200);
  const std::string target = "/api/events?since=" + std::to_string(before);
  EXPECT_THAT(fay.get(target).body, HasSubstr(R"("action":"decide")"));
  EXPECT_THAT(anna.get(target).body, HasSubstr(R"("events":[])"));
}

TEST(Summary, GivesCountsAndLabelsThatStand) {
  Readers readers;
  read_and_settle(readers.office);
  const auto store = RunStore::open_for_reading(readers.office.run());
  const auto summary = review_summary(readers.office.run(), *store);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->samples[0].counts.reviewed, 2U);
  EXPECT_EQ(summary->samples[0].counts.which_counts, "reviewed");
  EXPECT_EQ(summary->samples[1].counts.which_counts, "automatic");
  EXPECT_EQ(summary->samples[0].counts.agreed, 11U);
  std::size_t ctcs = 0;
  for (const ReviewedCandidate& candidate : summary->candidates.at("S1")) {
    ctcs += candidate.settled == Call::Ctc ? 1U : 0U;
  }
  EXPECT_EQ(ctcs, 2U);
}

}  // namespace
}  // namespace cyto::review::test
