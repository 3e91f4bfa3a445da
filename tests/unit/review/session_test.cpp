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

}  // namespace
}  // namespace cyto::review::test
