#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "cytrial/core/event_model.h"

namespace cyto::learn {

/// Reads a model file (docs/formats/model.md). Everything in it is checked before the library sees it: format
/// version, digest, the form of every tree.
/// @throws Error NoInput, Io; BadConfig naming the file and the place: another version, a changed or cut
/// file, trees that do not fit the features.
[[nodiscard]] std::shared_ptr<const EventModel> read_model(const std::filesystem::path& file);
/// The same from text. @param subject names it in messages.
[[nodiscard]] std::shared_ptr<const EventModel> parse_model(std::string_view text,
                                                            const std::string& subject);

}  // namespace cyto::learn
