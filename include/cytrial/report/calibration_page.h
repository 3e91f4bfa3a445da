#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cyto {

/// A picture beside others of its kind.
struct PagePicture {
  std::string png;      ///< encoded
  std::string caption;  ///< also what is read aloud
  int width_px = 256;   ///< shown size; pixels stay square and sharp
};

/// A vertical mark in a histogram or a line through points, with its name.
struct PageMark {
  double value = 0.0;
  std::string label;
  bool of_gate = false;  ///< a limit that is in force, not one that was measured: drawn in another colour
};

/// Points in the plane and the line that was laid through them.
struct ScatterPlot {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<std::pair<double, double>> points;  ///< finite; at most some thousand are drawn
  double slope = 0.0;
  double intercept = 0.0;
  std::string line_label;  ///< empty: no line
};

/// How often values occur.
struct HistogramPlot {
  std::string title;
  std::string x_label;
  double low = 0.0;  ///< left edge of the first bar
  double high = 1.0;
  std::vector<double> bars;
  bool log_heights = false;  ///< heights by log(1 + count)
  std::vector<PageMark> marks;
};

/// Rows of text under a heading row.
struct PageTable {
  std::string caption;
  std::vector<std::string> columns;  ///< the first one names the row
  std::vector<std::vector<std::string>> rows;
};

/// A part of the page, drawn in this order; empty parts are left out.
struct PageSection {
  std::string heading;
  std::vector<std::string> paragraphs;
  std::vector<PagePicture> pictures;
  std::vector<ScatterPlot> scatters;
  std::vector<HistogramPlot> histograms;
  std::vector<PageTable> tables;
};

/// What was measured, for a person who decides whether to use it.
struct CalibrationPage {
  std::string title;
  std::string subtitle;
  std::string made_with;
  std::vector<std::string> findings;  ///< what needs eyes; empty: nothing
  std::vector<PageSection> sections;
};

/// One self-contained HTML page: no script, nothing from outside. Same page, same bytes.
/// @throws Error BadData for a picture that is no PNG.
[[nodiscard]] std::string calibration_page_html(const CalibrationPage& page);

}  // namespace cyto
