# The contract of the command line: each test_*.py of cli/ is one test.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
file(GLOB scripts CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/cli/test_*.py")
foreach(script IN LISTS scripts)
  cmake_path(GET script STEM name)
  string(REPLACE "test_" "cli_" name "${name}")
  add_test(NAME "${name}" COMMAND Python3::Interpreter -B "${script}")
  set_tests_properties("${name}" PROPERTIES LABELS golden TIMEOUT 1200
    ENVIRONMENT "CYTRIAL=$<TARGET_FILE:cytrial>;CYTRIAL_SOURCE=${PROJECT_SOURCE_DIR}")
endforeach()
