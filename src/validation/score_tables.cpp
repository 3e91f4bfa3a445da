#include "cytrial/core/csv_rows.h"
#include "cytrial/validation/score.h"

namespace cyto::validation {
namespace {

/// Which two columns hold the place, and what turns them into um.
struct PlaceColumns {
  std::size_t x = 0;
  std::size_t y = 0;
  double x_scale = 1.0;
  double y_scale = 1.0;
};

std::optional<PlaceColumns> find_pair(const CsvRows& rows, const char* x, const char* y, double x_scale,
                                      double y_scale) {
  const auto x_column = rows.column(x);
  const auto y_column = rows.column(y);
  if (!x_column || !y_column) {
    return std::nullopt;
  }
  return PlaceColumns{*x_column, *y_column, x_scale, y_scale};
}

/// Pixels first: both tables are then turned into um by the same pixel size.
PlaceColumns place_columns(const CsvRows& rows, const PixelSize& pixel_size, bool bare_names) {
  if (const auto pixels = find_pair(rows, "x_px", "y_px", pixel_size.x_um, pixel_size.y_um)) {
    return *pixels;
  }
  if (bare_names) {
    if (const auto pixels = find_pair(rows, "x", "y", pixel_size.x_um, pixel_size.y_um)) {
      return *pixels;
    }
  }
  if (const auto micrometres = find_pair(rows, "x_um", "y_um", 1.0, 1.0)) {
    return *micrometres;
  }
  rows.fail("has no columns for the place", bare_names ? "x_px and y_px, x and y, or x_um and y_um are needed"
                                                       : "x_px and y_px, or x_um and y_um are needed");
}

/// A stored name, or one that begins with it: "leukocyte_monocyte" is a leukocyte.
Phenotype phenotype_in(const CsvRows& rows, std::size_t column) {
  const std::string& text = rows.cell(column);
  if (const auto exact = phenotype_from(text)) {
    return *exact;
  }
  for (const Phenotype phenotype : kAllPhenotypes) {
    if (text.starts_with(std::string(name_of(phenotype)) + "_")) {
      return phenotype;
    }
  }
  rows.fail("\"" + text.substr(0, 40) + "\" is no phenotype",
            "known are unclassified, ctc, leukocyte, double_positive, nucleated_other, debris, fragment");
}

bool truth_value_in(const CsvRows& rows, std::size_t column) {
  const std::string& text = rows.cell(column);
  if (text != "0" && text != "1" && text != "true" && text != "false") {
    rows.fail("is_cell is \"" + text.substr(0, 40) + "\", must be 0 or 1");
  }
  return text == "1" || text == "true";
}

/// A truth is of one scan: events of another one at the same places would be taken for its cells.
class OneSample {
 public:
  explicit OneSample(const CsvRows& rows) : column_(rows.column("sample_id")) {}
  void check(const CsvRows& rows) {
    if (!column_) {
      return;
    }
    const std::string& sample = rows.cell(*column_);
    if (!sample_) {
      sample_ = sample;
    } else if (sample != *sample_) {
      rows.fail("is of sample \"" + sample.substr(0, 64) + "\", the rows before of \"" +
                    sample_->substr(0, 64) + "\"; a truth is of one scan",
                "export one sample with --sample");
    }
  }

 private:
  std::optional<std::size_t> column_;
  std::optional<std::string> sample_;
};

bool is_cell_by(Phenotype phenotype) {
  return phenotype != Phenotype::Debris && phenotype != Phenotype::Fragment;
}

}  // namespace

EventTable read_event_table(const std::filesystem::path& csv, const PixelSize& pixel_size) {
  CsvRows rows(csv);
  const PlaceColumns place = place_columns(rows, pixel_size, false);
  const auto phenotype = rows.column("phenotype");
  EventTable table;
  OneSample sample(rows);
  while (rows.next()) {
    sample.check(rows);
    ScoredEvent event;
    event.x_um = rows.number(place.x) * place.x_scale;
    event.y_um = rows.number(place.y) * place.y_scale;
    if (phenotype) {
      event.phenotype = phenotype_in(rows, *phenotype);
      table.has_phenotypes = table.has_phenotypes || event.phenotype != Phenotype::Unclassified;
    }
    table.events.push_back(event);
  }
  // No event at all is a result too: it can be held against the truth's phenotypes.
  table.has_phenotypes = table.has_phenotypes || (phenotype && table.events.empty());
  return table;
}

TruthTable read_truth_table(const std::filesystem::path& csv, const PixelSize& pixel_size) {
  CsvRows rows(csv);
  const PlaceColumns place = place_columns(rows, pixel_size, true);
  const auto named = rows.column("phenotype");
  const auto phenotype = named ? named : rows.column("type");
  const auto is_cell = rows.column("is_cell");
  const auto level = rows.column("ck_level_lsd");
  TruthTable table;
  table.has_phenotypes = phenotype.has_value();
  while (rows.next()) {
    TruthObject object;
    object.x_um = rows.number(place.x) * place.x_scale;
    object.y_um = rows.number(place.y) * place.y_scale;
    if (phenotype) {
      object.phenotype = phenotype_in(rows, *phenotype);
    }
    object.is_cell = is_cell ? truth_value_in(rows, *is_cell) : is_cell_by(object.phenotype);
    if (level && !rows.cell(*level).empty()) {
      object.ck_level_lsd = rows.number(*level);
    }
    table.objects.push_back(object);
  }
  return table;
}

}  // namespace cyto::validation
