#include "booster_check.h"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/core/strict_json.h"

namespace cyto::learn {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kMaxTrees = 10'000;
constexpr std::int64_t kMaxNodes = 100'000;
/// Training grows 8 at most. The library follows paths by recursion, with memory of the depth squared.
constexpr int kMaxDepth = 64;
/// Log-odds of one leaf; trained ones stay below 10. Sums over all trees stay far within a float.
constexpr double kLargestLeaf = 1e6;
constexpr int kRootParent = 2'147'483'647;

struct Place {
  const std::string& subject;
  std::string name;

  [[noreturn]] void refuse(const std::string& problem) const {
    throw Error(ErrorCode::BadConfig, subject + " at trees" + name, problem, "train the model again");
  }
  [[nodiscard]] Place at(const std::string& key) const { return {subject, name + "/" + key}; }
};

const Json& member(const Json& object, const char* key, const Place& place) {
  if (!object.is_object() || !object.contains(key)) {
    place.refuse(std::string("has no ") + key);
  }
  return object.at(key);
}

void require_text(const Json& object, const char* key, const std::string& wanted, const Place& place) {
  const Json& value = member(object, key, place);
  if (value != wanted) {
    place.at(key).refuse("must be \"" + wanted + "\"");
  }
}

/// The library writes its parameters as texts: "42".
std::int64_t whole_number(const Json& object, const char* key, std::int64_t max, const Place& place) {
  const Json& value = member(object, key, place);
  const auto number = value.is_string() ? parse_int(value.get<std::string>()) : std::nullopt;
  if (!number || *number < 0 || *number > max) {
    place.at(key).refuse("must be a whole number up to " + std::to_string(max));
  }
  return *number;
}

const Json& array_of(const Json& object, const char* key, std::size_t size, const Place& place) {
  const Json& values = member(object, key, place);
  if (!values.is_array() || values.size() != size) {
    place.at(key).refuse("must be an array of " + std::to_string(size));
  }
  return values;
}

std::vector<std::int64_t> whole_numbers(const Json& object, const char* key, std::size_t size,
                                        std::int64_t min, std::int64_t max, const Place& place) {
  std::vector<std::int64_t> numbers;
  for (const Json& value : array_of(object, key, size, place)) {
    if (!value.is_number_integer() || value.get<std::int64_t>() < min || value.get<std::int64_t>() > max) {
      place.at(key).refuse("holds a value out of range");
    }
    numbers.push_back(value.get<std::int64_t>());
  }
  return numbers;
}

void require_finite(const Json& object, const char* key, std::size_t size, const Place& place) {
  for (const Json& value : array_of(object, key, size, place)) {
    if (!value.is_number() || !std::isfinite(static_cast<float>(value.get<double>()))) {
      place.at(key).refuse("holds a value that is no 32-bit float");
    }
  }
}

/// Every node but the root is the child of the one it names as its parent, and behind it: no cycle, no node
/// twice, none left over.
void check_links(const Json& tree, std::size_t nodes, const Place& place) {
  const auto last = static_cast<std::int64_t>(nodes) - 1;
  const auto left = whole_numbers(tree, "left_children", nodes, -1, last, place);
  const auto right = whole_numbers(tree, "right_children", nodes, -1, last, place);
  const auto parents = whole_numbers(tree, "parents", nodes, 0, kRootParent, place);
  std::vector<std::int64_t> parent_of(nodes, kRootParent);
  std::vector<int> depth(nodes, 0);
  for (std::size_t i = 0; i < nodes; ++i) {
    if ((left[i] == -1) != (right[i] == -1)) {
      place.refuse("a node has one child");
    }
    for (const std::int64_t child : {left[i], right[i]}) {
      if (child == -1) {
        continue;
      }
      std::int64_t& parent = parent_of[static_cast<std::size_t>(child)];
      if (child <= static_cast<std::int64_t>(i) || parent != kRootParent) {
        place.refuse("its nodes form no tree");
      }
      parent = static_cast<std::int64_t>(i);
      depth[static_cast<std::size_t>(child)] = depth[i] + 1;
      if (depth[i] == kMaxDepth) {
        place.refuse("it is deeper than " + std::to_string(kMaxDepth) + " splits");
      }
    }
  }
  for (std::size_t i = 0; i < nodes; ++i) {
    if (parents[i] != parent_of[i] || (i > 0 && parent_of[i] == kRootParent)) {
      place.refuse("its nodes form no tree");
    }
  }
}

/// The library divides by the weight of a split to tell effects: 0 would make them no numbers.
void check_values(const Json& tree, std::size_t nodes, const Place& place) {
  const Json& left = tree.at("left_children");
  for (std::size_t i = 0; i < nodes; ++i) {
    if (left[i] == -1 && std::abs(tree.at("split_conditions")[i].get<double>()) > kLargestLeaf) {
      place.at("split_conditions").refuse("holds a leaf beyond " + number_text(kLargestLeaf));
    }
    if (left[i] != -1 && !(tree.at("sum_hessian")[i].get<float>() > 0.0F)) {
      place.at("sum_hessian").refuse("must be above 0 at every split");
    }
  }
}

/// Written as a text, too; the library asks for it when it predicts.
void check_base_score(const Json& parameters, const Place& place) {
  const Json& value = member(parameters, "base_score", place);
  const auto score = value.is_string() ? parse_double(value.get<std::string>()) : std::nullopt;
  if (!score || !(static_cast<float>(*score) > 0.0F && static_cast<float>(*score) < 1.0F)) {
    place.at("base_score").refuse("must be a number between 0 and 1");
  }
}

void check_tree(const Json& tree, std::size_t features, const Place& place) {
  const Json& parameters = member(tree, "tree_param", place);
  const auto nodes = static_cast<std::size_t>(whole_number(parameters, "num_nodes", kMaxNodes, place));
  if (nodes == 0 || whole_number(parameters, "size_leaf_vector", 0, place) != 0 ||
      whole_number(parameters, "num_deleted", 0, place) != 0 ||
      whole_number(parameters, "num_feature", kMaxNodes, place) != static_cast<std::int64_t>(features)) {
    place.refuse("its size does not fit the features");
  }
  check_links(tree, nodes, place);
  (void)whole_numbers(tree, "split_indices", nodes, 0, static_cast<std::int64_t>(features) - 1, place);
  (void)whole_numbers(tree, "split_type", nodes, 0, 0, place);
  (void)whole_numbers(tree, "default_left", nodes, 0, 1, place);
  for (const char* floats : {"split_conditions", "base_weights", "loss_changes", "sum_hessian"}) {
    require_finite(tree, floats, nodes, place);
  }
  check_values(tree, nodes, place);
  for (const char* categories :
       {"categories", "categories_nodes", "categories_segments", "categories_sizes"}) {
    (void)array_of(tree, categories, 0, place);
  }
}

}  // namespace

