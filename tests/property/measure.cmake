cytrial_test(measure_property_test
  SOURCES measure_property_test.cpp
  LINK cytrial::measure
  LABELS property)
