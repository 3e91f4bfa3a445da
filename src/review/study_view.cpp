#include <algorithm>
#include <numeric>
#include <set>

#include "cytrial/core/binomial_interval.h"
#include "tile_render.h"
#include "views.h"

namespace cyto::review {
namespace {

constexpr double kCropEdgeUm = 48.0;

void put_optional(JsonWriter& json, std::string_view key, const std::optional<std::uint64_t>& value) {
  json.key(key);
  value ? json.integer(*value) : json.null();
}

std::string colour_text(ChannelRole role) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t part : review_colour(role)) {
    text.push_back(kDigits[part >> 4U]);
    text.push_back(kDigits[part & 15U]);
  }
  return text;
}

void put_channels(JsonWriter& json, const ViewOf& view) {
  json.key("channels");
  json.begin_array();
  const std::vector<PanelChannel>& channels = view.content.channels();
  for (std::size_t i = 0; i < channels.size(); ++i) {
    json.begin_object();
    put_count(json, "index", i);
    put_text(json, "name", channels[i].name);
    put_text(json, "role", name_of(channels[i].role));
    put_text(json, "colour", colour_text(channels[i].role));
    const bool known = i < view.state.display().size();
    json.key("low");
    json.number(known ? std::optional(view.state.display()[i].range.low_adu) : std::nullopt);
    json.key("high");
    json.number(known ? std::optional(view.state.display()[i].range.high_adu) : std::nullopt);
    json.end_object();
  }
  json.end_array();
}

/// Who has decided anything that stands in a reading.
std::set<std::string> readers_of(const ViewOf& view, const ReviewSample& sample, Reading reading) {
  std::set<std::string> names;
  for (const std::size_t index : sample.candidates) {
    if (const Decision* decision = view.state.current(view.content.candidates()[index].key, reading)) {
      names.insert(decision->by);
    }
  }
  return names;
}

void put_readings(JsonWriter& json, const ViewOf& view, const ReviewSample& sample,
                  const SampleFigures& figures, const Sight& sight) {
  json.key("readings");
  json.begin_object();
  for (const Reading reading : kAllReadings) {
    json.key(name_of(reading));
    // Whether another reading is locked is no secret: it ends the blinding.
    const bool own = reading == view.reading();
    const ReadingLock& lock = view.state.lock(sample.name(), reading);
    json.begin_object();
    put_flag(json, "locked", lock.locked);
    const bool seen = own || sight.others;
    json.key("by");
    json.begin_array();
    for (const std::string& name : seen ? readers_of(view, sample, reading) : std::set<std::string>()) {
      json.text(name);
    }
    json.end_array();
    put_optional(json, "decided",
                 seen ? std::optional<std::uint64_t>(figures.decided[static_cast<std::size_t>(reading)])
                      : std::nullopt);
    json.end_object();
  }
  json.end_object();
}

void put_counts(JsonWriter& json, const SampleFigures& figures, const ViewOf& view, const Sight& sight) {
  const auto reader = [&](Reading reading) {
    return sight.others || reading == view.reading() ? figures.readers[static_cast<std::size_t>(reading)]
                                                     : std::nullopt;
  };
  json.key("counts");
  json.begin_object();
  put_optional(json, "automatic", sight.machine ? figures.automatic : std::nullopt);
  put_optional(json, "first", reader(Reading::First));
  put_optional(json, "second", reader(Reading::Second));
  put_optional(json, "reviewed", sight.others ? figures.reviewed : std::nullopt);
  put_text(json, "which_counts", figures.counts);
  put_text(json, "because", figures.because);
  json.end_object();
}

std::string signed_state(const ViewOf& view, const ReviewSample& sample) {
  const auto& signatures = view.state.signatures(sample.name());
  if (signatures.empty()) {
    return "none";
  }
  return why_invalid(view.content, view.state, sample, signatures.back()) ? "invalid" : "valid";
}

void put_sample_fields(JsonWriter& json, const ViewOf& view, const ReviewSample& sample, bool has_slide) {
  const SampleFigures figures = figures_of(view.content, view.state, sample);
  const Sight sight = view.sight(sample);
  put_text(json, "id", sample.id);
  put_text(json, "label", sight.origin ? sample.name() : "Sample " + std::to_string(sample.number));
  put_text_or_null(json, "subject", sight.origin ? sample.origin.subject : "");
  put_text_or_null(json, "visit", sight.origin ? sample.origin.visit : "");
  put_text(json, "status", name_of(sample.result.status));
  json.key("reasons");
  json.begin_array();
  for (const std::string& reason : sample.result.reasons) {
    if (sight.origin) {  // may name files
      json.text(reason);
    }
  }
  json.end_array();
  const std::size_t decided = figures.decided[static_cast<std::size_t>(view.reading())];
  put_count(json, "candidates", sample.candidates.size());
  put_count(json, "decided", decided);
  put_count(json, "undecided", sample.candidates.size() - std::min(decided, sample.candidates.size()));
  put_readings(json, view, sample, figures, sight);
  put_flag(json, "slide", has_slide);
  put_flag(json, "blinded", !sight.origin);
  put_counts(json, figures, view, sight);
  put_optional(json, "disagreements",
               sight.others && figures.disagreements ? std::optional<std::uint64_t>(*figures.disagreements)
                                                     : std::nullopt);
  put_text(json, "signed", signed_state(view, sample));
}

void put_signatures(JsonWriter& json, const ViewOf& view, const ReviewSample& sample) {
  json.key("signatures");
  json.begin_array();
  for (const Signature& signature : view.state.signatures(sample.name())) {
    const bool own = signature.scope == name_of(view.reading());
    if (!own && !view.sight(sample).others) {
      continue;
    }
    put_signature(json, view, sample, signature);
  }
  json.end_array();
}

