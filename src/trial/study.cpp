#include "cytrial/trial/study.h"

#include <algorithm>

#include "cytrial/core/number_text.h"

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

std::string words_of(const KnownRecovery& recovery) {
  constexpr double kPercent = 100.0;
  return "mean " + number_text(kPercent * recovery.share.mean(), 1) + " %, SD " +
         number_text(kPercent * recovery.share.sd(), 1) + " % (" + recovery.source + ")";
}

std::string_view name_of(Receptor receptor) noexcept {
  switch (receptor) {
    case Receptor::Unknown:
      return "unknown";
    case Receptor::Negative:
      return "negative";
    case Receptor::Low:
      return "low";
    case Receptor::Positive:
      return "positive";
  }
  return "";
}

std::optional<Receptor> receptor_from(std::string_view name) noexcept {
  for (const Receptor receptor : {Receptor::Unknown, Receptor::Negative, Receptor::Low, Receptor::Positive}) {
    if (name_of(receptor) == name) {
      return receptor;
    }
  }
  return std::nullopt;
}

bool Visit::is_for(std::string_view arm) const noexcept {
  return arms.empty() || std::find(arms.begin(), arms.end(), arm) != arms.end();
}

bool Visit::plans(std::string_view procedure) const noexcept {
  return std::find(procedures.begin(), procedures.end(), procedure) != procedures.end();
}

const Subject* Study::find_subject(std::string_view id) const noexcept {
  return first_of(subjects, [&](const Subject& subject) { return subject.id == id; });
}

const Visit* Study::find_visit(std::string_view code) const noexcept {
  return first_of(protocol.visits, [&](const Visit& visit) { return visit.code == code; });
}

const Arm* Study::find_arm(std::string_view code) const noexcept {
  return first_of(protocol.arms, [&](const Arm& arm) { return arm.code == code; });
}

const Site* Study::find_site(std::string_view code) const noexcept {
  return first_of(sites, [&](const Site& site) { return site.code == code; });
}

const std::string& Study::time_zone_of(std::string_view subject) const noexcept {
  const Subject* known = find_subject(subject);
  const Site* site = known == nullptr ? nullptr : find_site(known->site);
  return site != nullptr && !site->time_zone.empty() ? site->time_zone : site_time_zone;
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
