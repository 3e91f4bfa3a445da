#include "cytrial/exchange/qupath_geojson.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/exchange/stable_uuid.h"
#include "cytrial/store/json_writer.h"

namespace cyto {
namespace {

struct QuPathClass {
  const char* name;
  const char* colour;  ///< red, green, blue
};

/// Names for people; colours that stay apart in the common forms of colour blindness (Wong 2011,
/// Nature Methods 8:441).
QuPathClass class_of(Phenotype phenotype) {
  switch (phenotype) {
    case Phenotype::Ctc:
      return {"CTC", "[213,94,0]"};
    case Phenotype::Leukocyte:
      return {"Leukocyte", "[0,114,178]"};
    case Phenotype::DoublePositive:
      return {"Double positive", "[204,121,167]"};
    case Phenotype::NucleatedOther:
      return {"Other nucleated", "[86,180,233]"};
    case Phenotype::Debris:
      return {"Debris", "[128,128,128]"};
    case Phenotype::Fragment:
      return {"Fragment", "[240,228,66]"};
    case Phenotype::Unclassified:
      return {"Unclassified", "[0,158,115]"};
  }
  return {"", "[0,0,0]"};
}

void append_ring(std::string& out, const OutlineRing& ring) {
  out += "[";
  for (std::size_t i = 0; i < ring.size(); ++i) {
    out += (i == 0 ? "[" : ",[") + number_text(ring[i].x_px) + "," + number_text(ring[i].y_px) + "]";
  }
  out += "]";
}

void append_polygon(std::string& out, const OutlinePolygon& polygon) {
  out += "[";
  append_ring(out, polygon.outer);
  for (const OutlineRing& hole : polygon.holes) {
    out += ",";
    append_ring(out, hole);
  }
  out += "]";
}

void append_geometry(std::string& out, const std::vector<OutlinePolygon>& polygons) {
  const bool several = polygons.size() > 1;
  out += several ? R"({"type":"MultiPolygon","coordinates":[)" : R"({"type":"Polygon","coordinates":)";
  for (std::size_t i = 0; i < polygons.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_polygon(out, polygons[i]);
  }
  out += several ? "]}" : "}";
}

/// Members of a JSON object, one after another.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += "{"; }
  void number(std::string_view name, double value) {
    if (std::isfinite(value)) {  // an absent measure has no member
      raw(name, number_text(value));
    }
  }
  void text(std::string_view name, std::string_view value) {
    open(name);
    append_json_string(out_, value);
  }
  void raw(std::string_view name, std::string_view json) {
    open(name);
    out_ += json;
  }
  void close() { out_ += "}"; }

 private:
  void open(std::string_view name) {
    out_ += first_ ? "" : ",";
    first_ = false;
    append_json_string(out_, name);
    out_ += ":";
  }

  std::string& out_;
  bool first_ = true;
};

std::string measurements_of(const CandidateShape& shape) {
  std::string json;
  Members members(json);
  const Candidate& candidate = shape.candidate;
  members.number("event_id", static_cast<double>(candidate.event_id));
  members.number("anchor_x_px", candidate.anchor.x_px);
  members.number("anchor_y_px", candidate.anchor.y_px);
  members.number("rank", candidate.rank);
  members.number("flags", candidate.flags);
  members.number("cluster_id", candidate.cluster_id);
  members.number("cluster_size", candidate.cluster_size);
  if (candidate.score) {
    members.number("ctc_probability", candidate.score->probability);
  }
  for (const auto& [column, value] : shape.form) {
    members.number(column, value);
  }
  for (const auto& [column, value] : candidate.measures) {
    const bool told = std::any_of(shape.form.begin(), shape.form.end(),
                                  [&name = column](const auto& known) { return known.first == name; });
    if (!told) {
      members.number(column, value);
    }
  }
  members.close();
  return json;
}

std::string metadata_of(const GeoJsonSource& source, const CandidateShape& shape) {
  std::string definitions;
  for (const std::string& name : shape.candidate.definitions) {
    definitions += (definitions.empty() ? "" : "|") + name;
  }
  std::string json;
  Members members(json);
  members.text("sample_id", source.sample_id);
  members.text("phenotype", name_of(shape.candidate.phenotype));
  members.text("outline", name_of(shape.source));
  members.text("definitions", definitions);
  members.text("reasons", text_of(shape.candidate.notes));
  if (shape.candidate.score) {
    members.text("model_trained_on", name_of(shape.candidate.score->trained_on));
  }
  members.text("program", source.program_version);
  members.close();
  return json;
}

std::string feature_of(const GeoJsonSource& source, const CandidateShape& shape) {
  const std::string event = std::to_string(shape.candidate.event_id);
  const QuPathClass named = class_of(shape.candidate.phenotype);
  std::string properties;
  Members members(properties);
  members.text("objectType", shape.nucleus.empty() ? "detection" : "cell");
  members.text("name", source.sample_id + " event " + event);
  members.raw("classification",
              std::string(R"({"name":")") + named.name + R"(","color":)" + named.colour + "}");
  members.raw("measurements", measurements_of(shape));
  members.raw("metadata", metadata_of(source, shape));
  members.close();
  std::string json = R"({"type":"Feature","id":")" +
                     stable_uuid("event/" + source.sample_id + "/" + source.scan_digest + "/" + event) +
                     R"(","geometry":)";
  append_geometry(json, shape.cell);
  if (!shape.nucleus.empty()) {
    json += R"(,"nucleusGeometry":)";
    append_geometry(json, shape.nucleus);
  }
  return json + R"(,"properties":)" + properties + "}";
}

}  // namespace

void write_qupath_geojson(std::ostream& out, const GeoJsonSource& source,
                          const std::vector<CandidateShape>& shapes) {
  out << R"({"type":"FeatureCollection","features":[)";
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    out << (i == 0 ? "\n" : ",\n") << feature_of(source, shapes[i]);
  }
  out << "\n]}\n";
  out.flush();
  if (!out) {
    throw Error(ErrorCode::Io, "GeoJSON output", "cannot be written", "check the disk");
  }
}

}  // namespace cyto
