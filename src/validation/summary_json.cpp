#include "cytrial/store/json_writer.h"
#include "cytrial/validation/summary.h"

namespace cyto::validation {
namespace {

void write(JsonWriter& json, const char* key, std::uint64_t value) {
  json.key(key);
  json.integer(value);
}

void write(JsonWriter& json, const char* key, const std::string& value) {
  json.key(key);
  json.text(value);
}

void write(JsonWriter& json, const char* key, const std::optional<double>& value) {
  json.key(key);
  json.number(value);
}

/// [low, high], or null.
void write(JsonWriter& json, const char* key, const std::optional<Interval>& interval) {
  json.key(key);
  if (!interval) {
    json.null();
    return;
  }
  json.begin_array();
  json.number(interval->low);
  json.number(interval->high);
  json.end_array();
}

void write(JsonWriter& json, const char* key, const Proportion& proportion) {
  json.key(key);
  json.begin_object();
  write(json, "hits", proportion.hits);
  write(json, "trials", proportion.trials);
  write(json, "share", proportion.share());
  write(json, "interval_95", proportion.interval());
  json.end_object();
}

void write(JsonWriter& json, const char* key, const Rate& rate) {
  json.key(key);
  json.begin_object();
  write(json, "events", rate.events);
  write(json, "cells", rate.cells);
  write(json, "per_million", rate.per_million());
  write(json, "interval_95", rate.interval());
  json.end_object();
}

void write(JsonWriter& json, const char* key, const std::vector<std::string>& texts) {
  json.key(key);
  json.begin_array();
  for (const std::string& text : texts) {
    json.text(text);
  }
  json.end_array();
}

void write(JsonWriter& json, const char* key, const std::optional<LineFit>& fit) {
  json.key(key);
  if (!fit) {
    json.null();
    return;
  }
  json.begin_object();
  write(json, "slope", std::optional(fit->slope));
  write(json, "slope_interval_95", fit->slope_interval);
  write(json, "intercept", std::optional(fit->intercept));
  write(json, "intercept_interval_95", fit->intercept_interval);
  write(json, "residual_sd", std::optional(fit->residual_sd));
  write(json, "r_squared", std::optional(fit->r_squared));
  json.end_object();
}

/// An array with one object per item, filled by `fill`.
template <typename Items, typename Fill>
void write_items(JsonWriter& json, const char* key, const Items& items, const Fill& fill) {
  json.key(key);
  json.begin_array();
  for (const auto& item : items) {
    json.begin_object();
    fill(item);
    json.end_object();
  }
  json.end_array();
}

void write_sample(JsonWriter& json, const MeasuredSample& sample) {
  write(json, "name", sample.plan.name);
  write(json, "role", std::string(name_of(sample.plan.role)));
  write(json, "batch", sample.plan.batch);
  write(json, "group", sample.plan.group);
  write(json, "material", sample.plan.material);
  write(json, "status", std::string(name_of(sample.status)));
  write(json, "expected", sample.expected);
  const auto counted = [&](std::uint64_t count) {
    return sample.evaluable() ? std::optional(static_cast<double>(count)) : std::nullopt;
  };
  write(json, "ctcs", counted(sample.ctcs));
  write(json, "nucleated", counted(sample.nucleated));
  write(json, "candidates", counted(sample.candidates));
  write(json, "flags", sample.flags);
  write(json, "reasons", sample.reasons);
  write(json, "program_version", sample.program_version);
  write(json, "config_digest", sample.config_digest);
}

void write_linearity(JsonWriter& json, const Linearity& linearity) {
  json.key("linearity");
  json.begin_object();
  write(json, "fit", linearity.fit);
  write(json, "plain_fit", linearity.plain_fit);
  write(json, "recovery", linearity.recovery);
  write(json, "recovery_interval_95", linearity.recovery_limits);
  write_items(json, "levels", linearity.levels, [&](const LadderLevel& level) {
    write(json, "expected", std::optional(level.expected));
    write(json, "samples", level.samples);
    write(json, "counted", level.total);
    write(json, "mean", std::optional(level.mean));
    write(json, "sd", level.sd);
    write(json, "recovery", level.recovery);
    write(json, "recovery_interval_95", level.recovery_limits);
  });
  json.end_object();
}

void write_limits(JsonWriter& json, const DetectionLimits& limits) {
  json.key("detection_limits");
  json.begin_object();
  write(json, "blanks", limits.blanks.size());
  write(json, "lows", limits.lows.size());
  write(json, "limit_of_blank", limits.limit_of_blank);
  write(json, "limit_of_blank_method", std::string(limits.by_ranks ? "ranks" : "poisson"));
  write(json, "limit_of_detection", limits.limit_of_detection);
  write(json, "limit_of_detection_by_distance", limits.distance_limit);
  write_items(json, "levels", limits.levels, [&](const LowLevel& level) {
    write(json, "expected", std::optional(level.expected));
    write(json, "detected", level.detected);
  });
  json.end_object();
}

void write_replicates(JsonWriter& json, const std::vector<Replicates>& groups) {
  write_items(json, "repeatability", groups, [&](const Replicates& group) {
    write(json, "group", group.label);
    write(json, "batch", group.batch);
    write(json, "samples", group.counts.size());
    write(json, "mean", std::optional(group.mean));
    write(json, "sd", std::optional(group.sd));
    write(json, "sd_interval_95", group.sd_limits);
    write(json, "cv", group.cv);
    write(json, "poisson_cv", group.poisson_cv);
    write(json, "variance_to_mean", group.dispersion);
    write(json, "p_more_than_poisson", group.more_than_chance);
  });
}

void write_truth(JsonWriter& json, const std::vector<TruthFit>& fits) {
  write_items(json, "truth", fits, [&](const TruthFit& fit) {
    write(json, "batch", fit.batch);
    write(json, "samples", fit.samples);
    write(json, "cells", fit.cells.truth);
    write(json, "found", fit.cells.found);
    write(json, "matched", fit.cells.matched);
    write(json, "detection_f1", fit.cells.f1());
    write(json, "centroid_error_um", fit.centroid_error_um);
    write_items(json, "phenotypes", fit.phenotypes, [&](const PhenotypeFit& phenotype) {
      write(json, "phenotype", std::string(name_of(phenotype.phenotype)));
      write(json, "sensitivity", phenotype.sensitivity);
      write(json, "found", phenotype.found);
      write(json, "false_calls", phenotype.false_calls);
    });
    write_items(json, "ctc_by_ck_level", fit.levels, [&](const LevelFit& level) {
      write(json, "low_lsd", level.low_lsd);
      write(json, "high_lsd", level.high_lsd);
      write(json, "sensitivity", level.sensitivity);
    });
  });
}

void write_readers(JsonWriter& json, const std::vector<RaterPair>& pairs) {
  write_items(json, "readers", pairs, [&](const RaterPair& pair) {
    write(json, "first", pair.first);
    write(json, "second", pair.second);
    write(json, "both", pair.table.both);
    write(json, "first_only", pair.table.first_only);
    write(json, "second_only", pair.table.second_only);
    write(json, "neither", pair.table.neither);
    write(json, "undecided", pair.undecided);
    write(json, "agreement", pair.table.agreed());
    write(json, "positive_agreement", pair.table.positive());
    write(json, "negative_agreement", pair.table.negative());
    write(json, "kappa", pair.kappa ? std::optional(pair.kappa->value) : std::nullopt);
    write(json, "kappa_interval_95", pair.kappa ? std::optional(pair.kappa->limits) : std::nullopt);
  });
}

}  // namespace

std::string summary_json(const ValidationSummary& summary) {
  JsonWriter json;
  json.begin_object();
  write(json, "name", summary.name);
  json.key("simulation_only");
  json.boolean(summary.simulated);
  write(json, "materials", summary.materials);
  write(json, "max_distance_um", std::optional(summary.max_distance_um));
  write(json, "warnings", summary.warnings);
  write_linearity(json, summary.linearity);
  write_limits(json, summary.limits);
  write_replicates(json, summary.replicates);
  write_truth(json, summary.truth);
  write_items(json, "blanks", summary.blanks, [&](const BlankRate& rate) {
    write(json, "batch", rate.batch);
    write(json, "samples", rate.samples);
    write(json, "false_ctcs", rate.ctcs);
    write(json, "candidates", rate.candidates);
  });
  write_readers(json, summary.readers);
  write_items(json, "samples", summary.samples,
              [&](const MeasuredSample& sample) { write_sample(json, sample); });
  json.end_object();
  return json.take();
}

}  // namespace cyto::validation
