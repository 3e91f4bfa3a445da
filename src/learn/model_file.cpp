#include "cytrial/learn/model_file.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "booster.h"
#include "booster_check.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/core/ids.h"
#include "cytrial/core/strict_json.h"
#include "model_text.h"
#include "platt.h"

namespace cyto::learn {
namespace {

constexpr std::uint64_t kLargestModelBytes = 256ULL << 20U;
constexpr double kLargestCalibration = 1e6;

class TreeModel final : public EventModel {
 public:
  struct Description {
    std::string name;
    std::string digest;
    TrainingSource trained_on = TrainingSource::Simulated;
    ModelScope scope = ModelScope::Candidates;
    std::vector<ModelFeature> features;
    PlattMap calibration;
  };

  TreeModel(Description description, Booster booster)
      : description_(std::move(description)), booster_(std::move(booster)) {}

  [[nodiscard]] const std::string& name() const override { return description_.name; }
  [[nodiscard]] const std::string& digest() const override { return description_.digest; }
  [[nodiscard]] TrainingSource trained_on() const override { return description_.trained_on; }
  [[nodiscard]] ModelScope scope() const override { return description_.scope; }
  [[nodiscard]] const std::vector<ModelFeature>& features() const override { return description_.features; }

  void probabilities(const float* rows, std::size_t count, double* out) const override {
    for (const float margin : booster_.margins(rows, count, description_.features.size())) {
      *out++ = description_.calibration.probability(margin);
    }
  }

  [[nodiscard]] std::vector<double> effects(const float* row) const override {
    const PlattMap& calibration = description_.calibration;
    std::vector<double> effects;
    for (const float effect : booster_.contributions(row, 1, description_.features.size())) {
      effects.push_back(calibration.slope * effect);
    }
    effects.back() += calibration.offset;
    return effects;
  }

 private:
  Description description_;
  Booster booster_;
};

std::vector<ModelFeature> features_in(const JsonReader& file) {
  std::vector<ModelFeature> features;
  std::set<std::string> names;
  for (const JsonReader& item : file.items("features")) {
    features.push_back({item.text("name"), item.text("unit")});
    item.finish();
    if (!names.insert(features.back().name).second) {
      item.fail("occurs twice");
    }
  }
  if (features.empty()) {
    file.member("features").fail("is empty");
  }
  return features;
}

PlattMap calibration_in(const JsonReader& file) {
  const JsonReader calibration = file.member("calibration");
  if (calibration.text("method") != "platt") {
    calibration.member("method").fail("must be \"platt\"");
  }
  const PlattMap map{calibration.number("slope", 0.0, kLargestCalibration),
                     calibration.number("offset", -kLargestCalibration, kLargestCalibration)};
  calibration.finish();
  if (!(map.slope > 0.0)) {
    calibration.member("slope").fail("must be above 0");
  }
  return map;
}

TreeModel::Description description_in(const JsonReader& file) {
  TreeModel::Description description;
  description.name = file.text("name");
  if (!is_valid_id(description.name)) {
    file.member("name").fail("must be 1 to 64 of A-Z a-z 0-9 . _ - and start with a letter or digit");
  }
  const auto source = training_source_from(file.text("trained_on"));
  if (!source) {
    file.member("trained_on").fail("must be simulated, real or mixed");
  }
  description.trained_on = *source;
  const auto scope = model_scope_from(file.text("scope"));
  if (!scope) {
    file.member("scope").fail("must be candidates or events");
  }
  description.scope = *scope;
  if (file.text("positive") != "ctc") {
    file.member("positive").fail("must be \"ctc\"");
  }
  description.features = features_in(file);
  description.calibration = calibration_in(file);
  return description;
}

void require_format(const JsonReader& file) {
  if (!file.is_object() || file.optional_text("format") != kModelFormat) {
    file.fail("is no model", "models are made by 'cytrial train'");
  }
  const std::int64_t version = file.integer("format_version", 0, 1'000'000);
  if (version != kModelFormatVersion) {
    file.member("format_version")
        .fail("is " + std::to_string(version) + ", this program knows " + std::to_string(kModelFormatVersion),
              "train the model again, or use the Cytrial version that made it");
  }
}

}  // namespace

std::shared_ptr<const EventModel> parse_model(std::string_view text, const std::string& subject) {
  const JsonReader file = JsonReader::from_text(text, subject);
  require_format(file);
  const std::string digest = file.text("sha256");
  if (content_digest(std::string(text)) != digest) {
    file.member("sha256").fail("is not the digest of the content: the file was changed or damaged",
                               "take the file from where it was trained");
  }
  TreeModel::Description description = description_in(file);
  description.digest = digest;
  const std::string trees = file.text("trees");
  check_booster_json(trees, description.features.size(), subject);
  Booster booster = Booster::from_json(trees, subject);
  return std::make_shared<const TreeModel>(std::move(description), std::move(booster));
}

std::shared_ptr<const EventModel> read_model(const std::filesystem::path& file) {
  return parse_model(read_text_file(file, kLargestModelBytes), file.string());
}

}  // namespace cyto::learn
