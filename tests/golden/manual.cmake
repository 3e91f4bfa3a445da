find_package(Python3 REQUIRED COMPONENTS Interpreter)
file(GLOB pages CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/manual/*.md")
foreach(page IN LISTS pages ITEMS "${PROJECT_SOURCE_DIR}/README.md")
  cmake_path(GET page STEM name)
  add_test(NAME "manual_${name}"
           COMMAND Python3::Interpreter "${CMAKE_CURRENT_SOURCE_DIR}/run_manual.py" "${page}"
                   $<TARGET_FILE:cytrial> "${PROJECT_SOURCE_DIR}")
  set_tests_properties("manual_${name}" PROPERTIES LABELS golden TIMEOUT 300)
endforeach()
add_test(NAME manual_runner COMMAND Python3::Interpreter -B "${CMAKE_CURRENT_SOURCE_DIR}/run_manual_test.py")
set_tests_properties(manual_runner PROPERTIES LABELS golden TIMEOUT 120
  ENVIRONMENT "CYTRIAL=$<TARGET_FILE:cytrial>;CYTRIAL_SOURCE=${PROJECT_SOURCE_DIR}")

add_test(NAME docs_links COMMAND Python3::Interpreter "${CMAKE_CURRENT_SOURCE_DIR}/check_links.py" "${PROJECT_SOURCE_DIR}")
set_tests_properties(docs_links PROPERTIES LABELS golden)
