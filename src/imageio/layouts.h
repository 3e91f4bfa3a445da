#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "stored_image.h"

namespace cyto {

using TiffFilePtr = std::shared_ptr<const TiffFile>;

/// Finds the channels among the full-size pages of a file, each by its own convention, and puts them with
/// names and pixel size into `image`. @throws Error BadData when pages and metadata contradict each other.
void read_plain_layout(const TiffFilePtr& file, const std::vector<std::size_t>& pages, StoredImage& image);
void read_imagej_layout(TiffFilePtr file, std::vector<std::size_t> pages, StoredImage& image);
void read_ome_layout(const TiffFilePtr& file, const std::vector<std::size_t>& pages, StoredImage& image);

}  // namespace cyto
