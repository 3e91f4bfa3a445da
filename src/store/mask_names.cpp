#include "mask_names.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr std::size_t kMaxNames = 24;  // a float holds every whole number below 2^24

}  // namespace

MaskNames::MaskNames(const Keywords& keywords, std::string_view keyword, std::string separator,
                     std::string subject)
    : subject_(std::move(subject)), separator_(std::move(separator)) {
  for (const auto& [name, value] : keywords) {
    if (name != keyword) {
      continue;
    }
    for (std::size_t begin = 0; begin < value.size();) {
      const std::size_t end = std::min(value.find('|', begin), value.size());
      names_.push_back(value.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  if (names_.size() > kMaxNames) {
    throw Error(ErrorCode::BadData, subject_, "names more than 24 gates or definitions",
                "analyse the sample again");
  }
}

const std::string& MaskNames::of(float mask) {
  const bool valid =
      mask >= 0.0F && mask < static_cast<float>(1U << names_.size()) && std::floor(mask) == mask;
  if (!valid) {
    throw Error(ErrorCode::BadData, subject_,
                "has an event with a gate or definition that the file does not name",
                "classify the sample again: cytrial regate");
  }
  const auto bits = static_cast<std::uint32_t>(mask);
  const auto place = std::lower_bound(known_.begin(), known_.end(), bits,
                                      [](const auto& entry, std::uint32_t key) { return entry.first < key; });
  if (place != known_.end() && place->first == bits) {
    return place->second;
  }
  std::string path;
  for (std::size_t gate = 0; gate < names_.size(); ++gate) {
    if ((bits >> gate & 1U) != 0U) {
      path += (path.empty() ? "" : separator_) + names_[gate];
    }
  }
  return known_.insert(place, {bits, std::move(path)})->second;
}

}  // namespace cyto
