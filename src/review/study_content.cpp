#include "study_content.h"

#include <algorithm>
#include <cmath>

#include "cytrial/calib/panel_file.h"
#include "secrets.h"

namespace cyto::review {
namespace {

std::string key_of(const std::string& sample, const SlidePoint& anchor) {
  return sample + "/" + std::to_string(std::llround(anchor.x_px * 16.0)) + "_" +
         std::to_string(std::llround(anchor.y_px * 16.0));
}

std::optional<Panel> kept_panel(const RunStore& store, const std::string& sample,
                                const Provenance& provenance) {
  const auto text = store.document("panel/" + provenance.panel_digest);
  return text ? std::optional(parse_panel(*text, "the kept panel of sample " + sample)) : std::nullopt;
}

template <typename Item>
const Item* found_in(const std::vector<Item>& items,
                     const std::unordered_map<std::string, std::size_t>& index, std::string_view name) {
  const auto at = index.find(std::string(name));
  return at == index.end() ? nullptr : &items[at->second];
}

}  // namespace

std::string opaque_id(char letter, std::string_view key, const std::string& id_key) {
  return letter + keyed_digest(id_key, key).substr(0, 20);
}

StudyContent::StudyContent(const RunStore& store, const std::map<std::string, SampleOrigin>& origins,
                           const std::string& id_key) {
  for (const std::string& name : store.sample_ids()) {
    ReviewSample sample;
    sample.result = store.result(name).value();
    sample.provenance = store.provenance(name).value();
    sample.panel = kept_panel(store, name, sample.provenance);
    sample.gates = store.document("gates/" + sample.provenance.gates_digest);
    sample.id = opaque_id('s', "sample/" + name, id_key);
    if (const auto origin = origins.find(name); origin != origins.end()) {
      sample.origin = origin->second;
    }
    if (channels_.empty() && sample.panel) {
      channels_ = sample.panel->channels;
    }
    sample_ids_.emplace(sample.id, samples_.size());
    sample_names_.emplace(name, samples_.size());
    samples_.push_back(std::move(sample));
    add_candidates(store, samples_.size() - 1, id_key);
  }
  number_samples();
}

void StudyContent::add_candidates(const RunStore& store, std::size_t sample, const std::string& id_key) {
  std::vector<Candidate> all = store.candidates(samples_[sample].name());
  std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return a.anchor.y_px != b.anchor.y_px ? a.anchor.y_px < b.anchor.y_px : a.anchor.x_px < b.anchor.x_px;
  });
  for (Candidate& found : all) {
    ReviewCandidate candidate;
    candidate.key = key_of(samples_[sample].name(), found.anchor);
    // A nucleus and a cytokeratin object may share their centroid.
    const std::string place = candidate.key;
    for (int twin = 2; candidate_keys_.contains(candidate.key); ++twin) {
      candidate.key = place + "_" + std::to_string(twin);
    }
    candidate.id = opaque_id('c', "candidate/" + candidate.key, id_key);
    candidate.sample = sample;
    candidate.number = samples_[sample].candidates.size() + 1;
    candidate.found = std::move(found);
    candidate_ids_.emplace(candidate.id, candidates_.size());
    candidate_keys_.emplace(candidate.key, candidates_.size());
    samples_[sample].candidates.push_back(candidates_.size());
    candidates_.push_back(std::move(candidate));
  }
}

void StudyContent::number_samples() {
  std::vector<std::size_t> order(samples_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::sort(order.begin(), order.end(),
            [this](std::size_t a, std::size_t b) { return samples_[a].id < samples_[b].id; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    samples_[order[i]].number = i + 1;
  }
}

const ReviewSample* StudyContent::sample(std::string_view id) const {
  return found_in(samples_, sample_ids_, id);
}
const ReviewCandidate* StudyContent::candidate(std::string_view id) const {
  return found_in(candidates_, candidate_ids_, id);
}
const ReviewSample* StudyContent::sample_named(std::string_view name) const {
  return found_in(samples_, sample_names_, name);
}
const ReviewCandidate* StudyContent::candidate_keyed(std::string_view key) const {
  return found_in(candidates_, candidate_keys_, key);
}

}  // namespace cyto::review
