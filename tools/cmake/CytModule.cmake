# cytrial_module(<name> SOURCES ... [DEPENDS modules...] [PUBLIC_LINK targets...] [PRIVATE_LINK targets...])
#
# Makes the static library cytrial_<name> (alias cytrial::<name>) of src/<name>, with include/ public.
# DEPENDS are modules of this project; which of them a module may use is the table in tools/check_layers.py.

add_library(cytrial_flags INTERFACE)
target_compile_features(cytrial_flags INTERFACE cxx_std_20)
target_compile_options(cytrial_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual
  # Same numbers on every build: no fused multiply-add, no reordering.
  -ffp-contract=off
  # GCC 12 reports overlaps in std::string that cannot happen (GCC bug 105651).
  -Wno-restrict
  -fstack-protector-strong
  $<$<BOOL:${CYTRIAL_WERROR}>:-Werror>)
target_compile_definitions(cytrial_flags INTERFACE _GLIBCXX_ASSERTIONS)
if(CYTRIAL_SANITIZE)
  list(JOIN CYTRIAL_SANITIZE "," sanitizers)
  target_compile_options(cytrial_flags INTERFACE -fsanitize=${sanitizers} -fno-omit-frame-pointer
                                                 -fno-sanitize-recover=all)
  target_link_options(cytrial_flags INTERFACE -fsanitize=${sanitizers})
endif()

function(cytrial_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PUBLIC_LINK;PRIVATE_LINK" ${ARGN})
  add_library(cytrial_${name} STATIC ${arg_SOURCES})
  add_library(cytrial::${name} ALIAS cytrial_${name})
  target_include_directories(cytrial_${name} PUBLIC "${PROJECT_SOURCE_DIR}/include"
                                             PRIVATE "${PROJECT_SOURCE_DIR}/src/${name}")
  list(TRANSFORM arg_DEPENDS PREPEND cytrial::)
  target_link_libraries(cytrial_${name} PUBLIC ${arg_DEPENDS} ${arg_PUBLIC_LINK}
                                        PRIVATE $<BUILD_INTERFACE:cytrial_flags> ${arg_PRIVATE_LINK})
endfunction()
