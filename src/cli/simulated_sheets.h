#pragma once

#include <cstddef>
#include <string>

namespace cyto::cli {

/// A sheet as it is written, row by row.
class SheetText {
 public:
  SheetText(std::string file, const std::string& header) : file_(std::move(file)), text_(header + "\n") {}
  void put(const std::string& row) {
    text_ += row + "\n";
    ++rows_;
  }
  /// "samples.csv row 4" of the row put last; the header is row 1.
  [[nodiscard]] std::string place() const { return file_ + " row " + std::to_string(rows_); }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string file_;
  std::string text_;
  std::size_t rows_ = 1;
};

/// One row of samples.csv; `file` lies in scans/, without its ending.
struct SampleRow {
  std::string sample, subject, visit, collected, volume, file, processed, scanned, barcode;
};

struct MarkerRow {
  std::string subject, visit, analyte, collected, value, unit, assay;
};

/// The four sheets of a simulated study.
struct SimulatedSheets {
  SheetText samples{"samples.csv",
                    "sample,subject,visit,collected,blood_volume_ml,scan,processed,scanned,barcode"};
  SheetText markers{"markers.csv", "subject,visit,analyte,collected,value,unit,assay"};
  SheetText assessments{
      "assessments.csv",
      "subject,visit,date,modality,response,intrahepatic_progression,extrahepatic_progression"};
  SheetText treatments{"treatments.csv", "subject,cycle,date,therapy,dose_percent"};

  void put(const SampleRow& row);
  void put(const MarkerRow& row);
};

}  // namespace cyto::cli
