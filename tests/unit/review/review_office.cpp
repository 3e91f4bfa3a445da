#include "review_office.h"

#include <opencv2/core.hpp>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/imageio/tiff_writer.h"
#include "cytrial/process/crop_render.h"

namespace cyto::review::test {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& channels() {
  static const std::vector<std::string> kNames{"DAPI", "CK", "CD45"};
  return kNames;
}

FeatureSchema schema() {
  std::vector<FeatureColumn> columns{{"x_px", ""}, {"y_px", ""}, {"x_um", ""}, {"y_um", ""}, {"flags", ""}};
  for (const char* part : {"nucleus", "cell"}) {
    for (const char* what : {"_major_axis_um", "_minor_axis_um", "_orientation_rad"}) {
      columns.push_back({std::string(part) + what, ""});
    }
  }
  for (const char* name : {"cell_left_px", "cell_top_px", "cell_width_px", "cell_height_px"}) {
    columns.push_back({name, ""});
  }
  for (const std::string& channel : channels()) {
    columns.push_back({column_prefix(channel) + "_background_adu", "background"});
    columns.push_back({column_prefix(channel) + "_cell_max_adu", "brightest pixel"});
  }
  columns.push_back({"phenotype", ""});
  return FeatureSchema(columns);
}

SlidePoint place_of(std::size_t i, std::int64_t edge_px) {
  return {20.5 + static_cast<double>((i * 37) % static_cast<std::size_t>(edge_px - 40)),
          20.5 + static_cast<double>(i % static_cast<std::size_t>(edge_px - 40))};
}

Phenotype phenotype_of(std::size_t i) {
  return i % 3 == 0 ? Phenotype::Ctc : Phenotype::DoublePositive;
}

EventBatch row_of(const FeatureSchema& columns, std::size_t i, std::int64_t edge_px) {
  EventBatch batch{i, 1, columns.size(), std::vector<float>(columns.size(), 1.0F)};
  const SlidePoint at = place_of(i, edge_px);
  batch.values[0] = static_cast<float>(at.x_px);
  batch.values[1] = static_cast<float>(at.y_px);
  batch.values[4] = 0.0F;
  batch.values[*columns.index_of("cell_left_px")] = static_cast<float>(at.x_px - 10.0);
  batch.values[*columns.index_of("cell_width_px")] = 20.0F;
  batch.values[*columns.index_of("cell_top_px")] = static_cast<float>(at.y_px - 10.0);
  batch.values[*columns.index_of("cell_height_px")] = 20.0F;
  for (const std::string& channel : channels()) {
    batch.values[*columns.index_of(column_prefix(channel) + "_background_adu")] = 100.0F;
    batch.values[*columns.index_of(column_prefix(channel) + "_cell_max_adu")] = 900.0F;
  }
  batch.values.back() = static_cast<float>(phenotype_of(i));
  return batch;
}

Candidate candidate_of(std::size_t i, std::int64_t edge_px) {
  Candidate c;
  c.event_id = i + 1;
  c.anchor = place_of(i, edge_px);
  c.phenotype = phenotype_of(i);
  c.gate_path = {"nucleated"};
  c.cell_diameter_um = 8.0 + static_cast<double>(i % 7);
  c.measures = {{"ck_cell_max_adu", 900.0}};
  c.score = ModelScore{0.987654321, false, TrainingSource::Simulated, {}};
  c.rank = static_cast<std::uint32_t>(i + 1);
  if (i % 2 == 0) {
    c.notes = {{ReviewReason::NearGate, "ck_in_cell", 0.31, "leukocyte_sd"}};
  }
  return c;
}

SampleResult result_of(const std::string& id, const StudyPlan& plan) {
  SampleResult r;
  r.sample_id = id;
  r.status = SampleStatus::Evaluable;
  r.counts.emplace();
  r.counts->events = plan.candidates;
  r.counts->nucleated_events = plan.candidates;
  for (std::size_t i = 0; i < plan.candidates; ++i) {
    ++r.counts->by_phenotype[static_cast<std::size_t>(phenotype_of(i))];
  }
  r.blood_volume_ml = 7.5;
  r.width_px = plan.edge_px;
  r.height_px = plan.edge_px;
  r.pixel_size = {0.5, 0.5};
  r.area_mm2 = 1.0;
  r.coverage = {1.0, 1.0, 1.0};
  r.in_focus_share = 1.0;
  r.scan_files = {id + ".ome.tif"};
  r.scan_digests = {std::string(64, 'd')};
  return r;
}

/// A gradient in every channel, so that each place has its own value.
std::string write_scan(const fs::path& file, std::int64_t edge_px) {
  fs::create_directories(file.parent_path());
  TiffPlaneOptions options{edge_px, edge_px};
  options.compression = TiffCompression::None;
  options.predictor = false;
  options.description = ome_xml_for(channels(), edge_px, edge_px, "uint16", {0.5, 0.5});
  const auto writer = create_tiled_tiff(file, options, channels().size());
  for (std::int64_t top = 0; top < edge_px; top += options.tile_px) {
    std::vector<cv::Mat> bands;
    for (std::size_t c = 0; c < channels().size(); ++c) {
      cv::Mat1w band(static_cast<int>(std::min(options.tile_px, edge_px - top)), static_cast<int>(edge_px));
      for (int row = 0; row < band.rows; ++row) {
        for (int column = 0; column < band.cols; ++column) {
          band(row, column) =
              static_cast<std::uint16_t>((c + 1) * 100 + static_cast<std::size_t>(column % 512) +
                                         static_cast<std::size_t>(top + row) % 256);
        }
      }
      bands.push_back(band);
    }
    writer->write_band(bands);
  }
  writer->finish();
  return sha256_of_file(file);
}

/// Boxes of `width` x `height` around the candidates and around the pixel (900, 900), which is no
/// candidate's.
void write_labels(const fs::path& file, const StudyPlan& plan, int width, int height) {
  const auto edge = static_cast<int>(plan.edge_px);
  cv::Mat labels(edge, edge, CV_32S, cv::Scalar(0));
  for (std::size_t i = 0; i <= plan.candidates; ++i) {
    const SlidePoint at = i < plan.candidates ? place_of(i, plan.edge_px) : SlidePoint{900.5, 900.5};
    labels(cv::Rect(static_cast<int>(at.x_px) - width / 2, static_cast<int>(at.y_px) - height / 2, width,
                    height)) = static_cast<int>(i + 1);
  }
  TiffPlaneOptions options{plan.edge_px, plan.edge_px};
  options.bits = 32;
  options.predictor = false;
  const auto writer = create_tiled_tiff(file, options, 1);
  for (int top = 0; top < edge; top += static_cast<int>(options.tile_px)) {
    writer->write_band({labels.rowRange(top, std::min(edge, top + static_cast<int>(options.tile_px)))});
  }
  writer->finish();
}

void write_one(RunStore& store, const SampleResult& result, const Provenance& provenance,
               const StudyPlan& plan) {
  const auto sink = store.begin_sample(result.sample_id);
  EventWriter& measured = sink->measured_events(schema());
  for (std::size_t i = 0; i < plan.candidates; ++i) {
    measured.append(row_of(schema(), i, plan.edge_px));
  }
  EventSource& all = sink->finished_measured_events();
  EventBatch batch;
  EventWriter& classified = sink->classified_events(schema(), {});
  while (all.next(batch)) {
    classified.append(batch);
  }
  for (std::size_t i = 0; i < plan.candidates; ++i) {
    sink->add_candidate(candidate_of(i, plan.edge_px));
  }
  const cv::Mat1b grey(97, 97, static_cast<unsigned char>(77));
  for (const std::string& channel : channels()) {
    sink->add_crop(1, column_prefix(channel), png_gray8(grey));
  }
  if (plan.labels) {
    write_labels(store.side_folder(result.sample_id) / "cells.tif", plan, 12, 8);
    write_labels(store.side_folder(result.sample_id) / "nuclei.tif", plan, 4, 4);
  }
  sink->commit(result, provenance);
}

}  // namespace

