#include <gmock/gmock.h>

#include "review_office.h"

namespace cyto::review::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string login_body(const std::string& name, const std::string& password) {
  return R"({"name":")" + name + R"(","password":")" + password + "\"}";
}

TEST(Session, GivesATokenAndACookieThatScriptsCannotRead) {
  Office office;
  const Browser nobody(office, "", "");
  const Response response = nobody.post("/api/login", login_body("admin", Office::kPassword));
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr(R"("role":"administrator")"));
  const auto cookie = std::find_if(response.headers.begin(), response.headers.end(),
                                   [](const auto& header) { return header.first == "Set-Cookie"; });
  ASSERT_NE(cookie, response.headers.end());
  EXPECT_THAT(cookie->second, HasSubstr("HttpOnly; SameSite=Strict"));
}

TEST(Session, RefusesAWrongPasswordAndAnUnknownNameInTheSameWords) {
  Office office;
  const Browser nobody(office, "", "");
  const Response wrong = nobody.post("/api/login", login_body("admin", "not the password"));
  const Response unknown = nobody.post("/api/login", login_body("secret typed here", "x"));
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body, unknown.body);
  for (const LogEntry& row : office.desk().state().rows()) {
    EXPECT_THAT(row.actor + row.object + row.after, Not(HasSubstr("secret typed here")));
  }
}

TEST(Session, MakesWrongPasswordsWaitAndLetsTheRightOneInAfterwards) {
  Office office;
  const Browser nobody(office, "", "");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(nobody.post("/api/login", login_body("admin", "wrong")).status, 401);
  }
  const Response waiting = nobody.post("/api/login", login_body("admin", Office::kPassword));
  EXPECT_EQ(waiting.status, 429);
  EXPECT_THAT(waiting.body, HasSubstr("retry_after_s"));
  office.pass(std::chrono::seconds(3));
  EXPECT_EQ(nobody.post("/api/login", login_body("admin", Office::kPassword)).status, 200);
}

TEST(Session, LocksAfterIdlingAndOpensWithThePasswordAlone) {
  Office office;
  const Browser admin = office.login("admin");
  EXPECT_EQ(admin.get("/api/study").status, 200);
  office.pass(std::chrono::seconds(901));
  EXPECT_EQ(admin.get("/api/study").status, 423);
  EXPECT_THAT(admin.get("/api/session").body, HasSubstr(R"("locked":true)"));
  EXPECT_EQ(admin.post("/api/unlock", R"({"password":"wrong password"})").status, 401);
  EXPECT_EQ(admin.get("/api/study").status, 423);
  EXPECT_EQ(admin.post("/api/unlock", std::string(R"({"password":")") + Office::kPassword + "\"}").status,
            200);
  EXPECT_EQ(admin.get("/api/study").status, 200);
}

TEST(Session, AskingForEventsDoesNotKeepItAwake) {
  Office office;
  const Browser admin = office.login("admin");
  for (int i = 0; i < 10; ++i) {
    office.pass(std::chrono::seconds(100));
    (void)admin.get("/api/events?since=0");
  }
  EXPECT_EQ(admin.get("/api/study").status, 423);
}

TEST(Session, WhatThePageAsksByItselfDoesNotKeepItAwakeButAnyWriteDoes) {
  Office office;
  const Browser admin = office.login("admin");
  Request unattended = admin.get_request("/api/study");
  unattended.headers.emplace_back("X-Cytrial-Unattended", "1");
  for (int i = 0; i < 4; ++i) {
    office.pass(std::chrono::seconds(200));
    EXPECT_EQ(office.send(unattended).status, 200);
  }
  Request write = admin.post_request("/api/users", "{}");
  write.headers.emplace_back("X-Cytrial-Unattended", "1");
  EXPECT_EQ(office.send(write).status, 400);
  office.pass(std::chrono::seconds(200));
  EXPECT_EQ(office.send(unattended).status, 200);
  office.pass(std::chrono::seconds(701));
  EXPECT_EQ(office.send(unattended).status, 423);
}

