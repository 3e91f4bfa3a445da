#include <gmock/gmock.h>

#include <set>

#include "review_office.h"

namespace cyto::review::test {
namespace {

/// The attack list of a local web page: every request is refused, leaves no row in the trail, and the same
/// request without its forgery is let through (the positive control of its class).
class Attack : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto& [name, role] : {std::pair("anna", Role::Reader), std::pair("dora", Role::LabLead)}) {
      office_.hire(name, role);
    }
  }
  void TearDown() override { RecordProperty("requests", static_cast<int>(sent_)); }

  /// Sends it, expects one of `statuses`, and that nothing was written.
  void refuse(const Request& request, const std::set<int>& statuses, const std::string& what) {
    const std::uint64_t before = office_.desk().state().revision();
    const Response response = office_.send(request);
    ++sent_;
    EXPECT_TRUE(statuses.contains(response.status))
        << what << ": " << response.status << " " << response.body;
    EXPECT_EQ(office_.desk().state().revision(), before) << what;
  }
  static void set(Request& request, const std::string& name, const std::optional<std::string>& value) {
    std::erase_if(request.headers, [&](const auto& header) { return header.first == name; });
    if (value) {
      request.headers.emplace_back(name, *value);
    }
  }
  /// Every write there is, with a body that its right sender may send.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> writes() const {
    const std::string candidate = office_.candidate(0, 0);
    const std::string sample = office_.sample(0);
    return {
        {"/api/login", R"({"name":"anna","password":"x"})"},
        {"/api/unlock", R"({"password":"x"})"},
        {"/api/logout", "{}"},
        {"/api/password", R"({"old":"x","new":"a long new password"})"},
        {"/api/decisions",
         R"({"candidate":")" + candidate + R"(","call":"ctc","version":0,"request_id":"request-1"})"},
        {"/api/undo", R"({"candidate":")" + candidate + R"(","version":0,"request_id":"request-1"})"},
        {"/api/locks", R"({"sample":")" + sample + R"(","request_id":"request-1"})"},
        {"/api/reopen",
         R"({"sample":")" + sample + R"(","reading":"first","reason":"x","request_id":"request-1"})"},
        {"/api/signatures",
         R"({"sample":")" + sample +
             R"(","meaning":"approved","digest":"x","password":"x","request_id":"request-1"})"},
        {"/api/plan", R"({"second_read":true,"blinded":false,"reason":"x","request_id":"request-1"})"},
        {"/api/display", R"({"channels":[],"reason":"x","request_id":"request-1"})"},
        {"/api/users",
         R"({"name":"evil","full_name":"E","role":"administrator","password":"a long password","request_id":"request-1"})"},
        {"/api/users/anna", R"({"role":"administrator","reason":"x","request_id":"request-1"})"}};
  }

  Office office_;
  std::size_t sent_ = 0;
};

TEST_F(Attack, ForeignHostNames) {
  const Browser anna = office_.login("anna");
  for (const char* host : {"",
                           "evil.example",
                           "evil.example:8640",
                           "127.0.0.1",
                           "127.0.0.1:80",
                           "127.0.0.1:8641",
                           "localhost",
                           "localhost:8640",
                           "127.0.0.1:8640.",
                           "127.0.0.1.:8640",
                           "127.1:8640",
                           "0177.0.0.1:8640",
                           "2130706433:8640",
                           "[::1]:8640",
                           "0.0.0.0:8640",
                           "127.0.0.1:8640,evil.example",
                           "evil.example@127.0.0.1:8640",
                           "127.0.0.1:8640/",
                           "127.0.0.1:8640#",
                           " 127.0.0.1:8640",
                           "127.0.0.1:8640 ",
                           "127.0.0.1:08640",
                           "127.0.0.1.nip.io:8640",
                           "LOCALHOST:8640",
                           "127.0.0.1:8640\t"}) {
    Request request = anna.get_request("/api/study");
    set(request, "Host", host);
    refuse(request, {421}, std::string("Host ") + host);
    Request page = anna.get_request("/");
    set(page, "Host", host);
    refuse(page, {421}, std::string("page, Host ") + host);
  }
  Request twice = anna.get_request("/api/study");
  twice.headers.emplace_back("Host", Office::kHost);
  refuse(twice, {421}, "Host given twice");
  EXPECT_EQ(anna.get("/api/study").status, 200) << "control";
}

