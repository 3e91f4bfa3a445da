#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"

namespace cyto {

/// Holds what the channels show against the roles that the panel gives them: a nuclear stain fills the
/// nucleus alone, a leukocyte stain lies on nearly every cell of blood, cytokeratin on few
/// (docs/methods/quality.md). Immutable, thread-safe.
class ChannelContent {
 public:
  /// A panel without cytokeratin and leukocyte channel, or a table without their columns, is not judged.
  ChannelContent(const Panel& panel, const FeatureSchema& schema);

  struct Tally {
    std::size_t stained_nuclei = 0;
    std::size_t nuclear_only = 0;
  };
  /// What is counted of some events.
  struct Tallies {
    std::size_t nucleated = 0;
    std::size_t cytokeratin_alone = 0;
    Tally cytokeratin;
    Tally leukocyte;
    Tallies& operator+=(const Tallies& other) noexcept;
  };
  /// Takes one event.
  void add(const float* row, Tallies& tallies) const;
  /// @param tallies of all events. @return why the roles cannot be right; nullopt: nothing against them.
  [[nodiscard]] std::optional<std::string> contradiction(const Tallies& tallies) const;

 private:
  struct Columns {
    std::string name;
    std::size_t nucleus = 0;
    std::size_t ring = 0;
    std::size_t background = 0;
  };
  [[nodiscard]] static std::optional<Columns> columns_of(const Panel& panel, const FeatureSchema& schema,
                                                         ChannelRole role);
  [[nodiscard]] bool is_judged() const noexcept { return nuclear_ && cytokeratin_ && leukocyte_; }

  std::size_t flags_ = 0;
  std::optional<Columns> nuclear_;
  std::optional<Columns> cytokeratin_;
  std::optional<Columns> leukocyte_;
};

}  // namespace cyto
