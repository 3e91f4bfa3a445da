cytrial_test(statistics_oracle_test SOURCES statistics_oracle_test.cpp statistics_oracle_study_test.cpp
  LINK cytrial::core cytrial::statistics LABELS oracle)
