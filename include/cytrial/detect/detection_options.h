#pragma once

namespace cyto {

/// Thresholds of detection. Each: meaning [unit], range, default; how they were set is told in
/// docs/methods/segmentation.md. Lengths are in micrometres, levels relative to the local noise or to the
/// object's own peak, so that none depends on the camera, the magnification or the stain's brightness.
struct DetectionOptions {
  double min_nucleus_diameter_um = 3.0;   ///< smaller objects are not events [um], 0.5..20
  double max_nucleus_diameter_um = 30.0;  ///< larger ones are split or debris [um], 5..100

  /// Peak of a nucleus above its surroundings, in noise standard deviations of the smoothed plane, 1..100.
  double min_nucleus_snr = 6.0;
  /// A nucleus ends where the signal falls to this fraction of its peak above its surroundings, 0.1..0.9.
  double nucleus_edge_fraction = 0.40;
  /// Log-odds by which two doubtful halves are rather taken for one nucleus; more splits less, -10..10.
  double merge_score = 0.0;

  /// Objects are nuclei when their score reaches this; less finds more dim and odd ones, -20..20.
  double min_nucleus_score = 0.0;

  double ring_um = 2.5;            ///< cytoplasm grown around a nucleus without cytokeratin [um], 0..20
  double max_cytoplasm_um = 12.0;  ///< cytokeratin further from the nucleus is not its cell's [um], 0..100
  double min_fragment_diameter_um = 3.0;  ///< smaller cytokeratin objects are not events [um], 0.5..20
  /// Peak of a cytokeratin object above its surroundings, in noise standard deviations, 1..1000.
  double min_cytokeratin_snr = 8.0;
  /// A cytokeratin object ends where the signal falls to this fraction of its peak, 0.1..0.9.
  double cytokeratin_edge_fraction = 0.35;

  /// @throws Error BadConfig naming the first option out of range.
  void validate() const;
};

}  // namespace cyto
