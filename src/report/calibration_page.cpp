#include "cytrial/report/calibration_page.h"

#include "page_frame.h"
#include "plane_plot.h"
#include "png_picture.h"

namespace cyto {
namespace {

void write_findings(Markup& page, const std::vector<std::string>& findings) {
  page.leaf("h2", "What needs eyes");
  if (findings.empty()) {
    page.leaf("p", "Nothing stood out.");
    return;
  }
  const auto list = page.in("ul");
  for (const std::string& finding : findings) {
    page.leaf("li", finding);
  }
}

void write_pictures(Markup& page, const std::vector<PagePicture>& pictures) {
  if (pictures.empty()) {
    return;
  }
  const auto row = page.in("div", {{"class", "maps"}});
  for (const PagePicture& picture : pictures) {
    const PngPicture embedded = embedded_png(picture.png, picture.caption);
    const auto figure = page.in("figure");
    page.empty(
        "img",
        {{"src", embedded.source}, {"alt", picture.caption}, {"width", std::to_string(picture.width_px)}});
    page.leaf("figcaption", picture.caption);
  }
}

void write_table(Markup& page, const PageTable& table) {
  const auto scroll = page.in("div", {{"class", "scroll"}});
  const auto element = page.in("table");
  page.leaf("caption", table.caption);
  {
    const auto head = page.in("thead");
    const auto row = page.in("tr");
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      page.leaf("th", table.columns[i], {{"scope", "col"}, {"class", i == 0 ? "" : "words"}});
    }
  }
  const auto body = page.in("tbody");
  for (const std::vector<std::string>& cells : table.rows) {
    const auto row = page.in("tr");
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i == 0) {
        page.leaf("th", cells[i], {{"scope", "row"}});
      } else {
        page.leaf("td", cells[i], {{"class", "words"}});
      }
    }
  }
}

void write_section(Markup& page, const PageSection& section) {
  page.leaf("h2", section.heading);
  for (const std::string& paragraph : section.paragraphs) {
    page.leaf("p", paragraph);
  }
  write_pictures(page, section.pictures);
  if (!section.scatters.empty() || !section.histograms.empty()) {
    const auto figures = page.in("div", {{"class", "figures"}});
    for (const ScatterPlot& plot : section.scatters) {
      draw_scatter(page, plot);
    }
    for (const HistogramPlot& plot : section.histograms) {
      draw_histogram(page, plot);
    }
  }
  for (const PageTable& table : section.tables) {
    write_table(page, table);
  }
}

}  // namespace

std::string calibration_page_html(const CalibrationPage& page) {
  return framed_page(PageFrame{page.title, page.subtitle, page.made_with}, [&](Markup& markup) {
    write_findings(markup, page.findings);
    for (const PageSection& section : page.sections) {
      write_section(markup, section);
    }
  });
}

}  // namespace cyto
