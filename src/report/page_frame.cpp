#include "page_frame.h"

#include "page_style.h"

namespace cyto {

void write_head(Markup& page, const PageFrame& frame) {
  const auto head = page.in("head");
  page.empty("meta", {{"charset", "utf-8"}});
  page.empty("meta", {{"http-equiv", "Content-Security-Policy"},
                      {"content",
                       "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
                       "form-action 'none'"}});
  page.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  page.empty("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
  page.leaf("title", frame.title);
  page.style(page_style());
}

void write_header(Markup& page, const PageFrame& frame) {
  const auto header = page.in("header");
  page.leaf("h1", frame.title);
  if (!frame.subtitle.empty()) {
    page.leaf("p", frame.subtitle, {{"class", "subtitle"}});
  }
  const auto notice = page.in("p", {{"class", "notice"}});
  page.leaf("strong", "Research use only.");
  page.text(" This report does not diagnose and does not recommend therapy.");
}

void write_footer(Markup& page, const PageFrame& frame) {
  const auto footer = page.in("footer");
  page.leaf("p", frame.made_with);
}

}  // namespace cyto
