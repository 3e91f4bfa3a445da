#pragma once

#include <string>

#include "cytrial/learn/train_model.h"

namespace cyto::learn {

inline constexpr const char* kModelFormat = "cytrial-model";
inline constexpr int kModelFormatVersion = 1;

struct ModelText {
  std::string json;
  std::string digest;
};

/// The model file: the card, the trees, and the digest of both. Same input, same bytes.
[[nodiscard]] ModelText model_text(const ModelCard& card, const std::string& booster_json);

/// The digest a model file should carry: SHA-256 of its JSON without "sha256", keys sorted, without blanks.
/// @pre `text` is a JSON object.
[[nodiscard]] std::string content_digest(const std::string& text);

}  // namespace cyto::learn
