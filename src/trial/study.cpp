#include "cytrial/trial/study.h"

#include <algorithm>

namespace cyto {
namespace {

/// The first element that `test` holds for, or null.
template <typename Values, typename Test>
auto first_of(const Values& values, Test test) noexcept -> const typename Values::value_type* {
  const auto found = std::find_if(values.begin(), values.end(), test);
  return found == values.end() ? nullptr : &*found;
}

bool is_plain_part(std::string_view part) noexcept {
  return !part.empty() && part != "." && part != ".." && std::none_of(part.begin(), part.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20U || byte == 0x7FU || c == '\\';
  });
}

}  // namespace

const AcceptedUnit* Analyte::accepted(std::string_view written_unit) const noexcept {
  return first_of(accepted_units, [&](const AcceptedUnit& known) { return known.unit == written_unit; });
}

const UpperLimit* Analyte::limit_of(std::string_view assay) const noexcept {
  return first_of(upper_limits, [&](const UpperLimit& limit) { return limit.assay == assay; });
}

const Subject* Study::find_subject(std::string_view id) const noexcept {
  return first_of(subjects, [&](const Subject& subject) { return subject.id == id; });
}

const Visit* Study::find_visit(std::string_view code) const noexcept {
  return first_of(protocol.visits, [&](const Visit& visit) { return visit.code == code; });
}

const Analyte* Study::find_analyte(std::string_view written) const noexcept {
  return first_of(analytes, [&](const Analyte& analyte) {
    return analyte.code == written || analyte.name == written ||
           std::find(analyte.aliases.begin(), analyte.aliases.end(), written) != analyte.aliases.end();
  });
}

std::optional<std::filesystem::path> path_below(const std::filesystem::path& root, std::string_view written) {
  std::string_view rest = written;
  while (true) {
    const std::size_t end = rest.find('/');
    if (!is_plain_part(rest.substr(0, end))) {
      return std::nullopt;
    }
    if (end == std::string_view::npos) {
      return root / std::filesystem::path(written);
    }
    rest.remove_prefix(end + 1);
  }
}

}  // namespace cyto
