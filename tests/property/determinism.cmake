cytrial_test(determinism_test
  SOURCES determinism_test.cpp
  LINK cytrial::pipeline cytrial::synth
  LABELS property TIMEOUT 900)
