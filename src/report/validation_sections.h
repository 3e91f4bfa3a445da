#pragma once

#include "cytrial/validation/summary.h"
#include "markup.h"

namespace cyto {

/// The page's parts, each with its heading; nothing is written for a part without samples.
void write_validation_banner(Markup& page, const validation::ValidationSummary& summary);
void write_key_figures(Markup& page, const validation::ValidationSummary& summary);
void write_ladder_table(Markup& page, const validation::Linearity& linearity);
void write_limits_table(Markup& page, const validation::DetectionLimits& limits);
void write_replicates_table(Markup& page, const std::vector<validation::Replicates>& groups);
void write_truth_tables(Markup& page, const validation::ValidationSummary& summary);
void write_blanks_table(Markup& page, const std::vector<validation::BlankRate>& rates);
void write_readers_table(Markup& page, const std::vector<validation::RaterPair>& pairs);
void write_samples_table(Markup& page, const std::vector<validation::MeasuredSample>& samples);

}  // namespace cyto
