#include "simulated_sheets.h"

namespace cyto::cli {

void SimulatedSheets::put(const SampleRow& row) {
  samples.put(row.sample + "," + row.subject + "," + row.visit + "," + row.collected + "," + row.volume +
              ",scans/" + row.file + ".ome.tif," + row.processed + "," + row.scanned + "," + row.barcode);
}

void SimulatedSheets::put(const MarkerRow& row) {
  markers.put(row.subject + "," + row.visit + "," + row.analyte + "," + row.collected + "," + row.value +
              "," + row.unit + "," + row.assay);
}

}  // namespace cyto::cli
