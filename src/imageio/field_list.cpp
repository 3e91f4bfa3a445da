#include <algorithm>
#include <set>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/imageio/image_limits.h"
#include "field_layout.h"
#include "file_text.h"

namespace cyto {
namespace {

/// Replaces "{key}" or "{key:width}" (zero-padded) in a file name pattern.
std::string fill(std::string pattern, const std::string& key, const std::string& value) {
  for (std::size_t at = pattern.find("{" + key); at != std::string::npos; at = pattern.find("{" + key, at)) {
    const std::size_t end = pattern.find('}', at);
    if (end == std::string::npos) {
      break;
    }
    const std::string width = pattern.substr(at + key.size() + 1, end - at - key.size() - 1);
    std::string text = value;
    if (width.size() == 2 && width[0] == ':' && width[1] >= '1' && width[1] <= '9') {
      const auto digits = static_cast<std::size_t>(width[1] - '0');
      text.insert(0, digits > text.size() ? digits - text.size() : 0, '0');
    } else if (!width.empty()) {
      break;  // another key, or a wrong width: the brace left over is refused
    }
    pattern.replace(at, end - at + 1, text);
    at += text.size();
  }
  return pattern;
}

/// Reads fields.json and checks that every file is named once.
class FieldListReader {
 public:
  explicit FieldListReader(const std::filesystem::path& file) : json_(JsonReader::from_file(file)) {}

  FieldList read() {
    list_.channel_names = json_.optional_texts("channels");
    if (const auto fields = json_.optional_member("fields")) {
      read_explicit(*fields);
    } else {
      read_grid();
    }
    json_.finish();
    return std::move(list_);
  }

 private:
  void add(const JsonReader& place, const std::string& name, ListedField field) {
    constexpr const char* kChannel = "{channel}";
    const bool per_channel = name.find(kChannel) != std::string::npos;
    if (per_channel && list_.channel_names.empty()) {
      place.fail("has {channel}, but \"channels\" is absent");
    }
    if (!list_.fields.empty() && per_channel != list_.file_per_channel) {
      place.fail("mixes fields with and without {channel}");
    }
    list_.file_per_channel = per_channel;
    if (!per_channel) {
      field.files.push_back(name);
    }
    for (std::size_t i = 0; per_channel && i < list_.channel_names.size(); ++i) {
      field.files.push_back(fill(name, "channel", list_.channel_names[i]));
    }
    for (const std::string& file : field.files) {
      if (file.empty() || file.front() == '.' || file.find_first_of("/\\{}") != std::string::npos) {
        place.fail("gives \"" + printable(file, 80) + "\", not a plain file name",
                   "keep the fields in the folder of fields.json; the keys are index, row, column, channel");
      }
      if (!used_.insert(file).second) {
        place.fail("names \"" + file + "\" twice");
      }
    }
    if (used_.size() > kMaxScanFiles) {
      place.fail("names more than " + std::to_string(kMaxScanFiles) + " files");
    }
    list_.fields.push_back(std::move(field));
  }

  void read_explicit(const JsonReader& fields) {
    constexpr std::int64_t kMaxPosition = 1'000'000'000;
    for (const JsonReader& item : fields.as_items()) {
      ListedField field;
      field.origin = FieldOrigin{item.integer("x_px", -kMaxPosition, kMaxPosition),
                                 item.integer("y_px", -kMaxPosition, kMaxPosition)};
      add(item, item.text("file"), std::move(field));
      item.finish();
    }
    if (list_.fields.empty()) {
      fields.fail("is empty");
    }
  }

  void read_grid() {
    constexpr std::int64_t kMaxAcross = 4'096;
    const std::int64_t rows = json_.integer("rows", 1, kMaxAcross);
    const std::int64_t columns = json_.integer("columns", 1, kMaxAcross);
    const std::string order = json_.text("order");
    list_.overlap_px = json_.integer("overlap_px", 0, static_cast<std::int64_t>(kMaxSlideEdgePx));
    const std::int64_t first_index = json_.optional_integer("first_index", 0, 1'000'000).value_or(1);
    const JsonReader pattern = json_.member("pattern");
    if (order != "row" && order != "serpentine" && order != "column") {
      json_.member("order").fail("is \"" + printable(order, 40) + "\"",
                                 "write \"row\", \"serpentine\" or \"column\"");
    }
    for (std::int64_t i = 0; i < rows * columns; ++i) {
      ListedField field;
      field.row = order == "column" ? i % rows : i / columns;
      field.column = order == "column" ? i / rows : i % columns;
      if (order == "serpentine" && field.row % 2 == 1) {
        field.column = columns - 1 - field.column;
      }
      std::string name = fill(pattern.as_text(), "index", std::to_string(first_index + i));
      name = fill(std::move(name), "row", std::to_string(first_index + field.row));
      add(pattern, fill(std::move(name), "column", std::to_string(first_index + field.column)), field);
    }
  }

  JsonReader json_;
  FieldList list_;
  std::set<std::string> used_;
};

}  // namespace

FieldList read_field_list(const std::filesystem::path& file) {
  return FieldListReader(file).read();
}

std::vector<FieldOrigin> FieldList::origins(std::int64_t field_width_px, std::int64_t field_height_px,
                                            const std::string& file) const {
  std::vector<FieldOrigin> all;
  if (overlap_px * 2 >= std::min(field_width_px, field_height_px)) {
    throw Error(ErrorCode::BadConfig, file,
                "overlap_px is " + std::to_string(overlap_px) + ", half of a field or more",
                "state the overlap of neighbouring fields in pixels");
  }
  for (const ListedField& field : fields) {
    all.push_back(field.origin.value_or(FieldOrigin{field.column * (field_width_px - overlap_px),
                                                    field.row * (field_height_px - overlap_px)}));
  }
  return all;
}

}  // namespace cyto
