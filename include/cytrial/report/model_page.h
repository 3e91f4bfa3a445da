#pragma once

#include <string>

#include "cytrial/learn/train_model.h"

namespace cyto {

/// A trained model as a self-contained HTML page (docs/formats/report.md): what it was trained on, how its
/// probabilities held on batches it had not seen (reliability diagram, figures with intervals, a row per
/// batch), what its features weigh, the digests of its inputs. No script, nothing from outside the file. Same
/// model, same bytes.
[[nodiscard]] std::string model_page_html(const learn::TrainedModel& model);

}  // namespace cyto
