#include "cytrial/synth/simulated_calibration.h"

#include <algorithm>
#include <string>

#include "camera.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/channel.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/number_text.h"

namespace cyto::synth {
namespace {

std::string file_json(const std::filesystem::path& file) {
  return "{\"file\": \"" + file.filename().string() + "\", \"sha256\": \"" + sha256_of_file(file) + "\"}";
}

std::string spillover_json(const ScanOptions& options, const std::string& names) {
  std::string rows;
  for (std::size_t dye = 0; dye < options.channels(); ++dye) {
    rows += dye == 0 ? "[" : ",\n               [";
    for (std::size_t detector = 0; detector < options.channels(); ++detector) {
      rows += (detector == 0 ? "" : ", ") + number_text(options.spillover[dye][detector]);
    }
    rows += "]";
  }
  return "{\n    \"channels\": [" + names + "],\n    \"matrix\": [" + rows + "]\n  }";
}

}  // namespace

void write_simulated_calibration(const ScanOptions& options, const std::filesystem::path& folder) {
  options.validate();
  const Camera camera(options.without_faults());
  std::string names;
  std::string channels;
  for (std::size_t channel = 0; channel < options.channels(); ++channel) {
    const std::string name = options.channel_names()[channel];
    const std::filesystem::path dark = folder / ("dark_" + column_prefix(name) + ".tif");
    const std::filesystem::path gain = folder / ("gain_" + column_prefix(name) + ".tif");
    const cv::Mat1f response = camera.gain_of(channel);
    write_float_plane(dark, camera.stored_dark_of(channel));
    write_float_plane(gain, response);
    names += (channel == 0 ? "\"" : ", \"") + name + "\"";
    channels += (channel == 0 ? "\n    {" : ",\n    {");
    channels += "\"name\": \"" + name + "\", \"flat_field\": {\n      \"dark\": " + file_json(dark) +
                ",\n      \"gain\": " + file_json(gain) + "}}";
  }
  write_file_atomically(
      folder / "set.json",
      "{\n  \"name\": \"simulated\",\n  \"instrument\": \"" +
          (options.instrument.empty() ? "simulator" : options.instrument) +
          "\",\n"
          "  \"date\": \"2026-01-01\",\n"
          "  \"description\": \"Exact response of the simulated camera\",\n  \"channels\": [" +
          channels + "\n  ],\n  \"spillover\": " + spillover_json(options, names) + "\n}\n");
}

}  // namespace cyto::synth