TEST(Session, EndsWithLogoutAndAfterTwelveHours) {
  Office office;
  const Browser left = office.login("admin");
  EXPECT_EQ(left.post("/api/logout", "{}").status, 200);
  EXPECT_EQ(left.get("/api/study").status, 401);
  const Browser stays = office.login("admin");
  for (int i = 0; i < 49; ++i) {
    office.pass(std::chrono::minutes(14));
    (void)stays.get("/api/study");
  }
  office.pass(std::chrono::minutes(40));
  EXPECT_EQ(stays.get("/api/study").status, 401);
}

TEST(Session, NeedsTheTokenForDataAndTheCookieForPictures) {
  Office office;
  const Browser admin = office.login("admin");
  const Browser without_token(office, admin.cookie(), "");
  EXPECT_EQ(without_token.get("/api/study").status, 401);
  EXPECT_EQ(without_token.get("/api/candidates/" + office.candidate(0, 0) + "/picture").status, 200);
  const Browser without_cookie(office, "", admin.token());
  EXPECT_EQ(without_cookie.get("/api/study").status, 401);
}

TEST(Users, LastAdministratorCannotVanish) {
  Office office;
  const Browser admin = office.login("admin");
  const std::string id = R"("request_id":"a-request-1","reason":"gone"})";
  EXPECT_EQ(admin.post("/api/users/admin", R"({"active":false,)" + id).status, 409);
  EXPECT_EQ(admin.post("/api/users/admin", R"({"role":"reader",)" + id).status, 409);
  EXPECT_EQ(admin.get("/api/study").status, 200);
}

TEST(Users, DisabledUserIsOutAtOnce) {
  Office office;
  office.hire("anna", Role::Reader);
  const Browser anna = office.login("anna");
  const Browser admin = office.login("admin");
  EXPECT_EQ(
      admin.post("/api/users/anna", R"({"active":false,"request_id":"a-request-1","reason":"left"})").status,
      200);
  EXPECT_EQ(anna.get("/api/study").status, 401);
  EXPECT_EQ(Browser(office, "", "").post("/api/login", login_body("anna", Office::kPassword)).status, 401);
}

TEST(Users, ChangedPasswordIsTheOneThatWorksAfterARestart) {
  Office office;
  office.hire("anna", Role::Reader);
  const Browser anna = office.login("anna");
  const std::string old_password = Office::kPassword;
  EXPECT_EQ(anna.post("/api/password", R"({"old":"wrong one here","new":"another long password"})").status,
            401);
  EXPECT_EQ(anna.post("/api/password", R"({"old":")" + old_password + R"(","new":"short"})").status, 400);
  EXPECT_EQ(
      anna.post("/api/password", R"({"old":")" + old_password + R"(","new":"another long password"})").status,
      200);
  office.restart();
  const Browser nobody(office, "", "");
  EXPECT_EQ(nobody.post("/api/login", login_body("anna", old_password)).status, 401);
  EXPECT_EQ(nobody.post("/api/login", login_body("anna", "another long password")).status, 200);
}

