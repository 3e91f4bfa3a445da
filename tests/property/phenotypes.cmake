cytrial_test(phenotypes_test
  SOURCES phenotypes_test.cpp
  LINK cytrial::pipeline cytrial::synth
  LABELS property TIMEOUT 300)
