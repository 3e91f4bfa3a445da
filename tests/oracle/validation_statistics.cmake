cytrial_test(validation_statistics_oracle_test SOURCES validation_statistics_oracle_test.cpp
  LINK cytrial::core cytrial::validation LABELS oracle)
