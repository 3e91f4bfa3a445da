#include "tiff_handle.h"

#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <system_error>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"
#include "file_text.h"

namespace cyto {
namespace {

/// Room for the largest compressed block and the library's own rounding.
constexpr tmsize_t kMaxLibraryAllocation = static_cast<tmsize_t>(kMaxStoredBlockBytes + (1ULL << 20U));

}  // namespace

TiffHandle::TiffHandle(std::shared_ptr<const InputFile> file, std::uint64_t directory_offset,
                       const std::string& where)
    : file_(std::move(file)) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (options == nullptr) {
    throw Error(ErrorCode::OutOfMemory, where, "the TIFF library has no memory");
  }
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, kMaxLibraryAllocation);
  TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, this);
  // h: header only; m: no memory map; c: no invented strips.
  tiff_ = TIFFClientOpenExt(file_->name().c_str(), "rhmc", this, read, write, seek, close, size, nullptr,
                            nullptr, options);
  TIFFOpenOptionsFree(options);
  const bool placed = tiff_ != nullptr && TIFFSetSubDirectory(tiff_, directory_offset) == 1;
  if (!placed || !error_.empty()) {
    if (tiff_ != nullptr) {
      TIFFClose(tiff_);
    }
    throw Error(ErrorCode::BadData, where,
                "the TIFF library refuses the page" + (error_.empty() ? std::string() : ": " + error_),
                "copy or export the file again");
  }
}

TiffHandle::~TiffHandle() {
  TIFFClose(tiff_);
}

std::string TiffHandle::take_error() {
  return std::exchange(error_, {});
}

tmsize_t TiffHandle::read(thandle_t self, void* to, tmsize_t bytes) {
  auto* handle = static_cast<TiffHandle*>(self);
  const std::int64_t got = handle->file_->read_some(handle->position_, to, static_cast<std::size_t>(bytes));
  if (got < 0) {
    handle->error_ = "reading at offset " + std::to_string(handle->position_) +
                     " failed: " + std::generic_category().message(errno);
    return -1;
  }
  handle->position_ += static_cast<std::uint64_t>(got);
  return static_cast<tmsize_t>(got);
}

tmsize_t TiffHandle::write(thandle_t /*self*/, void* /*from*/, tmsize_t /*bytes*/) {
  return -1;
}

toff_t TiffHandle::seek(thandle_t self, toff_t offset, int whence) {
  auto* handle = static_cast<TiffHandle*>(self);
  switch (whence) {
    case SEEK_SET:
      handle->position_ = offset;
      break;
    case SEEK_CUR:
      handle->position_ += offset;
      break;
    default:
      handle->position_ = handle->file_->size() + offset;
      break;
  }
  return handle->position_;
}

int TiffHandle::close(thandle_t /*self*/) {
  return 0;
}

toff_t TiffHandle::size(thandle_t self) {
  return static_cast<TiffHandle*>(self)->file_->size();
}

int TiffHandle::on_error(TIFF* /*tiff*/, void* self, const char* module, const char* format,
                         va_list arguments) {
  auto* handle = static_cast<TiffHandle*>(self);
  std::array<char, 512> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  if (handle->error_.empty()) {
    // The library often gives the file's name as the module: our messages have it already.
    const bool says_more = module != nullptr && handle->file_->name() != module;
    handle->error_ = (says_more ? std::string(module) + ": " : std::string()) + printable(text.data());
  }
  return 1;
}

int TiffHandle::on_warning(TIFF* /*tiff*/, void* /*self*/, const char* /*module*/, const char* /*format*/,
                           va_list /*arguments*/) {
  // Warnings concern unknown or odd tags; what the image needs of the tags is checked by our own walk.
  return 1;
}

}  // namespace cyto