void write_study(const fs::path& run, const StudyPlan& plan) {
  const auto store = RunStore::open_for_writing(run);
  const std::string panel =
      read_text_file(std::string(CYTRIAL_SOURCE_DIR) + "/calibration/panels/dapi_ck_cd45.json");
  const Provenance provenance{"cytrial 0.1.0",      "{}", std::string(64, 'a'), sha256_of(panel),
                              std::string(64, 'c'), ""};
  store->put_document("panel/" + provenance.panel_digest, panel);
  for (std::size_t s = 0; s < plan.samples; ++s) {
    SampleResult result = result_of("S" + std::to_string(s + 1), plan);
    if (plan.scans) {
      result.scan_digests = {write_scan(run / "scans" / result.scan_files[0], plan.edge_px)};
    }
    write_one(*store, result, provenance, plan);
  }
}

Office::Office(const StudyPlan& plan) {
  if (fs::exists("/dev/shm")) {
    ::setenv("TMPDIR", "/dev/shm", 1);
    folder_ = std::make_unique<cyto::test::TemporaryFolder>();
    ::unsetenv("TMPDIR");
  } else {
    folder_ = std::make_unique<cyto::test::TemporaryFolder>();
  }
  run_ = folder_->path() / "run";
  write_study(run_, plan);
  scans_ = run_ / "scans";
  fs::create_directories(scans_);
  open();
  hire("admin", Role::Administrator);
}

