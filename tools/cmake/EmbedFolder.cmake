cmake_minimum_required(VERSION 3.25)
# cmake -DFOLDER=... -DOUTPUT=file.cpp -P EmbedFolder.cmake
#
# Writes a C++ file that holds every file below FOLDER by .incbin, and cyto::review::embedded_page() that lists them. The
# digests in it make it change whenever a file does.
file(GLOB_RECURSE files LIST_DIRECTORIES false RELATIVE "${FOLDER}" "${FOLDER}/*")
list(SORT files)
if(NOT "index.html" IN_LIST files)
  message(FATAL_ERROR "the review page has no index.html in ${FOLDER}")
endif()
set(assembler "")
set(declarations "")
set(rows "")
set(number 0)
foreach(file IN LISTS files)
  file(SHA256 "${FOLDER}/${file}" digest)
  string(APPEND assembler
    "    \"cytrial_page_${number}_begin:\\n.incbin \\\"${FOLDER}/${file}\\\"\\ncytrial_page_${number}_end:\\n\"  // ${digest}\n")
  string(APPEND declarations "extern const char cytrial_page_${number}_begin[];\nextern const char cytrial_page_${number}_end[];\n")
  string(APPEND rows "    EmbeddedFile{\"${file}\", cytrial_page_${number}_begin, cytrial_page_${number}_end},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUTPUT}.new" "// Made by tools/cmake/EmbedFolder.cmake.
#include \"page_table.h\"

#include <array>

__asm__(
    \".pushsection .rodata\\n\"
${assembler}    \".popsection\\n\");

extern \"C\" {
${declarations}}

namespace cyto::review {

std::span<const EmbeddedFile> embedded_page() {
  static const std::array kFiles{
${rows}  };
  return kFiles;
}

}  // namespace cyto::review
")
file(COPY_FILE "${OUTPUT}.new" "${OUTPUT}" ONLY_IF_DIFFERENT)