TEST_F(Attack, WritesFromOtherSites) {
  const Browser anna = office_.login("anna");
  const std::vector<std::pair<std::string, std::optional<std::string>>> forgeries{
      {"Origin", std::nullopt},
      {"Origin", "null"},
      {"Origin", "http://evil.example"},
      {"Origin", "http://127.0.0.1"},
      {"Origin", "https://127.0.0.1:8640"},
      {"Origin", "http://127.0.0.1:8640.evil.example"},
      {"Origin", "http://localhost:9000"},
      {"Sec-Fetch-Site", "cross-site"},
      {"Sec-Fetch-Site", "same-site"},
      {"Sec-Fetch-Site", "none"},
      {"Content-Type", "text/plain"},
      {"Content-Type", "application/x-www-form-urlencoded"},
      {"Content-Type", "multipart/form-data; boundary=x"},
      {"Content-Type", std::nullopt}};
  for (const auto& [path, body] : writes()) {
    for (const auto& [header, value] : forgeries) {
      Request request = anna.post_request(path, body);
      set(request, header, value);
      refuse(request, {403, 415}, path + " " + header + ": " + value.value_or("absent"));
    }
  }
  EXPECT_EQ(anna.decide(office_.candidate(0, 0), "ctc", 0, "request-9").status, 200) << "control";
}

TEST_F(Attack, WritesWithoutTheToken) {
  const Browser anna = office_.login("anna");
  for (const auto& [path, body] : writes()) {
    if (path == "/api/login") {
      continue;
    }
    for (const std::optional<std::string>& token :
         {std::optional<std::string>(), std::optional<std::string>(""),
          std::optional<std::string>(std::string(64, '0')), std::optional<std::string>(anna.token() + "0"),
          std::optional<std::string>(anna.token().substr(1))}) {
      Request request = anna.post_request(path, body);
      set(request, "X-Cytrial-Token", token);
      refuse(request, {401}, path + " token " + token.value_or("absent"));
    }
    Request cookieless = anna.post_request(path, body);
    set(cookieless, "Cookie", std::nullopt);
    refuse(cookieless, {401}, path + " without cookie");
    Request two = anna.post_request(path, body);
    set(two, "Cookie", anna.cookie() + "; " + anna.cookie());
    refuse(two, {401}, path + " two cookies");
  }
  EXPECT_EQ(anna.decide(office_.candidate(0, 0), "ctc", 0, "request-9").status, 200) << "control";
}

TEST_F(Attack, ReadingWithoutASession) {
  const Browser nobody(office_, "cytrial_session=" + std::string(64, 'a'), std::string(64, 'b'));
  const Browser anna = office_.login("anna");
  for (const std::string& path :
       {std::string("/api/session"), std::string("/api/study"), "/api/samples/" + office_.sample(0),
        "/api/samples/" + office_.sample(0) + "/record", std::string("/api/agreement"),
        std::string("/api/candidates"), "/api/candidates/" + office_.candidate(0, 0),
        "/api/candidates/" + office_.candidate(0, 0) + "/picture", "/api/slides/" + office_.sample(0),
        "/api/slides/" + office_.sample(0) + "/tiles/0/0_0", "/api/slides/" + office_.sample(0) + "/quality",
        std::string("/api/columns"), std::string("/api/scatter?x=x_px&y=y_px"), std::string("/api/events"),
        std::string("/api/users"), std::string("/api/audit"), std::string("/api/audit/verify")}) {
    refuse(nobody.get_request(path), {401}, path);
    Request head = nobody.get_request(path);
    head.method = "HEAD";
    refuse(head, {401}, "HEAD " + path);
    const int control = anna.get(path).status;
    EXPECT_NE(control, 401) << "control " << path;
  }
}

TEST_F(Attack, PathsOutOfThePage) {
  const Browser anna = office_.login("anna");
  const std::vector<std::string> tails{"etc/passwd", "cytrial.db", "windows/win.ini", "proc/self/environ"};
  const std::vector<std::string> ups{"../",      "..%2f", "%2e%2e/",         "%2e%2e%2f",
                                     "..%5c",    "..\\",  "%252e%252e%252f", "..%c0%af",
                                     "....//",   "..;/",  "%u002e%u002e/",   "..%00/",
                                     "/..//../", "./../", "file:///",        "//evil.example/"};
  for (const std::string& up : ups) {
    for (const std::string& tail : tails) {
      for (const std::string& front : {std::string("/"), std::string("/assets/"), std::string("/api/slides/"),
                                       std::string("/api/candidates/")}) {
        refuse(anna.get_request(front + up + up + up + tail), {400, 404}, front + up + tail);
      }
    }
  }
  EXPECT_EQ(anna.get("/").status, 200) << "control";
}

