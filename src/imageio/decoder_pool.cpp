#include "decoder_pool.h"

#include <algorithm>
#include <utility>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr std::size_t kMaxIdleDecoders = 128;

}  // namespace

DecodedBlock DecoderPool::decode(std::size_t number, const StoredPlane& plane, const PageBlock& block) {
  if (!plane.blocks.row_groups()) {
    return decode_alone(number, plane, block);
  }
  const std::lock_guard turn(turn_of(number));
  return decode_alone(number, plane, block);
}

DecodedBlock DecoderPool::decode_alone(std::size_t number, const StoredPlane& plane, const PageBlock& block) {
  std::unique_ptr<BlockDecoder> decoder = take(number);
  if (!decoder) {
    try {
      decoder = std::make_unique<BlockDecoder>(reopen(*plane.file), plane.tiff_page(), plane.plane,
                                               plane.file->pages[plane.page].blocks);
    } catch (const Error& error) {
      return {{}, error.problem()};
    }
  }
  std::unique_ptr<BlockUnpacker> unpacker = take_unpacker();
  DecodedBlock decoded = decoder->decode(block, *unpacker);
  put_back(std::move(unpacker));
  put_back(number, std::move(decoder));
  return decoded;
}

std::unique_ptr<BlockDecoder> DecoderPool::take(std::size_t number) {
  const std::lock_guard lock(mutex_);
  const auto it =
      std::find_if(idle_.begin(), idle_.end(), [number](const Idle& idle) { return idle.plane == number; });
  if (it == idle_.end()) {
    return nullptr;
  }
  std::unique_ptr<BlockDecoder> decoder = std::move(it->decoder);
  idle_.erase(it);
  return decoder;
}

void DecoderPool::put_back(std::size_t number, std::unique_ptr<BlockDecoder> decoder) {
  const std::lock_guard lock(mutex_);
  idle_.push_front({number, std::move(decoder)});
  if (idle_.size() > kMaxIdleDecoders) {
    idle_.pop_back();
  }
}

std::unique_ptr<BlockUnpacker> DecoderPool::take_unpacker() {
  {
    const std::lock_guard lock(mutex_);
    if (!unpackers_.empty()) {
      std::unique_ptr<BlockUnpacker> unpacker = std::move(unpackers_.back());
      unpackers_.pop_back();
      return unpacker;
    }
  }
  return std::make_unique<BlockUnpacker>();
}

void DecoderPool::put_back(std::unique_ptr<BlockUnpacker> unpacker) {
  const std::lock_guard lock(mutex_);
  unpackers_.push_back(std::move(unpacker));
}

std::mutex& DecoderPool::turn_of(std::size_t number) {
  const std::lock_guard lock(mutex_);
  return turns_[number];
}

}  // namespace cyto
