#include "fit_network.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <numbers>
#include <numeric>

#include "repeatable_random.h"

namespace cyto::fit {
namespace {

constexpr std::size_t kBatch = 128;
constexpr double kFirstStep = 0.004;
constexpr double kLastStep = 2e-5;
constexpr double kDecay = 3e-5;

// As small_network.h cuts them.
double cut(double feature) {
  return std::clamp(feature, -5.0, 5.0);
}

/// Mean and standard deviation of each feature: the fit sees all at one scale.
struct Scale {
  std::vector<double> mean;
  std::vector<double> deviation;
};

Scale scale_of(const Lessons& lessons) {
  Scale scale{std::vector<double>(lessons.inputs), std::vector<double>(lessons.inputs)};
  const auto n = static_cast<double>(lessons.size());
  for (std::size_t i = 0; i < lessons.inputs; ++i) {
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t k = 0; k < lessons.size(); ++k) {
      const double value = cut(lessons.features[k * lessons.inputs + i]);
      sum += value;
      squares += value * value;
    }
    scale.mean[i] = sum / n;
    scale.deviation[i] = std::sqrt(std::max(0.0, squares / n - scale.mean[i] * scale.mean[i]) + 1e-9);
  }
  return scale;
}

std::vector<double> scaled(const Lessons& lessons, const Scale& scale) {
  std::vector<double> features(lessons.features.size());
  for (std::size_t k = 0; k < features.size(); ++k) {
    const std::size_t i = k % lessons.inputs;
    features[k] = (cut(lessons.features[k]) - scale.mean[i]) / scale.deviation[i];
  }
  return features;
}

/// The parameters in one row: weights input by input (the inner loops run over units), biases, outs, bias.
class Fit {
 public:
  Fit(std::size_t inputs, std::size_t units, RepeatableRandom& random)
      : inputs_(inputs),
        units_(units),
        values_(inputs * units + 2 * units + 1),
        gradient_(values_.size()),
        first_(values_.size()),
        second_(values_.size()),
        sums_(units),
        slopes_(units) {
    for (std::size_t p = 0; p + 1 < values_.size(); ++p) {
      const double spread = p < biases() ? 1.0 / std::sqrt(static_cast<double>(inputs))
                            : p < outs() ? 0.1
                                         : 0.4;
      values_[p] = spread * random.normal();
    }
  }

  void add_gradient(const double* x, double answer, double weight) {
    double odds = values_.back();
    std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(biases()), units_, sums_.begin());
    for (std::size_t i = 0; i < inputs_; ++i) {
      for (std::size_t j = 0; j < units_; ++j) {
        sums_[j] += values_[i * units_ + j] * x[i];
      }
    }
    for (std::size_t j = 0; j < units_; ++j) {
      odds += values_[outs() + j] * sums_[j] / (1.0 + std::abs(sums_[j]));
    }
    const double slope = (1.0 / (1.0 + std::exp(-odds)) - answer) * weight / static_cast<double>(kBatch);
    gradient_.back() += slope;
    for (std::size_t j = 0; j < units_; ++j) {
      const double d = 1.0 + std::abs(sums_[j]);
      gradient_[outs() + j] += slope * sums_[j] / d;
      slopes_[j] = slope * values_[outs() + j] / (d * d);
      gradient_[biases() + j] += slopes_[j];
    }
    for (std::size_t i = 0; i < inputs_; ++i) {
      for (std::size_t j = 0; j < units_; ++j) {
        gradient_[i * units_ + j] += slopes_[j] * x[i];
      }
    }
  }

  /// One step of Adam (Kingma and Ba 2015, arXiv:1412.6980) against the gathered gradient.
  void step(double width) {
    fade_first_ *= 0.9;
    fade_second_ *= 0.999;
    for (std::size_t p = 0; p < values_.size(); ++p) {
      const double slope = gradient_[p] + kDecay * values_[p];
      first_[p] = 0.9 * first_[p] + 0.1 * slope;
      second_[p] = 0.999 * second_[p] + 0.001 * slope * slope;
      values_[p] -=
          width * (first_[p] / (1.0 - fade_first_)) / (std::sqrt(second_[p] / (1.0 - fade_second_)) + 1e-9);
      gradient_[p] = 0.0;
    }
  }

