#include <cmath>
#include <opencv2/core.hpp>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "grey_png.h"
#include "review_service.h"
#include "tile_render.h"

namespace cyto::review {
namespace {

constexpr double kStoredEdgeUm = 48.0;
// A new display version has a new address, so that pictures may be kept by the browser.
constexpr const char* kKeep = "private, max-age=3600";

Response png_response(std::string png, const char* range) {
  Response response;
  response.type = "image/png";
  response.body = std::move(png);
  response.headers.emplace_back("Cache-Control", kKeep);
  response.headers.emplace_back("X-Cytrial-Range", range);
  return response;
}

double edge_in(const ApiCall& call) {
  const std::string text = call.parameter("edge_um");
  const auto edge = text.empty() ? std::optional(kStoredEdgeUm) : parse_double(text);
  if (!edge || !(*edge >= 8.0 && *edge <= 400.0)) {
    throw Refused(400, "bad_request", "edge_um: 8 to 400");
  }
  return *edge;
}

SlideRect around(const SlidePoint& centre, const PixelSize& pixel, double edge_um) {
  const auto half_width = static_cast<std::int64_t>(std::lround(edge_um / 2.0 / pixel.x_um));
  const auto half_height = static_cast<std::int64_t>(std::lround(edge_um / 2.0 / pixel.y_um));
  const auto x = static_cast<std::int64_t>(std::floor(centre.x_px));
  const auto y = static_cast<std::int64_t>(std::floor(centre.y_px));
  return {x - half_width, y - half_height, 2 * half_width + 1, 2 * half_height + 1};
}

std::string strip_png(const std::vector<cv::Mat1b>& pictures) {
  cv::Mat1b strip;
  cv::hconcat(std::vector<cv::Mat>(pictures.begin(), pictures.end()), strip);
  return png_gray8(strip);
}

/// @param show "strip", "composite" or an index below `channels`. @throws Refused.
std::optional<std::size_t> shown_channel(const std::string& show, std::size_t channels) {
  if (show.empty() || show == "strip" || show == "composite") {
    return std::nullopt;
  }
  const auto index = parse_int(show);
  if (!index || *index < 0 || static_cast<std::size_t>(*index) >= channels) {
    throw Refused(400, "bad_request", "show: strip, composite or the index of a channel");
  }
  return static_cast<std::size_t>(*index);
}

Response from_scan(const std::vector<cv::Mat>& planes, const Panel& panel,
                   const std::vector<DisplayRange>& ranges, const std::string& show) {
  if (const auto channel = shown_channel(show, planes.size())) {
    return png_response(png_gray8(render_channel_crop(planes[*channel], ranges[*channel])), "study");
  }
  if (show == "composite") {
    std::vector<CompositeLayer> layers;
    for (std::size_t c = 0; c < planes.size(); ++c) {
      layers.push_back({render_channel_crop(planes[c], ranges[c]), panel.channels[c].role});
    }
    return png_response(png_rgb8(render_composite(layers)), "study");
  }
  std::vector<cv::Mat1b> pictures;
  for (std::size_t c = 0; c < planes.size(); ++c) {
    pictures.push_back(render_channel_crop(planes[c], ranges[c]));
  }
  return png_response(strip_png(pictures), "study");
}

/// Names that the stored pictures of a panel's channels have: column prefixes, "_2" behind the second of a
/// kind.
std::vector<std::string> stored_names(const Panel& panel) {
  std::vector<std::string> names;
  for (const PanelChannel& channel : panel.channels) {
    const std::string prefix = column_prefix(channel.name);
    std::string name = prefix;
    for (int twin = 2; std::find(names.begin(), names.end(), name) != names.end(); ++twin) {
      name = prefix + "_" + std::to_string(twin);
    }
    names.push_back(name);
  }
  return names;
}

std::vector<TileLayer> all_layers(const Panel& panel, const std::vector<DisplayRange>& ranges) {
  std::vector<TileLayer> layers;
  for (std::size_t c = 0; c < panel.channels.size(); ++c) {
    layers.push_back({c, review_colour(panel.channels[c].role), ranges[c], 1.0});
  }
  return layers;
}

void put_map(JsonWriter& json, const PlaceMap& map, const std::string& name) {
  const bool density = name == "nuclei";
  const auto& of = name == "saturated" ? map.saturated : name == "blurred" ? map.blurred : map.nuclei;
  const auto& among = name == "saturated" ? map.events : map.nuclei;
  double high = density ? 1.0 : 0.0;
  json.key("values");
  json.begin_array();
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (among[i] == 0) {
      json.null();
      continue;
    }
    const double value = density ? of[i] : static_cast<double>(of[i]) / among[i];
    high = density ? std::max(high, value) : 1.0;
    json.number(value);
  }
  json.end_array();
  json.key("low");
  json.number(0.0);
  json.key("high");
  json.number(high);
}

}  // namespace

std::vector<DisplayRange> ReviewService::ranges() const {
  std::vector<DisplayRange> ranges;
  for (const ChannelDisplay& channel : parts_.desk.state().display()) {
    ranges.push_back(channel.range);
  }
  return ranges;
}

