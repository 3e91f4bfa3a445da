#include "cytrial/core/strict_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadConfig);
    return error.what();
  }
  return "no error";
}

std::string refusal_of(std::string_view text) {
  return message_of([text] { (void)parse_strict_json(text, "panel.json"); });
}

TEST(StrictJson, ReadsEveryKindOfValue) {
  const auto value = parse_strict_json(R"({"a": [1, -2, 2.5, "x", true, null, {}, []]})", "f");
  EXPECT_EQ(value.dump(), R"({"a":[1,-2,2.5,"x",true,null,{},[]]})");
}

TEST(StrictJson, KeepsTheNestingOfArrays) {
  EXPECT_EQ(parse_strict_json("[[1, [2]], []]", "f").dump(), "[[1,[2]],[]]");
}

TEST(StrictJson, SkipsAByteOrderMark) {
  EXPECT_EQ(parse_strict_json("\xEF\xBB\xBF{}", "f").dump(), "{}");
}

TEST(StrictJson, RefusesAKeyGivenTwiceByItsPointer) {
  EXPECT_EQ(refusal_of(R"({"a": [{}, {"b/c": 1, "b/c": 2}]})"),
            "panel.json at /a/1/b~1c: the key is given twice; keep one of the two");
}

TEST(StrictJson, AcceptsTheSameKeyInDifferentObjects) {
  EXPECT_EQ(refusal_of(R"([{"a": 1}, {"a": {"a": 1}}])"), "no error");
}

TEST(StrictJson, RefusesDeepNestingOnly) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(refusal_of(nested(kMaxJsonDepth)), "no error");
  EXPECT_THAT(refusal_of(nested(kMaxJsonDepth + 1)), HasSubstr("nested deeper than 64 levels"));
  EXPECT_THAT(refusal_of(std::string(1'000'000, '[')), HasSubstr("nested deeper than 64 levels"));
}

TEST(StrictJson, RefusesTextAfterTheValue) {
  EXPECT_THAT(refusal_of("{} x"), HasSubstr("panel.json: not valid JSON at line 1, column 4 (byte 3)"));
}

TEST(StrictJson, RefusesWhatFollowsANulByte) {
  EXPECT_THAT(refusal_of(std::string_view("{}\0{}", 5)), HasSubstr("(byte 2): a NUL byte"));
  EXPECT_THAT(refusal_of(R"({"a": "x\u0000y"})"), HasSubstr("at /a: a text holds a NUL character"));
}

TEST(StrictJson, RefusesInvalidUtf8WithItsLine) {
  EXPECT_THAT(refusal_of("{\n\"a\": \"\xFF\"}"), HasSubstr("not valid JSON at line 2, column 7 (byte 8)"));
}

TEST(StrictJson, RefusesWhatJsonDoesNotKnow) {
  for (const char* text : {"", " ", "{\"a\": NaN}", "{\"a\": 1e999}", "{\"a\": 1,}", "{'a': 1}", "// no\n{}",
                           "{\"a\": 01}", "{\"a\"", "\"\\ud800\"", "\xFF\xFE{\0}"}) {
    EXPECT_THAT(refusal_of(text), HasSubstr("panel.json: not valid JSON")) << text;
  }
}

TEST(StrictJson, KeepsMessagesOnOnePrintableLine) {
  const std::string message = refusal_of("{\"a\nb\x1B[31m\": 1, \"" + std::string(500, 'x'));
  EXPECT_THAT(message, HasSubstr("not valid JSON"));
  EXPECT_LT(message.size(), 400U);
  for (const char c : message) {
    EXPECT_GE(c, ' ');
  }
}

TEST(JsonReader, GivesTypedMembers) {
  const auto reader = JsonReader::from_text(
      R"({"name": "a", "size": 0.5, "count": 3, "on": true, "names": ["x", "y"], "inner": {"k": 1}})",
      "f.json");
  EXPECT_EQ(reader.text("name"), "a");
  EXPECT_EQ(reader.number("size", 0, 1), 0.5);
  EXPECT_EQ(reader.integer("count", 0, 10), 3);
  EXPECT_TRUE(reader.boolean("on"));
  EXPECT_THAT(reader.optional_texts("names"), ElementsAre("x", "y"));
  EXPECT_EQ(reader.member("inner").number("k", 0, 2), 1.0);
  EXPECT_EQ(reader.optional_text("absent"), std::nullopt);
  EXPECT_EQ(reader.optional_number("absent", 0, 1), std::nullopt);
  reader.finish();
}

TEST(JsonReader, OutlivesTheReaderItCameFrom) {
  const auto items = JsonReader::from_text(R"({"a": ["x"]})", "f.json").items("a");
  EXPECT_EQ(items.at(0).as_text(), "x");
}

TEST(JsonReader, NamesTheMemberThatWasNeverAskedFor) {
  const auto reader = JsonReader::from_text(R"({"name": "a", "nmae": "b"})", "f.json");
  (void)reader.text("name");
  EXPECT_EQ(message_of([&] { reader.finish(); }),
            "f.json at /nmae: unknown key; correct its spelling or remove it");
}

TEST(JsonReader, NamesPlaceAndKindOfAWrongValue) {
  const auto reader = JsonReader::from_text(
      R"({"a": [{"b": 1}], "t": "x", "big": 18446744073709551615, "half": 0.5, "none": null})", "f.json");
  EXPECT_EQ(message_of([&] { (void)reader.items("a").at(0).text("b"); }),
            "f.json at /a/0/b: is a number; a text is wanted");
  EXPECT_EQ(message_of([&] { (void)reader.number("t", 0, 1); }),
            "f.json at /t: is a string; a number is wanted");
  EXPECT_EQ(message_of([&] { (void)reader.number("half", 1, 2); }),
            "f.json at /half: 0.5 is out of range; allowed: 1 to 2");
  EXPECT_EQ(message_of([&] { (void)reader.integer("big", 0, INT64_MAX); }),
            "f.json at /big: 18446744073709551615 is out of range; allowed: 0 to 9223372036854775807");
  EXPECT_EQ(message_of([&] { (void)reader.integer("half", 0, 1); }),
            "f.json at /half: is not a whole number; write it without fraction and exponent");
  EXPECT_EQ(message_of([&] { (void)reader.optional_text("none"); }),
            "f.json at /none: is null; a text is wanted");
  EXPECT_EQ(message_of([&] { (void)reader.text("zz"); }), "f.json at /zz: is missing; add it");
  EXPECT_EQ(message_of([&] { (void)reader.member("t").text("x"); }),
            "f.json at /t: is a string; an object is wanted");
}

}  // namespace
}  // namespace cyto
