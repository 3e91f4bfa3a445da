#include <array>

#include "cytrial/exchange/lab_ledger.h"

namespace cyto {
namespace {

constexpr auto kText = CellKind::Text;
constexpr auto kNumber = CellKind::Number;
constexpr std::string_view kPerVolume = "cells/7.5 mL";  // UCUM has none: its factors are whole

constexpr std::array<LabFigure, 18> kCountFigures{{
    {"recovered_per_7_5_ml", "CTC per 7.5 mL, Corrected for Recovery", kNumber, kPerVolume, "", "CTCRC",
     true},
    {"recovered_per_7_5_ml_low", "Recovery-corrected, Lower 95% Limit", kNumber, kPerVolume, "", "CTCRCLO",
     true},
    {"recovered_per_7_5_ml_high", "Recovery-corrected, Upper 95% Limit", kNumber, kPerVolume, "", "CTCRCHI",
     true},
    {"probability_at_cutoff", "Probability At or Above the Cut-off", kNumber, "1", "1", "CTCPCUT", true},
    {"baseline", "Baseline of the Subject's Counts", kText, "", "", "", false},  // LBBLFL tells it
    {"change_from", "Visit of the Baseline Compared With", kText, "", "", "LBCHGFR", false},
    {"cutoff_crossing", "Cut-off Crossed since Baseline", kText, "", "", "CTCCROSS", true},
    {"change", "Change from Baseline Beyond Chance", kText, "", "", "CTCCHG", true},
    {"change_p", "Exact p of the Change, Not Adjusted", kNumber, "1", "1", "LBCHGP", false},
    {"change_mid_p", "Mid-p of the Change, Not Adjusted", kNumber, "1", "1", "LBCHGMP", false},
    {"change_p_holm", "Exact p, Adjusted for All Looks (Holm)", kNumber, "1", "1", "LBCHGPH", false},
    {"look", "Look at the Change, Its Number", kNumber, "1", "1", "LBLOOK", false},
    {"looks", "Looks at the Change, All of the Subject", kNumber, "1", "1", "LBLOOKS", false},
    {"ratio", "Ratio to Baseline", kNumber, "1", "1", "LBRATIO", false},
    {"ratio_low", "Ratio to Baseline, Lower 95% Limit", kNumber, "1", "1", "LBRATLO", false},
    {"ratio_high", "Ratio to Baseline, Upper 95% Limit", kNumber, "1", "1", "LBRATHI", false},
    {"falls_at", "Highest Count that Would be a Fall", kNumber, "cells", "{cells}", "LBFALLAT", false},
    {"rises_at", "Lowest Count that Would be a Rise", kNumber, "cells", "{cells}", "LBRISEAT", false},
}};

constexpr std::array<LabFigure, 9> kMarkerFigures{{
    {"stretch", "Stretch of One Assay", kNumber, "1", "1", "LBSTRTCH", false},
    {"change_percent", "Change from the Result Before", kNumber, "%", "%", "LBCHGPRV", false},
    {"rcv_from", "Visit of the Result Compared With", kText, "", "", "LBRCVFR", false},
    {"rcv_percent", "Change from that Result", kNumber, "%", "%", "LBRCVPCT", false},
    {"rcv_low_percent", "Reference Change Value, Lower", kNumber, "%", "%", "LBRCVLO", false},
    {"rcv_high_percent", "Reference Change Value, Upper", kNumber, "%", "%", "LBRCVHI", false},
    {"rcv", "Change Beyond Variation, Two-sided", kText, "", "", "LBRCV", false},
    {"rcv_one_sided", "Change Beyond Variation, One-sided", kText, "", "", "LBRCV1", false},
    {"doubling_days", "Doubling Time (Negative: Halving)", kNumber, "days", "d", "LBDOUBLE", false},
}};

template <std::size_t Size>
constexpr bool fit_sdtm(const std::array<LabFigure, Size>& figures) {
  for (const LabFigure& figure : figures) {
    if (figure.words.size() > 40 || figure.sdtm.size() > 8) {
      return false;
    }
  }
  return true;
}
static_assert(fit_sdtm(kCountFigures) && fit_sdtm(kMarkerFigures));

}  // namespace

std::span<const LabFigure> count_figures() noexcept {
  return kCountFigures;
}

std::span<const LabFigure> marker_figures() noexcept {
  return kMarkerFigures;
}

std::span<const LabFigure> figures_of(const LabResult& result) noexcept {
  return result.test == kCtcTest ? count_figures() : marker_figures();
}

}  // namespace cyto