void check_booster_json(std::string_view json, std::size_t features, const std::string& subject) {
  const Place top{subject, ""};
  const Json root = parse_strict_json(json, subject + " at trees");
  const Json& learner = member(root, "learner", top);
  const Json& model_parameters = member(learner, "learner_model_param", top);
  require_text(model_parameters, "num_class", "0", top);
  require_text(model_parameters, "num_target", "1", top);
  check_base_score(model_parameters, top);
  if (whole_number(model_parameters, "num_feature", kMaxNodes, top) != static_cast<std::int64_t>(features)) {
    top.refuse("are of another number of features");
  }
  require_text(member(learner, "objective", top), "name", "binary:logistic", top);
  const Json& booster = member(learner, "gradient_booster", top);
  require_text(booster, "name", "gbtree", top);
  const Json& model = member(booster, "model", top);
  const Json& parameters = member(model, "gbtree_model_param", top);
  const auto trees = static_cast<std::size_t>(whole_number(parameters, "num_trees", kMaxTrees, top));
  require_text(parameters, "num_parallel_tree", "1", top);
  require_text(parameters, "size_leaf_vector", "0", top);
  (void)whole_numbers(model, "tree_info", trees, 0, 0, top);
  const Json& all = array_of(model, "trees", trees, top);
  for (std::size_t i = 0; i < trees; ++i) {
    check_tree(all[i], features, top.at(std::to_string(i)));
  }
}

}  // namespace cyto::learn
