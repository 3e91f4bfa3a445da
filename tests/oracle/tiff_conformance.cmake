find_package(TIFF REQUIRED)
find_package(ZLIB REQUIRED)

cytrial_test(tiff_conformance_test
  SOURCES
    tiff_conformance_test.cpp
    ${PROJECT_SOURCE_DIR}/tests/support/test_tiff.cpp
  LINK cytrial::imageio TIFF::TIFF ZLIB::ZLIB
  LABELS oracle)
