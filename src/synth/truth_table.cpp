#include "truth_table.h"

#include <cmath>

#include "cytrial/core/channel.h"
#include "cytrial/core/number_text.h"

namespace cyto::synth {
namespace {

constexpr std::size_t kFlushBytes = 1U << 20U;
constexpr double kPi = 3.14159265358979323846;

const char* yes_no(bool value) {
  return value ? "1" : "0";
}

}  // namespace

TruthTable::TruthTable(const std::filesystem::path& file, const ScanOptions& options)
    : options_(options), out_(file) {
  waiting_ =
      "object_id,x_px,y_px,x_um,y_um,type,phenotype,is_cell,nucleus_area_px,nucleus_area_um2,cell_area_um2,"
      "cell_diameter_um";
  for (const std::string& channel : options.channel_names()) {
    waiting_ += "," + column_prefix(channel) + "_mean_adu";
  }
  waiting_ += ",ck_level_lsd,cluster_id,in_focus,touching,touching_edge\n";
}

void TruthTable::add(const SimulatedObject& object, const DrawnTruth& truth) {
  const double pixel_um2 = options_.pixel_size.area_um2();
  const double cell_um2 = static_cast<double>(truth.cell_area_px) * pixel_um2;
  const auto number = [this](double value, int decimals) { waiting_ += "," + number_text(value, decimals); };
  waiting_ += std::to_string(object.id);
  number(truth.centroid.x_px, 3);
  number(truth.centroid.y_px, 3);
  number(truth.centroid.x_px * options_.pixel_size.x_um, 4);
  number(truth.centroid.y_px * options_.pixel_size.y_um, 4);
  waiting_ += "," + std::string(name_of(object.kind)) + "," +
              std::string(cyto::name_of(phenotype_of(object.kind))) + "," + yes_no(is_cell(object.kind));
  waiting_ += "," + std::to_string(truth.nucleus_area_px);
  number(static_cast<double>(truth.nucleus_area_px) * pixel_um2, 3);
  number(cell_um2, 3);
  number(2.0 * std::sqrt(cell_um2 / kPi), 3);
  for (std::size_t channel = 0; channel < options_.channels(); ++channel) {
    number(truth.detector_adu[channel], 2);
  }
  waiting_ += ",";
  if (is_cell(object.kind)) {
    waiting_ += number_text(ck_level_of(object, options_), 3);
  }
  waiting_ += "," + std::to_string(object.cluster_id) + "," + yes_no(object.in_focus) + "," +
              yes_no(object.touching) + "," + yes_no(truth.touching_edge) + "\n";
  if (waiting_.size() >= kFlushBytes) {
    flush();
  }
}

void TruthTable::flush() {
  out_.write(waiting_);
  waiting_.clear();
}

void TruthTable::finish() {
  flush();
  out_.commit();
}

}  // namespace cyto::synth