Office::~Office() = default;

void Office::open() {
  log_ = ReviewLog::open_for_writing(run_);
  store_ = RunStore::open_for_reading(run_);
  ensure_id_key(*log_, "2026-01-31T12:00:00.000Z");
  const std::map<std::string, SampleOrigin> origins{{"S1", {"SUBJECT-7", "C1D1"}},
                                                    {"S2", {"SUBJECT-8", "C2D1"}}};
  content_ = std::make_unique<StudyContent>(*store_, origins, id_key_of(*log_));
  desk_ = std::make_unique<ReviewDesk>(*log_, *content_, [this] {
    const std::string second = std::to_string(100 + written_++ % 60).substr(1);
    return "2026-01-31T12:00:" + second + ".000Z";
  });
  events_ = std::make_unique<EventShelf>(*store_, *content_);
  scan_checks_ = std::make_unique<ScanChecks>(run_ / "review-scans.jsonl", id_key_of(*log_), 0);
  for (const auto& scan : fs::directory_iterator(scans_)) {
    (void)scan_checks_->digest(scan.path(), [](std::uint64_t /*bytes*/) { return true; });
  }
  slides_ = std::make_unique<SlideShelf>(*content_, ScanFiles({scans_}), *scan_checks_);
  outlines_ = std::make_unique<OutlineShelf>(*content_, *events_);
  const SteadyClock clock = [this] { return std::chrono::milliseconds(now_.load()); };
  sessions_ = std::make_unique<SessionTable>(clock, std::chrono::seconds(900));
  throttle_ = std::make_unique<PasswordThrottle>(clock);
  if (desk_->state().display().empty()) {
    desk_->set_display(nullptr, study_display(*content_, *events_), "first opening", "");
  }
  service_ = std::make_unique<ReviewService>(ServiceParts{*desk_,
                                                          *events_,
                                                          *slides_,
                                                          *outlines_,
                                                          *store_,
                                                          *sessions_,
                                                          *throttle_,
                                                          {{kHost}, {kOrigin}, false},
                                                          "Made-up study",
                                                          900,
                                                          PasswordCost::Weak,
                                                          {}});
}

void Office::hire(const std::string& name, Role role) {
  desk_->put_user(nullptr, {name, "Full name of " + name, role, true, {}},
                  hash_password(kPassword, PasswordCost::Weak), "test", "");
}

void Office::restart() {
  service_.reset();
  slides_.reset();
  desk_.reset();
  log_.reset();
  open();
}

Browser Office::login(const std::string& name) {
  Browser nobody(*this, "", "");
  const Response response =
      nobody.post("/api/login", R"({"name":")" + name + R"(","password":")" + kPassword + "\"}");
  EXPECT_EQ(response.status, 200) << response.body;
  std::string cookie;
  for (const auto& [header, value] : response.headers) {
    if (header == "Set-Cookie") {
      cookie = value.substr(0, value.find(';'));
    }
  }
  return {*this, cookie, JsonReader::from_text(response.body, "login").text("token")};
}

Request Browser::get_request(const std::string& target) const {
  return {"GET",
          target,
          {{"Host", Office::kHost},
           {"Cookie", cookie_},
           {"X-Cytrial-Token", token_},
           {"Sec-Fetch-Site", "same-origin"}},
          ""};
}

Request Browser::post_request(const std::string& target, const std::string& body) const {
  Request request = get_request(target);
  request.method = "POST";
  request.headers.emplace_back("Origin", Office::kOrigin);
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = body;
  return request;
}

Response Browser::decide(const std::string& candidate, const std::string& call, std::uint64_t version,
                         const std::string& request_id) const {
  return post("/api/decisions", R"({"candidate":")" + candidate + R"(","call":")" + call +
                                    R"(","phenotype":null,"comment":"","version":)" +
                                    std::to_string(version) + R"(,"request_id":")" + request_id + "\"}");
}

std::string Browser::next_id() {
  static std::atomic<std::uint64_t> next{10000000};
  return std::to_string(next++);
}

}  // namespace cyto::review::test
