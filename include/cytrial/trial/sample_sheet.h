#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/trial/collection_time.h"
#include "cytrial/trial/refused_row.h"
#include "cytrial/trial/study.h"

namespace cyto {

/// One blood draw of the sheet. Subject and visit are as written: whether the study knows them is decided by
/// the join, so that a sample of an unknown subject is still analysed.
struct SheetSample {
  std::size_t row = 0;    ///< as a spreadsheet counts: the header is row 1
  std::string sample_id;  ///< a valid id, unique in the sheet
  std::string subject;
  std::string visit;                           ///< empty: placed by its collection time
  std::optional<CollectionTime> collected;     ///< empty: placed by its visit code
  std::optional<double> blood_volume_ml;       ///< > 0; empty: not known
  std::vector<std::filesystem::path> scans;    ///< at least one, below the study root
  std::optional<std::filesystem::path> panel;  ///< instead of the study's, below the study root
  std::optional<std::filesystem::path> gates;  ///< instead of the study's, below the study root
  std::optional<double> pixel_size_um;         ///< wins over the file
  std::string label;                           ///< free text
  std::optional<CollectionTime> processed;     ///< when the blood was put on the slide; empty: not known
  std::optional<CollectionTime> scanned;       ///< when the slide was scanned; empty: not known
  std::string barcode;  ///< what the label of the slide says, read off it; may be empty
};

struct SampleSheet {
  std::filesystem::path file;
  std::vector<SheetSample> rows;    ///< in file order
  std::vector<RefusedRow> refused;  ///< in file order; rows in = rows + refused
};

/// Reads samples.csv (docs/formats/study.md): columns sample, subject, visit, collected, blood_volume_ml,
/// scan; optional panel, gates, pixel_size_um, label, processed, scanned, barcode. A row that is wrong in
/// itself is refused; of two rows with the same sample both are.
/// @throws Error NoInput, NoPermission, Io; BadData when the file is no CSV, or a column is unknown, missing
/// or there twice.
[[nodiscard]] SampleSheet read_sample_sheet(const std::filesystem::path& file, const Study& study);

}  // namespace cyto
