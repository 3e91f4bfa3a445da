#pragma once

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/core/event_model.h"

namespace cyto {

/// Refuses a model that looks at other features than this program measures with the panel: names, units and
/// order must be the same. @throws Error BadConfig naming the model and the first feature that differs.
void require_fit(const EventModel& model, const Panel& panel, const FeatureSchema& measured);

}  // namespace cyto
