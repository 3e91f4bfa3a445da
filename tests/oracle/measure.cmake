cytrial_test(measure_oracle_test
  SOURCES measure_oracle_test.cpp
  LINK cytrial::measure
  LABELS oracle)
