#include <algorithm>
#include <cmath>
#include <map>

#include "gate_lines.h"
#include "review_service.h"

namespace cyto::review {
namespace {

constexpr std::size_t kMaxScatterSamples = 20;

/// The measure's column in a sample, or Refused.
std::size_t column_of(const FeatureSchema& schema, const std::string& name) {
  const auto index = schema.index_of(name);
  if (!index) {
    throw Refused(400, "bad_request", "x, y: there is no such measure");
  }
  return *index;
}

struct Points {
  std::vector<std::string> ids;
  std::vector<double> x;
  std::vector<double> y;
};

void add_points(const FeatureSchema& schema, const EventBatch& rows, const std::string& x,
                const std::string& y, Points& points) {
  const std::size_t x_column = column_of(schema, x);
  const std::size_t y_column = column_of(schema, y);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    points.x.push_back(static_cast<double>(rows.row(i)[x_column]));
    points.y.push_back(static_cast<double>(rows.row(i)[y_column]));
  }
}

void put_numbers(JsonWriter& json, std::string_view key, const std::vector<double>& numbers) {
  json.key(key);
  json.begin_array();
  for (const double number : numbers) {
    json.number(number);
  }
  json.end_array();
}

/// The gates of samples that were all classified by the same file; none when they were not.
void put_common_gates(JsonWriter& json, const std::vector<const ReviewSample*>& samples, const std::string& x,
                      const std::string& y) {
  const ReviewSample& first = *samples.front();
  const bool alike = std::all_of(samples.begin(), samples.end(), [&](const ReviewSample* sample) {
    return sample->panel && sample->gates && *sample->gates == first.gates &&
           sample->provenance.panel_digest == first.provenance.panel_digest;
  });
  if (alike) {
    put_gate_lines(json, *first.gates, *first.panel, x, y);
  } else {
    json.begin_array();
    json.end_array();
  }
}

/// Names of the columns that every sample has, with what they mean, in the first sample's order.
std::vector<FeatureColumn> common_columns(EventShelf& events, const StudyContent& content) {
  std::vector<FeatureColumn> common;
  bool first = true;
  for (const ReviewSample& sample : content.samples()) {
    if (!sample.result.counts) {
      continue;
    }
    const FeatureSchema& schema = events.candidates(sample)->schema;
    if (first) {
      common = schema.columns();
      first = false;
    } else {
      std::erase_if(common, [&](const FeatureColumn& column) { return !schema.index_of(column.name); });
    }
  }
  return common;
}

}  // namespace

Response ReviewService::study(const ApiCall& call) {
  call.allow({});
  std::vector<bool> has_slide;
  for (const ReviewSample& sample : parts_.desk.content().samples()) {
    has_slide.push_back(parts_.slides.may_have(sample));
  }
  const std::lock_guard guard(desk_mutex_);
  return json_response(
      study_view({parts_.desk.content(), parts_.desk.state(), call.user}, parts_.title, has_slide));
}

Response ReviewService::sample(const ApiCall& call) {
  call.allow({});
  const ReviewSample& sample = require_sample(parts_.desk.content(), call.part(2));
  const std::lock_guard guard(desk_mutex_);
  return json_response(sample_view({parts_.desk.content(), parts_.desk.state(), call.user}, sample,
                                   parts_.slides.may_have(sample)));
}

Response ReviewService::agreement(const ApiCall& call) {
  call.allow({"sample"});
  std::vector<const ReviewSample*> samples;
  if (const std::string id = call.parameter("sample"); !id.empty()) {
    samples.push_back(&require_sample(parts_.desk.content(), id));
  } else {
    for (const ReviewSample& sample : parts_.desk.content().samples()) {
      samples.push_back(&sample);
    }
  }
  const std::lock_guard guard(desk_mutex_);
  return json_response(agreement_view({parts_.desk.content(), parts_.desk.state(), call.user}, samples));
}

