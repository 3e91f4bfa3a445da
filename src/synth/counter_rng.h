#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace cyto::synth {

/// Mixes 64 bits so that every input bit moves half of the output bits.
/// Source: the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014; constants: D. Stafford's mix 13).
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t x) noexcept {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

/// One key from several numbers; order matters.
[[nodiscard]] constexpr std::uint64_t key_of(std::initializer_list<std::uint64_t> parts) noexcept {
  std::uint64_t key = 0x243F6A8885A308D3ULL;
  for (const std::uint64_t part : parts) {
    key = mix64(key ^ (part + 0x9E3779B97F4A7C15ULL));
  }
  return key;
}

/// Random numbers that depend on a key and on how many were drawn, on nothing else: a place on the slide has
/// the same cells whatever was simulated before it. The distributions are written out here because those of
/// the standard library differ between implementations.
class CounterRng {
 public:
  explicit CounterRng(std::uint64_t key) noexcept : state_(key) {}

  [[nodiscard]] std::uint64_t bits() noexcept { return mix64(state_ += 0x9E3779B97F4A7C15ULL); }
  /// Uniform in the open interval (0, 1).
  [[nodiscard]] double uniform() noexcept { return (static_cast<double>(bits() >> 12U) + 0.5) * 0x1p-52; }
  [[nodiscard]] double uniform(double low, double high) noexcept { return low + (high - low) * uniform(); }
  [[nodiscard]] bool chance(double probability) noexcept { return uniform() < probability; }
  [[nodiscard]] double normal(double mean, double sd);
  /// exp of a normal variable: the median is `median`, the standard deviation of the logarithm `sigma`.
  [[nodiscard]] double log_normal(double median, double sigma);
  [[nodiscard]] double log_uniform(double low, double high);
  [[nodiscard]] std::uint32_t poisson(double mean);

 private:
  std::uint64_t state_;
};

/// Poisson variable by inversion, from 32 random bits: for means up to some twenty. @pre mean >= 0.
[[nodiscard]] int poisson_at(double mean, std::uint32_t bits);

/// Standard normal noise, fast: two 16-bit look-ups per value, reaching 5.9 standard deviations.
class NormalTable {
 public:
  NormalTable();
  /// @param bits 32 random bits.
  [[nodiscard]] float at(std::uint32_t bits) const noexcept {
    return table_[bits & 0xFFFFU] + table_[bits >> 16U];
  }

 private:
  std::vector<float> table_;  ///< quantiles divided by sqrt(2)
};

}  // namespace cyto::synth
