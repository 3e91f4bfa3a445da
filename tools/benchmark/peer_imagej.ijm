// A table of all nuclei with ImageJ 1.53: one "Analyze Particles" per channel. For tools/bench.
// Argument: PREFIX|TABLE, where PREFIX0.tif ... PREFIX3.tif are striped one-channel files (ImageJ 1 opens no tiles).
parts = split(getArgument(), "|");
setBatchMode(true);
for (c = 0; c < 4; c++) {
  open(parts[0] + c + ".tif");
  rename("channel" + c);
  run("Set Scale...", "distance=0 known=0 unit=pixel");
}
selectWindow("channel0");
run("Duplicate...", "title=nuclei");
run("Subtract Background...", "rolling=50");
run("Gaussian Blur...", "sigma=1");
setOption("BlackBackground", true);
setAutoThreshold("Otsu dark");
run("Convert to Mask");
run("Watershed");
for (c = 0; c < 4; c++) {
  run("Set Measurements...", "area mean standard modal min centroid center perimeter fit shape feret's integrated median skewness kurtosis redirect=channel" + c + " decimal=3");
  selectWindow("nuclei");
  run("Analyze Particles...", "size=40-2000 show=Nothing display clear");
  saveAs("Results", parts[1] + "." + c + ".csv");
}
