
#include "cytrial/core/number_text.h"
#include "cytrial/validation/score.h"

namespace cyto::validation {
namespace {

constexpr int kDecimals = 4;
constexpr double kUnbounded = 1e9;

std::string name_at(std::size_t index, const char* none) {
  return index == kNone ? none : std::string(name_of(kAllPhenotypes[index]));
}

std::string padded(std::string text, std::size_t width) {
  text.insert(0, text.size() < width ? width - text.size() : 1, ' ');
  return text;
}

std::string text_of(const std::optional<double>& value) {
  return value ? number_text(*value, kDecimals) : "-";
}

std::string text_of(const char* name, const MatchCount& count) {
  return std::string(name) + ": truth " + std::to_string(count.truth) + ", found " +
         std::to_string(count.found) + ", matched " + std::to_string(count.matched) + ", precision " +
         text_of(count.precision()) + ", recall " + text_of(count.recall()) + ", F1 " + text_of(count.f1()) +
         ", count error " + text_of(count.count_error()) + "\n";
}

std::string range_text(const CtcBin& bin) {
  if (bin.low_lsd <= -kUnbounded) {
    return "below " + number_text(bin.high_lsd);
  }
  if (bin.high_lsd >= kUnbounded) {
    return number_text(bin.low_lsd) + " and more";
  }
  return number_text(bin.low_lsd) + " to " + number_text(bin.high_lsd);
}

bool row_is_empty(const ConfusionMatrix& confusion, std::size_t row) {
  for (const std::uint64_t count : confusion[row]) {
    if (count != 0) {
      return false;
    }
  }
  return true;
}

std::string confusion_text(const ConfusionMatrix& confusion) {
  constexpr std::size_t kFirst = 17;
  constexpr std::size_t kWidth = 16;
  std::string text = padded("truth \\ called", kFirst);
  for (std::size_t column = 0; column <= kNone; ++column) {
    text += padded(name_at(column, "(missed)"), kWidth);
  }
  text += "\n";
  for (std::size_t row = 0; row <= kNone; ++row) {
    if (row_is_empty(confusion, row)) {
      continue;
    }
    text += padded(name_at(row, "(nothing)"), kFirst);
    for (const std::uint64_t count : confusion[row]) {
      text += padded(std::to_string(count), kWidth);
    }
    text += "\n";
  }
  return text;
}

std::string json_number(const std::optional<double>& value) {
  return value ? number_text(*value) : "null";
}

std::string json_of(const MatchCount& count) {
  return "{\"truth\": " + std::to_string(count.truth) + ", \"found\": " + std::to_string(count.found) +
         ", \"true_positives\": " + std::to_string(count.matched) +
         ", \"false_positives\": " + std::to_string(count.false_positives()) +
         ", \"false_negatives\": " + std::to_string(count.false_negatives()) +
         ", \"precision\": " + json_number(count.precision()) +
         ", \"recall\": " + json_number(count.recall()) + ", \"f1\": " + json_number(count.f1()) +
         ", \"count_error\": " + json_number(count.count_error()) + "}";
}

std::string json_of(const std::optional<CentroidError>& error) {
  if (!error) {
    return "null";
  }
  return "{\"mean\": " + number_text(error->mean_um) + ", \"median\": " + number_text(error->median_um) +
         ", \"p95\": " + number_text(error->p95_um) + "}";
}

std::string json_of(const ConfusionMatrix& confusion) {
  std::string json = "{";
  for (std::size_t row = 0; row <= kNone; ++row) {
    json += (row == 0 ? "\"" : ",\n    \"") + name_at(row, "none") + "\": {";
    for (std::size_t column = 0; column <= kNone; ++column) {
      json += (column == 0 ? "\"" : ", \"") + name_at(column, "missed") +
              "\": " + std::to_string(confusion[row][column]);
    }
    json += "}";
  }
  return json + "}";
}

std::string json_of(const std::vector<CtcBin>& bins) {
  std::string json = "[";
  for (const CtcBin& bin : bins) {
    json += json.size() == 1 ? "" : ",\n    ";
    json += "{\"low_lsd\": " + (bin.low_lsd <= -kUnbounded ? "null" : number_text(bin.low_lsd)) +
            ", \"high_lsd\": " + (bin.high_lsd >= kUnbounded ? "null" : number_text(bin.high_lsd)) +
            ", \"truth\": " + std::to_string(bin.truth) + ", \"found\": " + std::to_string(bin.found) +
            ", \"called_ctc\": " + std::to_string(bin.called_ctc) + "}";
  }
  return json + "]";
}

}  // namespace

std::string score_text(const Score& score) {
  std::string text = "within " + number_text(score.max_distance_um) + " um, one to one\n";
  text += text_of("cells", score.cells) + text_of("with debris", score.nucleated);
  if (score.centroid) {
    text += "centroid error: mean " + number_text(score.centroid->mean_um, kDecimals) + " um, median " +
            number_text(score.centroid->median_um, kDecimals) + " um, 95 % below " +
            number_text(score.centroid->p95_um, kDecimals) + " um\n";
  }
  if (!score.classification) {
    return text + "classification: not scored, events or truth have no phenotypes\n";
  }
  const ClassificationScore& calls = *score.classification;
  text += "CTCs: truth " + std::to_string(calls.true_ctcs) + ", found " + std::to_string(calls.ctcs_found) +
          ", called ctc " + std::to_string(calls.ctcs_called) + ", sensitivity " +
          text_of(calls.sensitivity()) + "\n";
  text += "false CTCs: " + std::to_string(calls.false_ctcs) + ", per million cells " +
          text_of(score.false_ctcs_per_million()) + "\n";
  for (const CtcBin& bin : calls.ctc_bins) {
    if (bin.truth > 0) {
      text += "  CK " + range_text(bin) + " leukocyte SD: truth " + std::to_string(bin.truth) + ", found " +
              std::to_string(bin.found) + ", called ctc " + std::to_string(bin.called_ctc) + "\n";
    }
  }
  return text + confusion_text(calls.confusion);
}

std::string score_json(const Score& score) {
  std::string json = "{\n  \"max_distance_um\": " + number_text(score.max_distance_um) +
                     ",\n  \"detection\": " + json_of(score.cells) +
                     ",\n  \"detection_with_debris\": " + json_of(score.nucleated) +
                     ",\n  \"centroid_error_um\": " + json_of(score.centroid) + ",\n  \"classification\": ";
  if (!score.classification) {
    return json + "null\n}\n";
  }
  const ClassificationScore& calls = *score.classification;
  json += "{\n    \"true_ctcs\": " + std::to_string(calls.true_ctcs) +
          ",\n    \"ctcs_found\": " + std::to_string(calls.ctcs_found) +
          ",\n    \"ctcs_called\": " + std::to_string(calls.ctcs_called) +
          ",\n    \"ctc_sensitivity\": " + json_number(calls.sensitivity()) +
          ",\n    \"false_ctcs\": " + std::to_string(calls.false_ctcs) +
          ",\n    \"false_ctcs_per_million_cells\": " + json_number(score.false_ctcs_per_million()) +
          ",\n    \"ctc_by_ck_level\": " + json_of(calls.ctc_bins) +
          ",\n    \"confusion\": " + json_of(calls.confusion) + "}\n}\n";
  return json;
}

}  // namespace cyto::validation
