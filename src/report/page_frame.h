#pragma once

#include <string>
#include <string_view>

#include "markup.h"

namespace cyto {

/// What stands at the top and the bottom of every report.
struct PageFrame {
  std::string title;      ///< of the browser tab and the first heading
  std::string subtitle;   ///< the line below it; may be empty
  std::string made_with;  ///< the line at the foot: program version and digests
};

/// Writes a whole page around what `body` writes into it. Sets a content policy that allows no script, no
/// frame, no form and nothing from outside the file.
template <typename Body>
[[nodiscard]] std::string framed_page(const PageFrame& frame, const Body& body);

/// The head element and the page's header; the caller has opened html.
void write_head(Markup& page, const PageFrame& frame);
void write_header(Markup& page, const PageFrame& frame);
void write_footer(Markup& page, const PageFrame& frame);

template <typename Body>
std::string framed_page(const PageFrame& frame, const Body& body) {
  Markup page;
  page.doctype();
  {
    const auto html = page.in("html", {{"lang", "en"}, {"xmlns", "http://www.w3.org/1999/xhtml"}});
    write_head(page, frame);
    const auto content = page.in("body");
    write_header(page, frame);
    {
      const auto main = page.in("main");
      body(page);
    }
    write_footer(page, frame);
  }
  return page.finish();
}

}  // namespace cyto
