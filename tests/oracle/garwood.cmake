cytrial_test(garwood_oracle_test SOURCES garwood_oracle_test.cpp LINK cytrial::core LABELS oracle)