TEST_F(Attack, StatementsInEveryText) {
  const Browser anna = office_.login("anna");
  const std::vector<std::string> payloads{"' OR '1'='1",
                                          "'; DROP TABLE review_log; --",
                                          "\\\" OR 1=1 --",
                                          "1; ATTACH DATABASE '/tmp/x' AS x",
                                          "' UNION SELECT value FROM review_secrets --",
                                          "%' AND 1=(SELECT count(*) FROM review_secrets) --",
                                          "x'); DELETE FROM review_log; --",
                                          "$(id)",
                                          "`id`",
                                          "../../etc/passwd"};
  for (const std::string& payload : payloads) {
    for (const char* field : {"candidate", "call", "phenotype", "request_id", "version"}) {
      std::map<std::string, std::string> fields{{"candidate", "\"" + office_.candidate(0, 0) + "\""},
                                                {"call", "\"ctc\""},
                                                {"phenotype", "null"},
                                                {"request_id", "\"request-1\""},
                                                {"version", "0"}};
      fields[field] = "\"" + payload + "\"";
      std::string body = "{";
      for (const auto& [name, value] : fields) {
        body += (body.size() > 1 ? ",\"" : "\"") + name + "\":" + value;
      }
      refuse(anna.post_request("/api/decisions", body + "}"), {400, 404}, std::string(field) + payload);
    }
    std::string escaped;
    for (const char c : payload) {
      static constexpr std::string_view kDigits = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      escaped += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
    for (const char* parameter :
         {"sample", "phenotype", "reason", "state", "sort", "order", "offset", "form"}) {
      refuse(anna.get_request(std::string("/api/candidates?") + parameter + "=" + escaped), {400, 404},
             parameter + payload);
    }
  }
  EXPECT_EQ(anna.get("/api/candidates?state=undecided&sort=size").status, 200) << "control";
}

TEST_F(Attack, BodiesThatAreNone) {
  const Browser anna = office_.login("anna");
  const std::string deep(100000, '[');
  const std::string good = R"({"candidate":")" + office_.candidate(0, 0) +
                           R"(","call":"ctc","version":0,"request_id":"request-1")";
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"), std::string("1"), deep,
        good + R"(,"extra":1})", good + R"(,"call":"ctc"})", good + "}x", good + "} {}",
        std::string("\xEF\xBB\xBF\xEF\xBB\xBF{}"), std::string("{\"a\":\"\xC3\x28\"}"),
        std::string("{\"a\":NaN}"), std::string("{\"a\":1e999}"),
        std::string("{\"candidate\":\"a\\u0000b\"}"), std::string("\0{}", 3)}) {
    refuse(anna.post_request("/api/decisions", body), {400, 404, 428}, body.substr(0, 60));
  }
  for (const char* version : {"-1", "0.5", "1e3", "99999999999999999999", "true", "\"0\"", "[0]", "{}"}) {
    const std::string body = R"({"candidate":")" + office_.candidate(0, 0) +
                             R"(","call":"ctc","request_id":"request-1","version":)" + version + "}";
    refuse(anna.post_request("/api/decisions", body), {400}, body);
  }
  Request large = anna.post_request("/api/decisions", std::string((1U << 20U) + 1, ' '));
  refuse(large, {413}, "1 MiB and one byte");
  for (const char* method : {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"}) {
    Request request = anna.post_request("/api/decisions", good + "}");
    request.method = method;
    refuse(request, {405}, method);
  }
  EXPECT_EQ(anna.post("/api/decisions", good + "}").status, 200) << "control";
}

TEST_F(Attack, MoreRequestsThanAPageSends) {
  const Browser anna = office_.login("anna");
  int refused = 0;
  for (int i = 0; i < 2100; ++i) {
    refused += anna.get("/api/session").status == 429 ? 1 : 0;
  }
  EXPECT_GT(refused, 50);
  office_.pass(std::chrono::seconds(2));
  EXPECT_EQ(anna.get("/api/session").status, 200) << "control";
}

TEST_F(Attack, EveryAnswerCarriesThePolicy) {
  const Browser anna = office_.login("anna");
  for (const char* path : {"/", "/api/study", "/api/nothing", "/nothing"}) {
    const Response response = anna.get(path);
    std::string all;
    for (const auto& [name, value] : response.headers) {
      all += name + ": " + value + "\n";
    }
    EXPECT_THAT(all, testing::HasSubstr("default-src 'none'; script-src 'self'; style-src 'self'")) << path;
    EXPECT_THAT(all, testing::HasSubstr("frame-ancestors 'none'")) << path;
    EXPECT_THAT(all, testing::HasSubstr("nosniff")) << path;
    EXPECT_THAT(all, testing::Not(testing::HasSubstr("unsafe"))) << path;
    EXPECT_THAT(all, testing::Not(testing::HasSubstr("Access-Control"))) << path;
  }
}

}  // namespace
}  // namespace cyto::review::test
