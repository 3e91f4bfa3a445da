cytrial_test(statistics_property_test SOURCES statistics_property_test.cpp
  LINK cytrial::core cytrial::statistics LABELS property)