TEST(Users, OwnNewPasswordEndsTheOtherSessionsAndKeepsThisOne) {
  Office office;
  office.hire("anna", Role::Reader);
  const Browser here = office.login("anna");
  const Browser elsewhere = office.login("anna");
  const Browser admin = office.login("admin");
  EXPECT_EQ(elsewhere.get("/api/study").status, 200);
  EXPECT_EQ(here.post("/api/password",
                      std::string(R"({"old":")") + Office::kPassword + R"(","new":"another long password"})")
                .status,
            200);
  EXPECT_EQ(elsewhere.get("/api/study").status, 401);
  EXPECT_EQ(here.get("/api/study").status, 200);
  EXPECT_EQ(admin.get("/api/study").status, 200) << "somebody else's";
}

TEST(Users, PasswordFromTheAdministratorEndsAllSessionsAndIsNeverInTheTrail) {
  Office office;
  office.hire("anna", Role::Reader);
  const Browser anna = office.login("anna");
  const Browser admin = office.login("admin");
  const std::string given =
      R"({"password":"a forgotten one replaced","reason":"forgot it","request_id":"a-request-1"})";
  EXPECT_EQ(anna.post("/api/users/anna", given).status, 403) << "no administrator";
  EXPECT_EQ(
      admin.post("/api/users/anna", R"({"password":"short","reason":"x","request_id":"a-request-2"})").status,
      400);
  EXPECT_EQ(
      admin.post("/api/users/anna", R"({"password":"a forgotten one replaced","request_id":"a-request-3"})")
          .status,
      400)
      << "without a reason";
  EXPECT_EQ(anna.get("/api/study").status, 200);
  EXPECT_EQ(admin.post("/api/users/anna", given).status, 200);
  EXPECT_EQ(anna.get("/api/study").status, 401);
  const Browser nobody(office, "", "");
  EXPECT_EQ(nobody.post("/api/login", login_body("anna", Office::kPassword)).status, 401);
  EXPECT_EQ(nobody.post("/api/login", login_body("anna", "a forgotten one replaced")).status, 200);
  for (const LogEntry& row : office.desk().state().rows()) {
    EXPECT_THAT(row.before + row.after + row.reason, Not(HasSubstr("forgotten one")));
    EXPECT_THAT(row.before + row.after, Not(HasSubstr("argon2")));
  }
}

TEST(Session, LockedAfterIdlingShowsAndTakesNothing) {
  Office office;
  office.hire("anna", Role::Reader);
  const Browser anna = office.login("anna");
  const std::string candidate = office.candidate(0, 0);
  EXPECT_EQ(anna.decide(candidate, "ctc", 0, "request-1").status, 200);
  office.pass(std::chrono::seconds(901));
  const std::uint64_t rows = office.desk().state().revision();
  for (const std::string& path :
       {std::string("/api/study"), std::string("/api/candidates"), "/api/candidates/" + candidate,
        "/api/candidates/" + candidate + "/picture", "/api/slides/" + office.sample(0),
        "/api/slides/" + office.sample(0) + "/tiles/0/0_0", "/api/slides/" + office.sample(0) + "/outlines",
        "/api/outlines?ids=" + candidate, std::string("/api/events?since=0")}) {
    EXPECT_EQ(anna.get(path).status, 423) << path;
  }
  EXPECT_EQ(anna.decide(candidate, "not_ctc", 1, "request-2").status, 423);
  EXPECT_EQ(
      anna.post("/api/undo", R"({"candidate":")" + candidate + R"(","version":1,"request_id":"request-3"})")
          .status,
      423);
  EXPECT_EQ(office.desk().state().revision(), rows);
}

TEST(Session, WrongPasswordsCountWhereverTheyAreAskedFor) {
  for (const char* place : {"unlock", "password"}) {
    Office office;
    office.hire("dora", Role::LabLead);
    const Browser dora = office.login("dora");
    if (std::string(place) == "unlock") {
      office.pass(std::chrono::seconds(901));
    }
    const auto guess = [&] {
      if (std::string(place) == "unlock") {
        return dora.post("/api/unlock", R"({"password":"a wrong password"})").status;
      }
      return dora.post("/api/password", R"({"old":"a wrong password","new":"another long password"})").status;
    };
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(guess(), 401) << place;
    }
    EXPECT_EQ(guess(), 429) << place;
    EXPECT_EQ(Browser(office, "", "").post("/api/login", login_body("dora", Office::kPassword)).status, 429)
        << place;
  }
}

TEST(Session, EveryFurtherWrongPasswordWaitsLongerUpToAQuarterOfAnHour) {
  std::chrono::milliseconds now{1000};
  PasswordThrottle throttle([&now] { return now; });
  int before = 0;
  for (int i = 0; i < 30; ++i) {
    throttle.failed("anna");
    const int wait = throttle.wait_s("anna");
    EXPECT_GE(wait, before);
    EXPECT_LE(wait, 900);
    before = wait;
    now += std::chrono::seconds(wait);
    EXPECT_EQ(throttle.wait_s("anna"), 0);
  }
  EXPECT_EQ(before, 900);
  EXPECT_EQ(throttle.wait_s("ben"), 0);
  throttle.succeeded("anna");
  throttle.failed("anna");
  EXPECT_EQ(throttle.wait_s("anna"), 0);
}

}  // namespace
}  // namespace cyto::review::test