Response ReviewService::picture(const ApiCall& call) {
  call.allow({"show", "edge_um", "v"});
  const StudyContent& content = parts_.desk.content();
  const ReviewCandidate& candidate = require_candidate(content, call.part(2));
  const ReviewSample& sample = content.sample_of(candidate);
  const std::string show = call.parameter("show");
  const double edge_um = edge_in(call);
  if (!sample.panel) {
    throw Refused(404, "not_found", "the result keeps no panel, so its pictures cannot be shown");
  }
  if (parts_.slides.may_have(sample)) {
    std::vector<DisplayRange> shown;
    {
      const std::lock_guard guard(desk_mutex_);
      shown = ranges();
    }
    shown.resize(sample.panel->channels.size(), {0.0, 65535.0});
    const auto rect = around(candidate.found.anchor, sample.result.pixel_size, edge_um);
    return from_scan(parts_.slides.slide(sample)->part(rect), *sample.panel, shown, show);
  }
  const std::vector<std::string> names = stored_names(*sample.panel);
  const auto stored = [&](const std::string& name) {
    auto png = parts_.events.stored_crop(sample, candidate.found.event_id, name);
    if (!png || edge_um != kStoredEdgeUm) {
      throw Refused(404, "not_found", "without the original scan there is no such picture");
    }
    return *png;
  };
  if (show == "composite") {
    return png_response(stored("composite"), "sample");
  }
  if (const auto channel = shown_channel(show, names.size())) {
    return png_response(stored(names[*channel]), "sample");
  }
  std::vector<cv::Mat1b> pictures;
  for (const std::string& name : names) {
    pictures.push_back(gray8_from_png(stored(name), "a stored picture of sample " + sample.name()));
  }
  return png_response(strip_png(pictures), "sample");
}

Response ReviewService::slide(const ApiCall& call) {
  call.allow({});
  const ReviewSample& sample = require_sample(parts_.desk.content(), call.part(2));
  std::string problem;
  try {
    (void)parts_.slides.slide(sample);
  } catch (const Error& error) {
    // Its words may hold the sample's name or a path.
    problem = error.code() == ErrorCode::BadData
                  ? "the scan is not the one that was analysed"
                  : "the original scan was not found; start the server with --scans";
  }
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  put_flag(json, "available", problem.empty());
  put_text_or_null(json, "reason", problem);
  put_count(json, "width_px", static_cast<std::size_t>(sample.result.width_px));
  put_count(json, "height_px", static_cast<std::size_t>(sample.result.height_px));
  put_count(json, "tile_px", static_cast<std::size_t>(kTilePx));
  put_count(json, "max_level",
            static_cast<std::size_t>(max_level_of(sample.result.width_px, sample.result.height_px)));
  json.key("pixel_um");
  json.begin_object();
  json.key("x");
  json.number(sample.result.pixel_size.x_um);
  json.key("y");
  json.number(sample.result.pixel_size.y_um);
  json.end_object();
  json.end_object();
  return json_response(json.take());
}

Response ReviewService::tile(const ApiCall& call) {
  call.allow({"layers", "v"});
  const ReviewSample& sample = require_sample(parts_.desk.content(), call.part(2));
  const std::string& place = call.part(5);
  const std::size_t between = std::min(place.find('_'), place.size());
  const auto level = parse_int(call.part(4));
  const auto column = parse_int(std::string_view(place).substr(0, between));
  const auto row =
      between < place.size() ? parse_int(std::string_view(place).substr(between + 1)) : std::nullopt;
  if (!level || !column || !row || *level > 60) {
    throw Refused(404, "not_found", "there is no such tile");
  }
  const auto slide = parts_.slides.slide(sample);
  std::vector<TileLayer> layers;
  if (const std::string text = call.parameter("layers"); !text.empty()) {
    layers = parse_layers(text, sample.panel->channels.size());
  } else {
    const std::lock_guard guard(desk_mutex_);
    std::vector<DisplayRange> shown = ranges();
    shown.resize(sample.panel->channels.size(), {0.0, 65535.0});
    layers = all_layers(*sample.panel, shown);
  }
  return png_response(png_rgb8(blend(*slide->tile(static_cast<int>(*level), *column, *row), layers)),
                      "study");
}

Response ReviewService::quality(const ApiCall& call) {
  call.allow({"map"});
  const ReviewSample& sample = require_sample(parts_.desk.content(), call.part(2));
  const std::string name = call.parameter("map").empty() ? "blurred" : call.parameter("map");
  if (name != "blurred" && name != "nuclei" && name != "saturated") {
    throw Refused(400, "bad_request", "map: blurred, nuclei or saturated");
  }
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  put_text(json, "map", name);
  put_count(json, "cell_px", static_cast<std::size_t>(PlaceMap::kCellPx));
  put_text(json, "title",
           name == "blurred"  ? "Share of nuclei out of focus"
           : name == "nuclei" ? "Nuclei per square"
                              : "Share of events with saturated pixels");
  if (sample.result.counts) {
    const auto map = parts_.events.places(sample);
    put_count(json, "columns", static_cast<std::size_t>(map->columns));
    put_count(json, "rows", static_cast<std::size_t>(map->rows));
    put_map(json, *map, name);
  }
  json.key("failures");
  json.begin_array();
  for (const TileFailure& lost : sample.result.failures) {
    json.begin_object();
    put_count(json, "x", static_cast<std::size_t>(lost.rect.x));
    put_count(json, "y", static_cast<std::size_t>(lost.rect.y));
    put_count(json, "width", static_cast<std::size_t>(lost.rect.width));
    put_count(json, "height", static_cast<std::size_t>(lost.rect.height));
    put_text(json, "problem", lost.problem);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json_response(json.take());
}

}  // namespace cyto::review
