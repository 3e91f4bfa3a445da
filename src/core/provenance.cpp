#include "cytrial/core/provenance.h"

namespace cyto {

const char* program_version() noexcept {
  return CYTRIAL_VERSION;
}

}  // namespace cyto
