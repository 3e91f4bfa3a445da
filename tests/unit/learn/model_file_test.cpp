#include "cytrial/learn/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/learn/train_model.h"
#include "made_up_events.h"
#include "model_text.h"
#include "support/temporary_folder.h"

namespace cyto::learn {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

const TrainedModel& made_up_model() {
  static const TrainedModel model = [] {
    TrainingOptions options;
    options.name = "made_up";
    options.rounds = 20;
    options.max_depth = 2;
    options.resamples = 100;
    return train_model(test::made_up_events(21, 3, 300), options);
  }();
  return model;
}

/// What a changed model file is refused with; empty when it is accepted.
std::string refusal_of(const std::string& text) {
  try {
    (void)parse_model(text, "model.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadConfig) << error.what();
    return error.what();
  }
  return {};
}

/// The model with a change, under a digest that fits it.
template <typename Change>
std::string resealed(const Change& change) {
  Json json = Json::parse(made_up_model().json);
  change(json);
  json["sha256"] = content_digest(json.dump());
  return json.dump();
}

/// The same for the library's own text within.
template <typename Change>
std::string with_trees(const Change& change) {
  return resealed([&](Json& json) {
    Json trees = Json::parse(json["trees"].get<std::string>());
    change(trees["learner"]);
    json["trees"] = trees.dump();
  });
}

Json& first_tree(Json& learner) {
  return learner["gradient_booster"]["model"]["trees"][0];
}

TEST(ModelFile, SaysWhatItWasTrainedOn) {
  const auto model = parse_model(made_up_model().json, "model.json");
  EXPECT_EQ(model->name(), "made_up");
  EXPECT_EQ(model->trained_on(), TrainingSource::Simulated);
  EXPECT_EQ(model->digest(), made_up_model().digest);
  EXPECT_EQ(model->features(), test::made_up_features());
}

TEST(ModelFile, EffectsAddUpToTheLogOddsOfTheProbability) {
  const auto model = parse_model(made_up_model().json, "model.json");
  const TrainingTable table = test::made_up_events(22, 1, 50);
  std::vector<double> probabilities(table.rows());
  model->probabilities(table.values.data(), table.rows(), probabilities.data());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    double sum = 0.0;
    for (const double effect : model->effects(table.values.data() + 3 * i)) {
      sum += effect;
    }
    EXPECT_NEAR(sum, std::log(probabilities[i] / (1.0 - probabilities[i])), 1e-4);
  }
}

TEST(ModelFile, IsReadBackFromDiskAsItWasWritten) {
  const cyto::test::TemporaryFolder folder;
  write_file_atomically(folder / "model.json", made_up_model().json);
  EXPECT_EQ(read_model(folder / "model.json")->digest(), made_up_model().digest);
}

TEST(ModelFile, AnyChangedByteOfItsContentIsNoticed) {
  std::string text = made_up_model().json;
  const std::size_t slope = text.find("\"slope\":") + 10;
  text[slope] = text[slope] == '1' ? '2' : '1';
  EXPECT_THAT(refusal_of(text), HasSubstr("changed or damaged"));
}

TEST(ModelFile, ACutFileIsRefused) {
  const std::string& text = made_up_model().json;
  for (const std::size_t size : {std::size_t{0}, text.size() / 3, text.size() - 3}) {
    EXPECT_NE(refusal_of(text.substr(0, size)), "") << size;
  }
}

TEST(ModelFile, AnotherVersionIsRefused) {
  EXPECT_THAT(refusal_of(resealed([](Json& json) { json["format_version"] = 2; })), HasSubstr("is 2"));
  EXPECT_THAT(refusal_of("{\"format\": \"other\"}"), HasSubstr("is no model"));
}

TEST(ModelFile, UnknownOriginIsRefused) {
  EXPECT_NE(refusal_of(resealed([](Json& json) { json["trained_on"] = "dreams"; })), "");
  EXPECT_NE(refusal_of(resealed([](Json& json) { json.erase("trained_on"); })), "");
}

TEST(ModelFile, WhatItSpeaksOfIsReadBackAndMustBeTold) {
  EXPECT_EQ(parse_model(made_up_model().json, "model.json")->scope(), ModelScope::Events);
  const std::string narrow = resealed([](Json& json) { json["scope"] = "candidates"; });
  EXPECT_EQ(parse_model(narrow, "model.json")->scope(), ModelScope::Candidates);
  EXPECT_NE(refusal_of(resealed([](Json& json) { json["scope"] = "all"; })), "");
  EXPECT_NE(refusal_of(resealed([](Json& json) { json.erase("scope"); })), "");
}

TEST(ModelFile, FeaturesThatDoNotFitTheTreesAreRefused) {
  EXPECT_NE(refusal_of(resealed([](Json& json) { json["features"].erase(0); })), "");
  EXPECT_NE(refusal_of(resealed([](Json& json) { json["features"][1] = json["features"][0]; })), "");
}

// A file made to harm has a digest that fits; its trees are checked before the library follows them.
TEST(ModelFile, TreesThatWouldLeadOutsideTheirMemoryAreRefused) {
  const auto refused = [](const auto& change) { return refusal_of(with_trees(change)); };
  EXPECT_NE(refused([](Json& l) { first_tree(l)["left_children"][0] = 1'000'000; }), "");
  EXPECT_NE(refused([](Json& l) { first_tree(l)["left_children"][0] = 0; }), "");
  EXPECT_NE(refused([](Json& l) { first_tree(l)["left_children"][0] = -2; }), "");
  EXPECT_NE(refused([](Json& l) { first_tree(l)["right_children"][0] = 1; }), "");
  EXPECT_NE(refused([](Json& l) { first_tree(l)["split_indices"][0] = 3; }), "");
  EXPECT_NE(refused([](Json& l) { first_tree(l)["split_type"][0] = 1; }), "");
  EXPECT_NE(refused([](Json& l) { first_tree(l)["split_conditions"].erase(0); }), "");
  EXPECT_NE(refused([](Json& l) { first_tree(l)["split_conditions"][0] = 1e300; }), "");
  EXPECT_NE(refused([](Json& l) { first_tree(l)["tree_param"]["num_nodes"] = "999"; }), "");
  EXPECT_NE(refused([](Json& l) { first_tree(l)["tree_param"]["num_nodes"] = "-1"; }), "");
  EXPECT_NE(refused([](Json& l) { first_tree(l)["categories"] = Json::array({1}); }), "");
  EXPECT_NE(refused([](Json& l) { l["gradient_booster"]["model"]["tree_info"][0] = 5; }), "");
  EXPECT_NE(refused([](Json& l) { l["gradient_booster"]["name"] = "dart"; }), "");
  EXPECT_NE(refused([](Json& l) { l["objective"]["name"] = "reg:squarederror"; }), "");
  EXPECT_NE(refused([](Json& l) { l["learner_model_param"]["num_class"] = "7"; }), "");
  EXPECT_NE(refused([](Json& l) { l.erase("gradient_booster"); }), "");
  EXPECT_EQ(refused([](Json&) {}), "");
}

TEST(ModelFile, NamesThatAreNoUtf8DoNotStopTheTraining) {
  TrainingTable table = test::made_up_events(23, 3, 300);
  table.batches[0] = "lot \xff";
  table.files[0].name = "\xfe.csv";
  TrainingOptions options;
  options.rounds = 10;
  options.resamples = 100;
  const TrainedModel model = train_model(table, options);
  EXPECT_EQ(parse_model(model.json, "model.json")->digest(), model.digest);
  EXPECT_THAT(model.json, HasSubstr("lot \xEF\xBF\xBD"));
}

// Else the library fails in the middle of a run, or gives probabilities and effects that are no numbers.
TEST(ModelFile, NumbersThatGiveNoProbabilityAreRefused) {
  const auto refused = [](const auto& change) { return refusal_of(with_trees(change)); };
  for (const char* score : {"nan", "inf", "-1", "0", "1", "2", "1e-60", "x", ""}) {
    EXPECT_THAT(refused([&](Json& l) { l["learner_model_param"]["base_score"] = score; }),
                HasSubstr("base_score"))
        << score;
  }
  EXPECT_THAT(refused([](Json& l) { first_tree(l)["sum_hessian"][0] = 0; }), HasSubstr("sum_hessian"));
  EXPECT_THAT(refused([](Json& l) { first_tree(l)["split_conditions"].back() = 1e30; }), HasSubstr("leaf"));
  EXPECT_THAT(refusal_of(resealed([](Json& json) { json["calibration"]["slope"] = 0; })), HasSubstr("slope"));
}

/// A tree whose every right child splits again.
void make_chain(Json& tree, int splits) {
  const int nodes = 2 * splits + 1;
  Json left(nodes, -1);
  Json right(nodes, -1);
  Json parents(nodes, 0);
  parents[0] = 2'147'483'647;
  for (int node = 0; node + 2 < nodes; node += 2) {
    left[node] = node + 1;
    right[node] = node + 2;
    parents[node + 1] = node;
    parents[node + 2] = node;
  }
  tree["left_children"] = left;
  tree["right_children"] = right;
  tree["parents"] = parents;
  for (const char* key : {"split_indices", "split_type", "default_left"}) {
    tree[key] = Json(nodes, 0);
  }
  for (const char* key : {"split_conditions", "base_weights", "loss_changes"}) {
    tree[key] = Json(nodes, 0.0);
  }
  tree["sum_hessian"] = Json(nodes, 1.0);
  tree["tree_param"]["num_nodes"] = std::to_string(nodes);
}

// The library recurses along a path and takes memory of its length squared.
TEST(ModelFile, TreesDeeperThanTrainingEverGrowsAreRefused) {
  const auto refused = [](int splits) {
    return refusal_of(with_trees([&](Json& l) { make_chain(first_tree(l), splits); }));
  };
  EXPECT_EQ(refused(64), "");
  EXPECT_THAT(refused(65), HasSubstr("deeper than 64 splits"));
  EXPECT_THAT(refused(45'000), HasSubstr("deeper than 64 splits"));
}

}  // namespace
}  // namespace cyto::learn
