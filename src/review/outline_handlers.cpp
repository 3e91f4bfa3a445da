#include <unordered_map>

#include "outline_shelf.h"
#include "review_service.h"

namespace cyto::review {
namespace {

constexpr std::size_t kMaxIds = 100;
constexpr std::int64_t kMaxRegionPx = 1LL << 22U;
constexpr std::int64_t kFarthestPx = 1LL << 40U;

/// Each ring as x, y, x, y, …, without its first point again at the end.
void put_rings(JsonWriter& json, const char* key, const std::vector<OutlinePolygon>& polygons) {
  const auto put = [&](const OutlineRing& ring) {
    json.begin_array();
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      json.number(ring[i].x_px);
      json.number(ring[i].y_px);
    }
    json.end_array();
  };
  json.key(key);
  json.begin_array();
  for (const OutlinePolygon& polygon : polygons) {
    put(polygon.outer);
    for (const OutlineRing& hole : polygon.holes) {
      put(hole);
    }
  }
  json.end_array();
}

void put_outline(JsonWriter& json, const std::string& id, const EventOutline& outline) {
  json.begin_object();
  put_text_or_null(json, "id", id);
  put_rings(json, "cell", outline.cell);
  put_rings(json, "nucleus", outline.nucleus);
  json.end_object();
}

std::vector<std::string> ids_in(const std::string& text) {
  std::vector<std::string> ids;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    ids.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  if (ids.size() > kMaxIds) {
    throw Refused(400, "bad_request", "ids: at most " + std::to_string(kMaxIds));
  }
  return ids;
}

}  // namespace

Response ReviewService::outlines(const ApiCall& call) {
  call.allow({"ids"});
  const StudyContent& content = parts_.desk.content();
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("items");
  json.begin_array();
  for (const std::string& id : ids_in(call.parameter("ids"))) {
    if (const auto outline = parts_.outlines.of(require_candidate(content, id))) {
      put_outline(json, id, *outline);
    }
  }
  json.end_array();
  json.end_object();
  return json_response(json.take());
}

Response ReviewService::slide_outlines(const ApiCall& call) {
  call.allow({"x", "y", "width", "height"});
  const StudyContent& content = parts_.desk.content();
  const ReviewSample& sample = require_sample(content, call.part(2));
  const SlideRect asked{
      call.integer("x", 0, -kFarthestPx, kFarthestPx), call.integer("y", 0, -kFarthestPx, kFarthestPx),
      call.integer("width", 0, 1, kMaxRegionPx), call.integer("height", 0, 1, kMaxRegionPx)};
  if (asked.empty() || asked.area() > kMaxRegionPx) {
    throw Refused(400, "bad_request", "width and height: 1 to 4194304 pixels together");
  }
  const SlideRect rect = intersect(asked, {0, 0, sample.result.width_px, sample.result.height_px});
  std::unordered_map<std::uint64_t, std::string> ids;
  for (const std::size_t index : sample.candidates) {
    ids.emplace(content.candidates()[index].found.event_id, content.candidates()[index].id);
  }
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  put_flag(json, "available", parts_.outlines.has(sample));
  json.key("items");
  json.begin_array();
  if (!rect.empty()) {
    for (const EventOutline& outline : parts_.outlines.inside(sample, rect)) {
      const auto id = ids.find(outline.event_id);
      put_outline(json, id == ids.end() ? std::string() : id->second, outline);
    }
  }
  json.end_array();
  json.end_object();
  return json_response(json.take());
}

}  // namespace cyto::review
