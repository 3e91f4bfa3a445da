# The OpenCV modules this project uses, from Debian's per-module packages.
#
# Debian puts OpenCVConfig.cmake only into libopencv-dev, which pulls in every module and some 300 packages.
# This finds single modules:  find_package(OpenCVLite REQUIRED COMPONENTS core imgproc)
# and gives the imported targets opencv_core, opencv_imgproc.

include(FindPackageHandleStandardArgs)
find_path(OpenCVLite_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
foreach(component IN LISTS OpenCVLite_FIND_COMPONENTS)
  find_library(OpenCVLite_${component}_LIBRARY opencv_${component})
  if(OpenCVLite_${component}_LIBRARY AND OpenCVLite_INCLUDE_DIR)
    set(OpenCVLite_${component}_FOUND TRUE)
    if(NOT TARGET opencv_${component})
      add_library(opencv_${component} UNKNOWN IMPORTED GLOBAL)
      set_target_properties(opencv_${component} PROPERTIES
        IMPORTED_LOCATION "${OpenCVLite_${component}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${OpenCVLite_INCLUDE_DIR}")
    endif()
  endif()
endforeach()
if(TARGET opencv_imgproc)
  set_property(TARGET opencv_imgproc APPEND PROPERTY INTERFACE_LINK_LIBRARIES opencv_core)
endif()
find_package_handle_standard_args(OpenCVLite REQUIRED_VARS OpenCVLite_INCLUDE_DIR HANDLE_COMPONENTS)
