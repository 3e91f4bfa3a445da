#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/provenance.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/core/sample.h"
#include "cytrial/review/review_server.h"
#include "cytrial/store/run_store.h"

namespace cyto::review {

/// One candidate as the review knows it.
struct ReviewCandidate {
  Candidate found;
  std::string key;  ///< "<sample>/<x>_<y>", anchor in 1/16 px: the same after another analysis of the scan
  std::string id;   ///< opaque
  std::size_t sample = 0;  ///< index
  std::size_t number = 0;  ///< 1-based place in its sample, by row of position
};

struct ReviewSample {
  SampleResult result;
  Provenance provenance;
  std::optional<Panel> panel;        ///< empty when the result keeps none
  std::optional<std::string> gates;  ///< text of the gate file; empty when the result keeps none
  std::string id;                    ///< opaque
  std::size_t number = 0;            ///< 1-based, in an order that says nothing about the sample
  SampleOrigin origin;
  std::vector<std::size_t> candidates;  ///< indices, by number

  [[nodiscard]] const std::string& name() const noexcept { return result.sample_id; }
};

/// What the machine found in a result folder, read once when the review starts; never changes after that.
class StudyContent {
 public:
  /// Nothing: for work on users alone.
  StudyContent() = default;
  /// @param id_key makes opaque ids; the same key, the same ids. @throws Error as RunStore.
  StudyContent(const RunStore& store, const std::map<std::string, SampleOrigin>& origins,
               const std::string& id_key);

  [[nodiscard]] const std::vector<ReviewSample>& samples() const noexcept { return samples_; }  ///< by name
  [[nodiscard]] const std::vector<ReviewCandidate>& candidates() const noexcept { return candidates_; }
  [[nodiscard]] const ReviewSample* sample(std::string_view id) const;
  [[nodiscard]] const ReviewCandidate* candidate(std::string_view id) const;
  [[nodiscard]] const ReviewSample& sample_of(const ReviewCandidate& candidate) const {
    return samples_[candidate.sample];
  }
  [[nodiscard]] const ReviewSample* sample_named(std::string_view name) const;
  [[nodiscard]] const ReviewCandidate* candidate_keyed(std::string_view key) const;
  /// Channels of the first panel; samples with another panel are shown with their own.
  [[nodiscard]] const std::vector<PanelChannel>& channels() const noexcept { return channels_; }

 private:
  void add_candidates(const RunStore& store, std::size_t sample, const std::string& id_key);
  void number_samples();

  std::vector<ReviewSample> samples_;
  std::vector<ReviewCandidate> candidates_;
  std::vector<PanelChannel> channels_;
  std::unordered_map<std::string, std::size_t> sample_ids_;
  std::unordered_map<std::string, std::size_t> sample_names_;
  std::unordered_map<std::string, std::size_t> candidate_ids_;
  std::unordered_map<std::string, std::size_t> candidate_keys_;
};

/// `letter` and 20 hexadecimal digits that tell nothing about `key` without `id_key`.
[[nodiscard]] std::string opaque_id(char letter, std::string_view key, const std::string& id_key);

}  // namespace cyto::review
