#include "markup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <string>
#include <vector>

#include "cytrial/core/error.h"
#include "png_picture.h"
#include "unit/report/hostile_texts.h"

namespace cyto {
namespace {

const std::string kReplacement = "\uFFFD";

TEST(Escaping, TurnsMarkupSignsIntoEntities) {
  EXPECT_EQ(escaped("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&#39;");
}

TEST(Escaping, KeepsPlainTextAndWholeCharacters) {
  EXPECT_EQ(escaped("Køge 12 \u00b5m \u2265 5 \U0001F9EA\n\t"), "Køge 12 \u00b5m \u2265 5 \U0001F9EA\n\t");
}

TEST(Escaping, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(escaped("a\xFFz"), "a" + kReplacement + "z");
  EXPECT_EQ(escaped("\xC0\xAF"), kReplacement + kReplacement);                     // overlong slash
  EXPECT_EQ(escaped("\xED\xA0\x80"), kReplacement + kReplacement + kReplacement);  // surrogate
  EXPECT_EQ(escaped("end\xE2\x82"), "end" + kReplacement + kReplacement);          // cut character
  EXPECT_EQ(escaped("\xC3<"), kReplacement + "&lt;");  // a lead byte hides no sign
}

TEST(Escaping, ReplacesControlAndDirectionCharacters) {
  EXPECT_EQ(escaped(std::string_view("a\0b", 3)), "a" + kReplacement + "b");
  EXPECT_EQ(escaped("\x1B[31m"), kReplacement + "[31m");
  EXPECT_EQ(escaped("SUBJ\u202E100"), "SUBJ" + kReplacement + "100");
  EXPECT_EQ(escaped("\uFFFE"), kReplacement);
}

TEST(Escaping, LeavesNoWayOutOfTextOrAttributeForHostileTexts) {
  const std::vector<std::string> texts = hostile_texts();
  ASSERT_GE(texts.size(), 50U);
  for (const std::string& text : texts) {
    Markup markup;
    {
      const auto outer = markup.in("p", {{"title", text}});
      markup.text(text);
    }
    pugi::xml_document document;
    const std::string page = markup.finish();
    ASSERT_TRUE(document.load_buffer(page.data(), page.size())) << text;
    const pugi::xml_node paragraph = document.document_element();
    EXPECT_EQ(std::distance(document.begin(), document.end()), 1) << text;
    EXPECT_EQ(std::distance(paragraph.attributes_begin(), paragraph.attributes_end()), 1) << text;
    for (const pugi::xml_node child : paragraph.children()) {
      EXPECT_EQ(child.type(), pugi::node_pcdata) << text;
    }
  }
}

TEST(Markup, ClosesElementsInReverseOrder) {
  Markup markup;
  {
    const auto list = markup.in("ul");
    markup.leaf("li", "one");
    const auto item = markup.in("li");
    markup.empty("br").leaf("strong", "two");
  }
  EXPECT_EQ(markup.finish(), "<ul><li>one</li>\n<li><br/>\n<strong>two</strong></li>\n</ul>\n");
}

TEST(Markup, RefusesToFinishWithAnOpenElement) {
  Markup markup;
  const auto section = markup.in("section");
  EXPECT_THROW((void)markup.finish(), Error);
}

TEST(Base64, MatchesTheVectorsOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xFF\xFE\xFD"), "//79");
}

TEST(EmbeddedPng, RefusesWhatIsNoPng) {
  EXPECT_THROW((void)embedded_png("<svg onload=alert(1)>                                   ", "crop"), Error);
  EXPECT_THROW((void)embedded_png("", "crop"), Error);
}

}  // namespace
}  // namespace cyto
