cytrial_test(csv_reader_property_test SOURCES csv_reader_property_test.cpp LINK cytrial::trial LABELS property)
