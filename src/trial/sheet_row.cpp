#include "sheet_row.h"

#include <utility>

#include "cytrial/core/ids.h"
#include "cytrial/core/number_text.h"
#include "in_quotes.h"

namespace cyto {

bool SheetRow::has_every_cell() {
  const std::size_t expected = table_.header().size();
  if (row_.cells.size() == expected) {
    return true;
  }
  refuse("cell_count", "the row has " + std::to_string(row_.cells.size()) + " cells, the header " +
                           std::to_string(expected) + "; a cell that holds a comma must be quoted");
  return false;
}

void SheetRow::refuse(std::string_view code, std::string_view text) {
  if (refused()) {
    text_.append(". Also: ").append(text);
    return;
  }
  code_ = code;
  text_ = text;
}

RefusedRow SheetRow::report() const {
  const bool aligned = row_.cells.size() == table_.header().size();
  const auto as_written = [&](std::string_view column) {
    return aligned ? std::string(cell(column)) : std::string();
  };
  return {row(),
          code_,
          text_,
          as_written("sample"),
          as_written("subject"),
          as_written("visit"),
          as_written("analyte")};
}

std::string SheetRow::id(std::string_view column, bool required) {
  const std::string_view text = cell(column);
  if (text.empty() && !required) {
    return {};
  }
  if (!is_valid_id(text)) {
    const std::string name(column);
    // The cell is not repeated: a person's name may stand in it by mistake.
    refuse(text.empty() ? "no_" + name : "bad_" + name,
           "the " + name + (text.empty() ? " is empty" : " is no identifier") +
               "; use 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit");
  }
  return std::string(text);
}

std::optional<double> SheetRow::number(std::string_view column, double min, double max,
                                       std::string_view code) {
  const std::string_view text = cell(column);
  if (text.empty()) {
    return std::nullopt;
  }
  const std::optional<double> value = parse_double(text);
  if (!value || *value < min || *value > max) {
    refuse(code, std::string(column) + " is " + in_quotes(text) + "; it must be a number from " +
                     number_text(min) + " to " + number_text(max) + ", with a point");
    return std::nullopt;
  }
  return value;
}

std::optional<CollectionTime> SheetRow::time(std::string_view column, const SiteClocks& clocks) {
  const std::string_view text = cell(column);
  if (text.empty()) {
    return std::nullopt;
  }
  CollectionTimeReading reading = read_collection_time(text, clocks.of(cell("subject")));
  if (!reading.time) {
    refuse(reading.code, reading.text);
  }
  return std::move(reading.time);
}

std::optional<CalendarDay> SheetRow::day(std::string_view column) {
  const std::string_view text = cell(column);
  const std::optional<CalendarDay> day = parse_day(text);
  if (!text.empty() && !day) {
    refuse("bad_date", std::string(column) + " is " + in_quotes(text) + "; write it like 2026-01-12");
  }
  return day;
}

SiteClocks::SiteClocks(const Study& study) : study_(study) {
  by_zone_[""] = {study.site_utc_offset_minutes, std::nullopt};
  const auto add = [&](const std::string& zone) {
    if (!zone.empty() && !by_zone_.contains(zone)) {
      by_zone_[zone] = {std::nullopt, TimeZone::find(zone)};
    }
  };
  add(study.site_time_zone);
  for (const Site& site : study.sites) {
    add(site.time_zone);
  }
  for (const Subject& subject : study.subjects) {
    const Site* site = study.find_site(subject.site);
    if (site != nullptr && !site->time_zone.empty()) {
      zone_of_subject_.emplace(subject.id, site->time_zone);
    }
  }
}

const SiteTime& SiteClocks::of(std::string_view subject) const {
  const auto own = zone_of_subject_.find(subject);
  return by_zone_.find(own == zone_of_subject_.end() ? std::string_view(study_.site_time_zone) : own->second)
      ->second;
}

}  // namespace cyto
