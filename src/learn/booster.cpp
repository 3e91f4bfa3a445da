#include "booster.h"

#include <xgboost/c_api.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto::learn {
namespace {

constexpr int kMargins = 1;
constexpr int kContributions = 2;

void require(int status) {
  if (status != 0) {
    throw Error(ErrorCode::Internal, "xgboost", XGBGetLastError());
  }
}

/// A table as the library sees it. The library's threads are set to one: it starts none.
class Matrix {
 public:
  Matrix(const float* values, std::size_t rows, std::size_t columns) {
    const std::string array = "{\"data\":[" + std::to_string(reinterpret_cast<std::uintptr_t>(values)) +
                              ",true],\"shape\":[" + std::to_string(rows) + "," + std::to_string(columns) +
                              "],\"typestr\":\"<f4\",\"version\":3}";
    require(XGDMatrixCreateFromDense(array.c_str(), R"({"missing":NaN,"nthread":1})", &handle_));
  }
  ~Matrix() { XGDMatrixFree(handle_); }
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;
  [[nodiscard]] DMatrixHandle get() const { return handle_; }

 private:
  DMatrixHandle handle_ = nullptr;
};

}  // namespace

struct Booster::Handle {
  explicit Handle(const DMatrixHandle* matrix) {
    require(XGBoosterCreate(matrix, matrix == nullptr ? 0 : 1, &booster));
  }
  ~Handle() { XGBoosterFree(booster); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  void set(const char* name, const std::string& value) const {
    require(XGBoosterSetParam(booster, name, value.c_str()));
  }

  BoosterHandle booster = nullptr;
};

Booster::Booster(std::shared_ptr<Handle> handle) : handle_(std::move(handle)) {}

Booster Booster::train(const std::vector<float>& values, std::size_t columns,
                       const std::vector<float>& labels, const BoosterOptions& options) {
  const Matrix matrix(values.data(), labels.size(), columns);
  require(XGDMatrixSetFloatInfo(matrix.get(), "label", labels.data(), labels.size()));
  DMatrixHandle tables[] = {matrix.get()};
  auto handle = std::make_shared<Handle>(tables);
  handle->set("nthread", "1");
  handle->set("verbosity", "0");
  handle->set("booster", "gbtree");
  handle->set("objective", "binary:logistic");
  handle->set("base_score", "0.5");
  handle->set("tree_method", "hist");
  handle->set("grow_policy", "depthwise");
  handle->set("seed", std::to_string(options.seed));
  handle->set("max_depth", std::to_string(options.max_depth));
  handle->set("eta", number_text(options.learning_rate));
  handle->set("lambda", number_text(options.l2));
  handle->set("min_child_weight", number_text(options.min_child_weight));
  for (int round = 0; round < options.rounds; ++round) {
    require(XGBoosterUpdateOneIter(handle->booster, round, matrix.get()));
  }
  return Booster(std::move(handle));
}

Booster Booster::from_json(const std::string& json, const std::string& subject) {
  auto handle = std::make_shared<Handle>(nullptr);
  if (XGBoosterLoadModelFromBuffer(handle->booster, json.data(), json.size()) != 0) {
    throw Error(ErrorCode::BadConfig, subject, "holds trees that the library refuses",
                "train the model again with this version");
  }
  handle->set("nthread", "1");
  handle->set("verbosity", "0");
  return Booster(std::move(handle));
}

std::vector<float> Booster::predict(const float* values, std::size_t rows, std::size_t columns,
                                    int type) const {
  const Matrix matrix(values, rows, columns);
  const std::string config =
      "{\"type\":" + std::to_string(type) +
      R"(,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":true})";
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* result = nullptr;
  require(XGBoosterPredictFromDMatrix(handle_->booster, matrix.get(), config.c_str(), &shape, &dimensions,
                                      &result));
  const bst_ulong size = std::accumulate(shape, shape + dimensions, bst_ulong{1},
                                         [](bst_ulong a, bst_ulong b) { return a * b; });
  return {result, result + size};
}

std::vector<float> Booster::margins(const float* values, std::size_t rows, std::size_t columns) const {
  return rows == 0 ? std::vector<float>{} : predict(values, rows, columns, kMargins);
}

std::vector<float> Booster::contributions(const float* values, std::size_t rows, std::size_t columns) const {
  return rows == 0 ? std::vector<float>{} : predict(values, rows, columns, kContributions);
}

std::string Booster::json() const {
  bst_ulong size = 0;
  const char* text = nullptr;
  require(XGBoosterSaveModelToBuffer(handle_->booster, R"({"format":"json"})", &size, &text));
  return {text, size};
}

std::string Booster::library() {
  int major = 0;
  int minor = 0;
  int patch = 0;
  XGBoostVersion(&major, &minor, &patch);
  return "xgboost " + std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace cyto::learn