void put_agreement_numbers(JsonWriter& json, const Agreement& agreement) {
  const auto kappa = kappa_of(agreement);
  const auto limits = clopper_pearson_interval(agreement.agreed(), agreement.total());
  const bool any = agreement.total() > 0;
  put_count(json, "both_decided", agreement.total());
  put_count(json, "agree", agreement.agreed());
  const auto percent = [&](double share) { return any ? std::optional(100.0 * share) : std::nullopt; };
  json.key("percent");
  json.number(percent(static_cast<double>(agreement.agreed()) /
                      static_cast<double>(std::max<std::uint64_t>(1, agreement.total()))));
  json.key("percent_low");
  json.number(percent(limits.low));
  json.key("percent_high");
  json.number(percent(limits.high));
  json.key("kappa");
  json.number(kappa ? std::optional(kappa->value) : std::nullopt);
  json.key("kappa_low");
  json.number(kappa ? std::optional(kappa->low) : std::nullopt);
  json.key("kappa_high");
  json.number(kappa ? std::optional(kappa->high) : std::nullopt);
}

void put_agreement(JsonWriter& json, const StudyAgreement& agreement) {
  json.begin_object();
  put_agreement_numbers(json, agreement.all);
  json.key("table");
  json.begin_object();
  for (const Call first : kAllCalls) {
    json.key(name_of(first));
    json.begin_object();
    for (const Call second : kAllCalls) {
      put_count(json, name_of(second),
                agreement.all.table[static_cast<std::size_t>(first)][static_cast<std::size_t>(second)]);
    }
    json.end_object();
  }
  json.end_object();
  put_count(json, "samples", agreement.samples);
  put_count(json, "samples_same_count", agreement.samples_same_count);
  json.key("under_three");
  json.begin_object();
  put_count(json, "samples", agreement.samples_under_three);
  put_agreement_numbers(json, agreement.under_three);
  json.end_object();
  json.end_object();
}

/// By name; for whom names are hidden, in an order that does not tell them.
std::vector<std::size_t> sample_order(const ViewOf& view) {
  std::vector<std::size_t> order(view.content.samples().size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (reading_of(view.user.role) && view.state.plan().blinded) {
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return view.content.samples()[a].number < view.content.samples()[b].number;
    });
  }
  return order;
}

}  // namespace

void put_signature(JsonWriter& json, const ViewOf& view, const ReviewSample& sample,
                   const Signature& signature) {
  const auto invalid = why_invalid(view.content, view.state, sample, signature);
  json.begin_object();
  put_text(json, "by", signature.by);
  put_text(json, "full_name", signature.full_name);
  put_text(json, "role", signature.role);
  put_text(json, "at", signature.at);
  put_text(json, "meaning", signature.meaning);
  put_text(json, "scope", signature.scope);
  put_text(json, "digest", signature.digest);
  put_flag(json, "valid", !invalid);
  put_text_or_null(json, "invalid_because", invalid.value_or(""));
  json.key("anchor");
  json.begin_object();
  put_count(json, "seq", signature.anchor.seq);
  put_text(json, "hash", signature.anchor.hash);
  json.end_object();
  json.end_object();
}

std::string study_view(const ViewOf& view, const std::string& title, const std::vector<bool>& has_slide) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  put_text(json, "title", title);
  put_count(json, "revision", view.state.revision());
  const auto reading = reading_of(view.user.role);
  put_text_or_null(json, "reading", reading ? name_of(*reading) : "");
  json.key("plan");
  json.begin_object();
  put_flag(json, "second_read", view.state.plan().second_read);
  put_flag(json, "blinded", view.state.plan().blinded);
  put_flag(json, "fixed", view.state.any_decision());
  json.end_object();
  put_channels(json, view);
  put_count(json, "display_version", view.state.display_version());
  json.key("crop_edge_um");
  json.number(kCropEdgeUm);
  json.key("phenotypes");
  json.begin_array();
  for (const Phenotype phenotype : kAllPhenotypes) {
    if (phenotype != Phenotype::Unclassified) {
      json.text(name_of(phenotype));
    }
  }
  json.end_array();
  json.key("meanings");
  json.begin_array();
  for (const char* meaning : {"reviewed", "approved", "rejected"}) {
    json.text(meaning);
  }
  json.end_array();
  json.key("samples");
  json.begin_array();
  for (const std::size_t i : sample_order(view)) {
    json.begin_object();
    put_sample_fields(json, view, view.content.samples()[i], has_slide[i]);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string sample_view(const ViewOf& view, const ReviewSample& sample, bool has_slide) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  put_sample_fields(json, view, sample, has_slide);
  json.key("flags");
  json.begin_array();
  for (const QualityFlag& flag : sample.result.flags) {
    if (view.sight(sample).machine) {
      json.begin_object();
      put_text(json, "code", flag.code);
      put_text(json, "text", flag.text);
      json.end_object();
    }
  }
  json.end_array();
  json.key("agreement");
  if (view.sight(sample).others && readings_locked(view.state, sample) && view.state.plan().second_read) {
    put_agreement(json, agreement_of(view.content, view.state, {&sample}));
  } else {
    json.null();
  }
  put_signatures(json, view, sample);
  json.end_object();
  return json.take();
}

std::string agreement_view(const ViewOf& view, const std::vector<const ReviewSample*>& samples) {
  std::vector<const ReviewSample*> seen;
  for (const ReviewSample* sample : samples) {
    if (view.sight(*sample).others) {
      seen.push_back(sample);
    }
  }
  if (seen.empty() || !view.state.plan().second_read) {
    return "null";
  }
  JsonWriter json(JsonWriter::Layout::OneLine);
  put_agreement(json, agreement_of(view.content, view.state, seen));
  return json.take();
}

}  // namespace cyto::review
