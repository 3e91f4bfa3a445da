#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <pugixml.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace cyto {

/// The page as XML; fails the test when it is not well-formed.
inline pugi::xml_document parsed(const std::string& page) {
  pugi::xml_document document;
  const auto outcome = document.load_buffer(page.data(), page.size());
  EXPECT_TRUE(outcome) << outcome.description() << " near: " << page.substr(outcome.offset, 120);
  return document;
}

/// All text below a node, pieces parted by blanks.
inline std::string text_of(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xpath_node piece : node.select_nodes(".//text()")) {
    (text += piece.node().value()) += ' ';
  }
  return text;
}

/// What every report must hold to: one file, no script, nothing from outside, usable without eyes.
inline void expect_self_contained(const std::string& page) {
  const pugi::xml_document document = parsed(page);
  EXPECT_TRUE(document.select_nodes("//script | //iframe | //object | //embed | //form | //link").empty());
  for (const pugi::xpath_node found : document.select_nodes("//@*")) {
    const std::string name = found.attribute().name();
    const std::string value = found.attribute().value();
    EXPECT_FALSE(name.starts_with("on")) << name;
    if (name == "src") {
      EXPECT_TRUE(value.starts_with("data:image/png;base64,")) << value.substr(0, 60);
    }
    if (name == "href") {
      EXPECT_TRUE(value.starts_with("#") || value.starts_with("samples/") ||
                  value.starts_with("../../report.html#subject-"))
          << value;
    }
  }
  for (const pugi::xpath_node style : document.select_nodes("//style")) {
    EXPECT_EQ(text_of(style.node()).find("url("), std::string::npos);
    EXPECT_EQ(text_of(style.node()).find("@import"), std::string::npos);
  }
}

inline void expect_accessible(const std::string& page) {
  const pugi::xml_document document = parsed(page);
  EXPECT_STREQ(document.document_element().attribute("lang").value(), "en");
  EXPECT_EQ(document.select_nodes("//h1").size(), 1U);
  EXPECT_TRUE(document.select_nodes("//img[not(@alt) or @alt='']").empty());
  EXPECT_TRUE(document.select_nodes("//th[not(@scope)]").empty());
  EXPECT_TRUE(document.select_nodes("//table[not(caption) and not(@class='measures')]").empty());
  EXPECT_TRUE(document.select_nodes("//svg[@role='img'][not(title) or not(desc)]").empty());
  for (const pugi::xpath_node marked : document.select_nodes("//@id")) {
    const std::string same = "//*[@id='" + std::string(marked.attribute().value()) + "']";
    EXPECT_EQ(document.select_nodes(same.c_str()).size(), 1U) << same;
  }
}

/// That nothing on the page tells anybody how to treat: no word of advice, neither in text nor in what is
/// read to those who do not see. The sentence that says so is the one exception.
inline void expect_no_therapy_advice(const std::string& page) {
  const pugi::xml_document document = parsed(page);
  std::string text = text_of(document.document_element().child("body"));
  for (const pugi::xpath_node found : document.select_nodes("//@alt | //@title | //@aria-label")) {
    (text += found.attribute().value()) += ' ';
  }
  const std::string said = "This report does not diagnose and does not recommend therapy.";
  const std::size_t at = text.find(said);
  ASSERT_NE(at, std::string::npos);
  text.erase(at, said.size());
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  for (const char* word : {"recommend",
                           "advis",
                           "advice",
                           "should",
                           "must be treated",
                           "consider ",
                           "switch",
                           "discontinu",
                           "escalat",
                           "prescrib",
                           "initiate",
                           "stop the therapy",
                           "stop therapy",
                           "stop treatment",
                           "continue therapy",
                           "continue treatment",
                           "change therapy",
                           "change the therapy",
                           "change of therapy",
                           "responds to therapy",
                           "therapy fails",
                           "therapy works",
                           "indicated",
                           "eligible for"}) {
    EXPECT_EQ(text.find(word), std::string::npos)
        << word << " in: " << text.substr(text.find(word) < 60 ? 0 : text.find(word) - 60, 140);
  }
}

/// That no mark of a figure lies outside its picture.
inline void expect_marks_inside(const std::string& page) {
  const pugi::xml_document document = parsed(page);
  for (const pugi::xpath_node picture : document.select_nodes("//svg[@role='img']")) {
    double left = 0.0;
    double top = 0.0;
    double width = 0.0;
    double height = 0.0;
    std::istringstream(picture.node().attribute("viewBox").value()) >> left >> top >> width >> height;
    const auto expect_within = [&](double value, double most, const char* what) {
      EXPECT_GE(value, 0.0) << what;
      EXPECT_LE(value, most) << what;
    };
    for (const pugi::xpath_node mark : picture.node().select_nodes(".//rect | .//line | .//text | .//path")) {
      const pugi::xml_node node = mark.node();
      for (const char* name : {"x", "x1", "x2"}) {
        expect_within(node.attribute(name).as_double() + node.attribute("width").as_double(), width, name);
      }
      for (const char* name : {"y", "y1", "y2"}) {
        expect_within(node.attribute(name).as_double() + node.attribute("height").as_double(), height, name);
      }
      double x = 0.0;
      double y = 0.0;
      if (std::sscanf(node.attribute("transform").value(), "translate(%lf %lf)", &x, &y) == 2) {
        expect_within(x, width, "translate x");
        expect_within(y, height, "translate y");
      }
    }
  }
}

}  // namespace cyto
