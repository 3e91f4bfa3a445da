find_package(hwy REQUIRED)
cytrial_test(detect_property_test SOURCES detect_property_test.cpp LINK cytrial::detect hwy::hwy)
