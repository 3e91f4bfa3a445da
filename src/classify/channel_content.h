#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"

namespace cyto {

/// Holds what the channels show against the roles that the panel gives them: a nuclear stain fills the
/// nucleus alone, a leukocyte stain lies on nearly every cell of blood, cytokeratin on few
/// (docs/methods/quality.md).
class ChannelContent {
 public:
  /// A panel without cytokeratin and leukocyte channel, or a table without their columns, is not judged.
  ChannelContent(const Panel& panel, const FeatureSchema& schema);

  /// Reads `events` once. @return why the roles cannot be right; nullopt: nothing against them.
  [[nodiscard]] std::optional<std::string> contradiction(EventSource& events) const;

 private:
  struct Columns {
    std::string name;
    std::size_t nucleus = 0;
    std::size_t ring = 0;
    std::size_t background = 0;
  };
  struct Tally {
    std::size_t stained_nuclei = 0;
    std::size_t nuclear_only = 0;
  };
  struct Tallies {
    std::size_t nucleated = 0;
    std::size_t cytokeratin_alone = 0;
    Tally cytokeratin;
    Tally leukocyte;
  };
  [[nodiscard]] static std::optional<Columns> columns_of(const Panel& panel, const FeatureSchema& schema,
                                                         ChannelRole role);
  void add(const float* row, Tallies& tallies) const;
  [[nodiscard]] std::optional<std::string> verdict(const Tallies& tallies) const;

  std::size_t flags_ = 0;
  std::optional<Columns> nuclear_;
  std::optional<Columns> cytokeratin_;
  std::optional<Columns> leukocyte_;
};

}  // namespace cyto
