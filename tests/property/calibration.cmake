cytrial_test(calibration_property_test
  SOURCES calibration_property_test.cpp
  LINK cytrial::pipeline cytrial::synth
  LABELS property)
