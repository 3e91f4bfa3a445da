# The library and C header of XGBoost as the target XGBoost::xgboost. Debian's own configuration names a program
# that its package does not hold, so that find_package(xgboost) fails.
find_library(XGBOOST_LIBRARY xgboost)
find_path(XGBOOST_INCLUDE_DIR xgboost/c_api.h)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(XGBoostLite REQUIRED_VARS XGBOOST_LIBRARY XGBOOST_INCLUDE_DIR)
if(XGBoostLite_FOUND AND NOT TARGET XGBoost::xgboost)
  add_library(XGBoost::xgboost UNKNOWN IMPORTED GLOBAL)
  set_target_properties(XGBoost::xgboost PROPERTIES IMPORTED_LOCATION "${XGBOOST_LIBRARY}"
                                                    INTERFACE_INCLUDE_DIRECTORIES "${XGBOOST_INCLUDE_DIR}")
endif()
