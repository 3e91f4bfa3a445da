#pragma once

#include <tiffio.h>

#include <cstdint>
#include <memory>
#include <string>

#include "input_file.h"

namespace cyto {

/// A TIFF library handle placed on one directory of an open file. Errors and warnings of the library are
/// collected here, per handle.
class TiffHandle {
 public:
  /// @throws Error BadData when the library refuses the directory.
  TiffHandle(std::shared_ptr<const InputFile> file, std::uint64_t directory_offset, const std::string& where);
  ~TiffHandle();
  TiffHandle(const TiffHandle&) = delete;
  TiffHandle& operator=(const TiffHandle&) = delete;

  [[nodiscard]] TIFF* get() const noexcept { return tiff_; }
  /// What the library complained about since the last call; empty when nothing.
  [[nodiscard]] std::string take_error();

 private:
  static tmsize_t read(thandle_t self, void* to, tmsize_t bytes);
  static tmsize_t write(thandle_t self, void* from, tmsize_t bytes);
  static toff_t seek(thandle_t self, toff_t offset, int whence);
  static int close(thandle_t self);
  static toff_t size(thandle_t self);
  static int on_error(TIFF* tiff, void* self, const char* module, const char* format, va_list arguments);
  static int on_warning(TIFF* tiff, void* self, const char* module, const char* format, va_list arguments);

  std::shared_ptr<const InputFile> file_;
  std::uint64_t position_ = 0;
  std::string error_;
  TIFF* tiff_ = nullptr;
};

}  // namespace cyto
