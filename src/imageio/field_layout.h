#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/geometry.h"

namespace cyto {

/// Position of a field's first pixel, on the slide or in any common frame [px].
struct FieldOrigin {
  std::int64_t x = 0;
  std::int64_t y = 0;
};

/// One camera field as fields.json lists it.
struct ListedField {
  std::vector<std::string> files;     ///< plain names: one, or one per channel
  std::int64_t row = 0;               ///< of a grid
  std::int64_t column = 0;            ///< of a grid
  std::optional<FieldOrigin> origin;  ///< of an explicit list
};

/// The content of fields.json (docs/formats/scans.md).
struct FieldList {
  std::vector<ListedField> fields;         ///< at least one
  std::vector<std::string> channel_names;  ///< may be empty: the files name their channels
  bool file_per_channel = false;
  std::int64_t overlap_px = 0;  ///< of a grid

  /// Where the fields begin, for fields of this size. @throws Error BadConfig when they overlap wholly.
  [[nodiscard]] std::vector<FieldOrigin> origins(std::int64_t field_width_px, std::int64_t field_height_px,
                                                 const std::string& file) const;
};

/// @throws Error NoInput, BadConfig naming file and JSON pointer.
[[nodiscard]] FieldList read_field_list(const std::filesystem::path& file);

/// Which slide pixels are taken from which field.
struct FieldCut {
  std::vector<FieldOrigin> origins;  ///< in slide pixels
  std::vector<SlideRect> rects;      ///< they cover the slide exactly once
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::int64_t cropped_px = 0;  ///< greatest ragged margin that was left out
};

/// Cuts equally sized fields that lie in rows so that every pixel is taken from one field: in the middle of
/// what neighbours share. Ragged outer margins of less than half a field are left out.
/// @param names of the fields, for messages; @param scan likewise.
/// @throws Error BadData naming two fields with a gap between them or at one place.
[[nodiscard]] FieldCut cut_fields(const std::vector<FieldOrigin>& origins, std::int64_t field_width_px,
                                  std::int64_t field_height_px, const std::vector<std::string>& names,
                                  const std::string& scan);

}  // namespace cyto
