#include "fcs_text.h"

#include <algorithm>
#include <set>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

constexpr char kDelimiter = '\f';

bool is_printable(char c) {
  return c >= 0x20 && c <= 0x7E;
}

void put(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).push_back(kDelimiter);
  if (value.empty() || value.front() == kDelimiter) {
    out.push_back(' ');  // FCS knows no empty value, and none that begins with the delimiter.
  }
  for (const char c : value) {
    out.append(c == kDelimiter ? 2U : 1U, c);
  }
  if (!value.empty() && value.back() == kDelimiter) {
    out.push_back(' ');
  }
  out.push_back(kDelimiter);
}

void put_column(std::string& out, std::size_t number, const FeatureColumn& column, std::string_view range) {
  const std::string p = "$P" + std::to_string(number);
  const bool allowed = !column.name.empty() && column.name.find(',') == std::string::npos &&
                       std::all_of(column.name.begin(), column.name.end(), is_printable);
  if (!allowed) {
    throw Error(ErrorCode::Internal, "event column " + column.name, "has a name that FCS does not allow");
  }
  put(out, p + "B", "32");
  put(out, p + "E", "0,0");
  put(out, p + "N", column.name);
  put(out, p + "R", range);
  if (!column.description.empty()) {
    put(out, p + "S", column.description);
  }
}

void put_custom(std::string& out, const FcsKeywords& keywords) {
  std::set<std::string> seen;
  for (const auto& [name, value] : keywords) {
    const bool allowed =
        !name.empty() && name.front() != '$' && std::all_of(name.begin(), name.end(), is_printable);
    if (!allowed || !seen.insert(upper_case(name)).second) {
      throw Error(ErrorCode::Internal, "event keyword " + name, "is not allowed in FCS or occurs twice");
    }
    put(out, name, value);
  }
}

std::string eight(std::uint64_t offset) {
  const std::string digits = std::to_string(offset);
  return std::string(8 - digits.size(), ' ') + digits;
}

}  // namespace

std::string upper_case(std::string_view name) {
  std::string upper(name);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return upper;
}

std::string fcs_header(FcsSegment text, FcsSegment data) {
  if (text.end > kFcsMaxHeaderOffset) {
    throw Error(ErrorCode::Internal, "FCS text segment", "is too long");
  }
  if (data.end > kFcsMaxHeaderOffset) {
    data = {};
  }
  return "FCS3.1    " + eight(text.begin) + eight(text.end) + eight(data.begin) + eight(data.end) + eight(0) +
         eight(0);
}

std::string fcs_text(const FeatureSchema& schema, const FcsText& text) {
  std::string out(1, kDelimiter);
  put(out, "$BEGINANALYSIS", "0");
  put(out, "$BEGINDATA", std::to_string(text.data.begin));
  put(out, "$BEGINSTEXT", "0");
  put(out, "$BYTEORD", "1,2,3,4");
  put(out, "$DATATYPE", "F");
  put(out, "$ENDANALYSIS", "0");
  put(out, "$ENDDATA", std::to_string(text.data.end));
  put(out, "$ENDSTEXT", "0");
  put(out, "$MODE", "L");
  put(out, "$NEXTDATA", "0");
  put(out, "$PAR", std::to_string(schema.size()));
  put(out, "$TOT", std::to_string(text.total));
  put(out, "$CYT", "Cytrial");
  for (std::size_t i = 0; i < schema.size(); ++i) {
    put_column(out, i + 1, schema.columns()[i], text.ranges[i]);
  }
  if (!text.spillover.empty()) {
    put(out, "$SPILLOVER", text.spillover);
  }
  put_custom(out, text.custom);
  return out;
}

std::string spillover_text(const FeatureSchema& schema, const FcsSpillover& spillover) {
  const std::size_t columns = spillover.columns.size();
  if (spillover.matrix.size() != columns * columns) {
    throw Error(ErrorCode::Internal, "FCS spillover", "the matrix does not fit its columns");
  }
  if (columns == 0) {
    return {};
  }
  std::string text = std::to_string(columns);
  for (const std::string& column : spillover.columns) {
    (void)schema.require(column);
    text += "," + column;
  }
  for (const double entry : spillover.matrix) {
    text += "," + number_text(entry);
  }
  return text;
}

FcsKeywords parse_fcs_text(std::string_view text, const std::filesystem::path& file) {
  if (text.size() < 2 || text.front() != text.back()) {
    throw Error(ErrorCode::BadData, file.string(), "its FCS text segment has no end",
                "analyse the sample again");
  }
  const char delimiter = text.front();
  std::vector<std::string> parts(1);
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] != delimiter) {
      parts.back().push_back(text[i]);
    } else if (i + 1 < text.size() && text[i + 1] == delimiter) {
      parts.back().push_back(text[i++]);
    } else {
      parts.emplace_back();
    }
  }
  parts.pop_back();  // what follows the closing delimiter
  FcsKeywords keywords;
  for (std::size_t i = 0; i < parts.size(); i += 2) {
    if (parts[i].empty() || i + 1 == parts.size()) {
      throw Error(ErrorCode::BadData, file.string(),
                  "its FCS text segment has a keyword without name or value", "analyse the sample again");
    }
    keywords.emplace_back(std::move(parts[i]), parts[i + 1] == " " ? std::string() : std::move(parts[i + 1]));
  }
  return keywords;
}

}  // namespace cyto
