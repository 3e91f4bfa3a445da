# The review page: built from web/ with npm and vite into the build tree, then embedded in the program. Nothing built is
# kept in the repository.
option(CYTRIAL_REVIEW_PAGE "Build the page of 'cytrial review' (needs nodejs and npm)" ON)

set(page_source "${CMAKE_CURRENT_SOURCE_DIR}/web")
set(page_folder "${CMAKE_CURRENT_SOURCE_DIR}/no_page")
set(page_stamp "")
if(CYTRIAL_REVIEW_PAGE AND EXISTS "${page_source}/package-lock.json")
  find_program(CYTRIAL_NODE node)
  find_program(CYTRIAL_NPM npm)
  if(NOT CYTRIAL_NODE OR NOT CYTRIAL_NPM)
    message(FATAL_ERROR "The review page needs nodejs (18 or newer) and npm, which were not found. Run tools/setup, or "
                        "configure with -DCYTRIAL_REVIEW_PAGE=OFF to build the program without the page.")
  endif()
  set(page_work "${CMAKE_CURRENT_BINARY_DIR}/web")
  set(page_folder "${page_work}/dist")
  set(page_stamp "${CMAKE_CURRENT_BINARY_DIR}/page.stamp")
  set(packages_stamp "${CMAKE_CURRENT_BINARY_DIR}/packages.stamp")
  file(GLOB_RECURSE page_files CONFIGURE_DEPENDS LIST_DIRECTORIES false "${page_source}/*")
  list(FILTER page_files EXCLUDE REGEX "/(node_modules|dist)/")
  add_custom_command(
    OUTPUT "${packages_stamp}"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${page_work}"
    COMMAND "${CMAKE_COMMAND}" -E copy "${page_source}/package.json" "${page_source}/package-lock.json" "${page_work}"
    # Exactly what the lock file names, by digest; no script of a package runs.
    COMMAND "${CYTRIAL_NPM}" ci --ignore-scripts --no-audit --no-fund --loglevel=error
    COMMAND "${CMAKE_COMMAND}" -E touch "${packages_stamp}"
    DEPENDS "${page_source}/package.json" "${page_source}/package-lock.json"
    WORKING_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/web"
    COMMENT "Fetching the packages of the review page" VERBATIM)
  file(MAKE_DIRECTORY "${page_work}")
  add_custom_command(
    OUTPUT "${page_stamp}"
    COMMAND "${CMAKE_COMMAND}" -DFROM=${page_source} -DTO=${page_work} -P "${PROJECT_SOURCE_DIR}/tools/cmake/CopySources.cmake"
    COMMAND "${CMAKE_COMMAND}" -E rm -rf "${page_folder}"
    COMMAND "${CYTRIAL_NPM}" run --silent build
    COMMAND "${CMAKE_COMMAND}" -E touch "${page_stamp}"
    DEPENDS ${page_files} "${packages_stamp}"
    WORKING_DIRECTORY "${page_work}"
    COMMENT "Building the review page" VERBATIM)
endif()
set(CYTRIAL_REVIEW_PAGE_SOURCES "${CMAKE_CURRENT_BINARY_DIR}/page_table.cpp")
add_custom_command(
  OUTPUT "${CYTRIAL_REVIEW_PAGE_SOURCES}"
  COMMAND "${CMAKE_COMMAND}" -DFOLDER=${page_folder} -DOUTPUT=${CYTRIAL_REVIEW_PAGE_SOURCES}
          -P "${PROJECT_SOURCE_DIR}/tools/cmake/EmbedFolder.cmake"
  DEPENDS ${page_stamp} "${PROJECT_SOURCE_DIR}/tools/cmake/EmbedFolder.cmake"
  COMMENT "Embedding the review page" VERBATIM)