Response ReviewService::candidates(const ApiCall& call) {
  call.allow({"sample", "phenotype", "reason", "state", "sort", "order", "offset", "limit", "form"});
  CandidateQuery query;
  query.sample = call.parameter("sample");
  query.phenotype = call.parameter("phenotype");
  query.reason = call.parameter("reason");
  query.state = call.parameter("state");
  query.sort = call.parameter("sort").empty() ? "rank" : call.parameter("sort");
  const std::string order = call.parameter("order");
  const std::string form = call.parameter("form");
  if ((!order.empty() && order != "asc" && order != "desc") || (!form.empty() && form != "ids")) {
    throw Refused(400, "bad_request", "order: asc or desc; form: ids");
  }
  query.descending = order == "desc";
  const auto offset = static_cast<std::size_t>(call.integer("offset", 0, 0, 1LL << 40U));
  const auto limit = static_cast<std::size_t>(call.integer("limit", 200, 1, 1000));
  const StudyContent& content = parts_.desk.content();
  std::unique_lock guard(desk_mutex_);
  const ViewOf view{content, parts_.desk.state(), call.user};
  const std::vector<std::size_t> chosen = chosen_candidates(view, query);
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  put_count(json, "total", chosen.size());
  put_count(json, "revision", view.state.revision());
  json.key(form == "ids" ? "ids" : "items");
  json.begin_array();
  if (form == "ids") {
    for (const std::size_t index : chosen) {
      json.text(content.candidates()[index].id);
    }
  } else {
    for (std::size_t i = offset; i < std::min(chosen.size(), offset + limit); ++i) {
      const ReviewCandidate& candidate = content.candidates()[chosen[i]];
      put_candidate(json, view, candidate, *parts_.events.candidates(content.sample_of(candidate)));
    }
  }
  json.end_array();
  json.end_object();
  return json_response(json.take());
}

Response ReviewService::candidate(const ApiCall& call) {
  call.allow({});
  const StudyContent& content = parts_.desk.content();
  const ReviewCandidate& candidate = require_candidate(content, call.part(2));
  const auto values = parts_.events.candidates(content.sample_of(candidate));
  const std::lock_guard guard(desk_mutex_);
  return json_response(candidate_view({content, parts_.desk.state(), call.user}, candidate, *values));
}

Response ReviewService::columns(const ApiCall& call) {
  call.allow({});
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("columns");
  json.begin_array();
  for (const FeatureColumn& column : common_columns(parts_.events, parts_.desk.content())) {
    json.begin_object();
    put_text(json, "name", column.name);
    put_text(json, "description", column.description);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json_response(json.take());
}

Response ReviewService::scatter(const ApiCall& call) {
  call.allow({"x", "y", "sample"});
  const std::string x = call.parameter("x");
  const std::string y = call.parameter("y");
  const StudyContent& content = parts_.desk.content();
  std::vector<const ReviewSample*> samples;
  for (const ReviewSample& sample : content.samples()) {
    if (sample.result.counts && (call.parameter("sample").empty() || sample.id == call.parameter("sample"))) {
      samples.push_back(&sample);
    }
  }
  if (samples.empty() || samples.size() > kMaxScatterSamples) {
    throw Refused(400, "bad_request", "sample: name one with events");
  }
  {
    const std::lock_guard guard(desk_mutex_);
    for (const ReviewSample* sample : samples) {
      if (!sight_of(parts_.desk.state(), *sample, call.user.role).machine) {
        throw Refused(403, "forbidden", "measures are hidden until both readings are locked");
      }
    }
  }
  Points candidates;
  Points events;
  std::uint64_t of = 0;
  for (const ReviewSample* sample : samples) {
    const auto values = parts_.events.candidates(*sample);
    const auto spread = parts_.events.spread(*sample);
    add_points(values->schema, values->rows, x, y, candidates);
    add_points(spread->schema, spread->rows, x, y, events);
    of += spread->of;
    for (const std::size_t index : sample->candidates) {
      candidates.ids.push_back(content.candidates()[index].id);
    }
  }
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  put_text(json, "x", x);
  put_text(json, "y", y);
  json.key("candidates");
  json.begin_object();
  json.key("ids");
  json.begin_array();
  for (const std::string& id : candidates.ids) {
    json.text(id);
  }
  json.end_array();
  put_numbers(json, "x", candidates.x);
  put_numbers(json, "y", candidates.y);
  json.end_object();
  json.key("events");
  json.begin_object();
  put_numbers(json, "x", events.x);
  put_numbers(json, "y", events.y);
  put_count(json, "of", of);
  json.end_object();
  json.key("gates");
  put_common_gates(json, samples, x, y);
  json.end_object();
  return json_response(json.take());
}

Response ReviewService::events(const ApiCall& call) {
  call.allow({"since"});
  const auto since = static_cast<std::uint64_t>(call.integer("since", 0, 0, 1LL << 40U));
  const std::lock_guard guard(desk_mutex_);
  return json_response(events_view({parts_.desk.content(), parts_.desk.state(), call.user}, since));
}

}  // namespace cyto::review