  /// The network on unscaled features, its answer counting `share`, appended to `network`.
  void append_to(Network& network, const Scale& scale, double share) const {
    for (std::size_t j = 0; j < units_; ++j) {
      double bias = values_[biases() + j];
      for (std::size_t i = 0; i < inputs_; ++i) {
        const double weight = values_[i * units_ + j] / scale.deviation[i];
        bias -= weight * scale.mean[i];
        network.weights.push_back(weight);
      }
      network.biases.push_back(bias);
      network.outs.push_back(share * values_[outs() + j]);
    }
    network.units += units_;
    network.bias += share * values_.back();
  }

 private:
  [[nodiscard]] std::size_t biases() const noexcept { return inputs_ * units_; }
  [[nodiscard]] std::size_t outs() const noexcept { return inputs_ * units_ + units_; }

  std::size_t inputs_;
  std::size_t units_;
  std::vector<double> values_;
  std::vector<double> gradient_;
  std::vector<double> first_;
  std::vector<double> second_;
  std::vector<double> sums_;
  std::vector<double> slopes_;
  double fade_first_ = 1.0;
  double fade_second_ = 1.0;
};

void fit_one(Fit& fit, const Lessons& lessons, const std::vector<double>& features, int rounds,
             RepeatableRandom& random) {
  std::vector<std::size_t> order(lessons.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (int round = 0; round < rounds; ++round) {
    random.shuffle(order);
    const double width = kFirstStep * (1.0 + std::cos(std::numbers::pi * round / rounds)) / 2.0 + kLastStep;
    for (std::size_t k = 0; k < order.size(); ++k) {
      const std::size_t lesson = order[k];
      fit.add_gradient(&features[lesson * lessons.inputs], lessons.answers[lesson], lessons.weights[lesson]);
      if ((k + 1) % kBatch == 0 || k + 1 == order.size()) {
        fit.step(width);
      }
    }
  }
}

}  // namespace

double Network::log_odds(const double* features) const {
  double odds = bias;
  for (std::size_t j = 0; j < units; ++j) {
    double sum = biases[j];
    for (std::size_t i = 0; i < inputs; ++i) {
      sum += weights[j * inputs + i] * cut(features[i]);
    }
    odds += outs[j] * sum / (1.0 + std::abs(sum));
  }
  return odds;
}

Network fit_network(const Lessons& lessons, const FitOptions& options) {
  const Scale scale = scale_of(lessons);
  const std::vector<double> features = scaled(lessons, scale);
  Network network;
  network.inputs = lessons.inputs;
  std::vector<std::future<Fit>> fits;
  for (int number = 0; number < options.networks; ++number) {
    fits.push_back(std::async(std::launch::async, [&, number] {
      RepeatableRandom random(options.seed + static_cast<std::uint64_t>(number));
      Fit fit(lessons.inputs, options.units, random);
      fit_one(fit, lessons, features, options.rounds, random);
      return fit;
    }));
  }
  for (std::future<Fit>& fit : fits) {
    fit.get().append_to(network, scale, 1.0 / options.networks);
  }
  return network;
}

double error_share(const Network& network, const Lessons& lessons) {
  double wrong = 0.0;
  double all = 0.0;
  for (std::size_t k = 0; k < lessons.size(); ++k) {
    const bool yes = network.log_odds(&lessons.features[k * lessons.inputs]) > 0.0;
    wrong += yes != (lessons.answers[k] > 0.5) ? lessons.weights[k] : 0.0;
    all += lessons.weights[k];
  }
  return all > 0.0 ? wrong / all : 0.0;
}

}  // namespace cyto::fit
