#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cyto::learn {

/// How the trees are grown. Fixed settings beside these: no random sampling of rows or columns, one thread,
/// exact sums in row order: same table, same trees.
struct BoosterOptions {
  int rounds = 200;
  int max_depth = 4;
  double learning_rate = 0.1;
  double l2 = 1.0;
  double min_child_weight = 1.0;
  std::uint64_t seed = 1;
};

/// Boosted trees for one yes-or-no question: XGBoost behind a narrow door. Values are rows x columns floats,
/// NaN for none. One thread at a time; nothing here starts a thread.
class Booster {
 public:
  /// @param labels 0 or 1, one per row. @throws Error Internal with the library's message.
  static Booster train(const std::vector<float>& values, std::size_t columns,
                       const std::vector<float>& labels, const BoosterOptions& options);
  /// @param json as json() gave it, checked by check_booster_json(). @throws Error BadConfig.
  static Booster from_json(const std::string& json, const std::string& subject);

  /// Log-odds before calibration.
  [[nodiscard]] std::vector<float> margins(const float* values, std::size_t rows, std::size_t columns) const;
  /// rows x (columns + 1): what each column adds to the margin, the base value last (TreeSHAP).
  [[nodiscard]] std::vector<float> contributions(const float* values, std::size_t rows,
                                                 std::size_t columns) const;
  [[nodiscard]] std::string json() const;
  /// "xgboost 1.7.4"
  [[nodiscard]] static std::string library();

 private:
  struct Handle;
  explicit Booster(std::shared_ptr<Handle> handle);
  [[nodiscard]] std::vector<float> predict(const float* values, std::size_t rows, std::size_t columns,
                                           int type) const;

  std::shared_ptr<Handle> handle_;
};

}  // namespace cyto::learn
