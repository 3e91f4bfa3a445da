#include "slide_shelf.h"

#include <algorithm>
#include <chrono>

#include "cytrial/core/number_text.h"
#include "http_message.h"

namespace cyto::review {
namespace {

constexpr std::uint64_t kBlockCacheBytes = 128ULL << 20U;
constexpr std::uint64_t kPlainCacheBytes = 16ULL << 20U;
constexpr std::uint64_t kTileCacheBytes = 256ULL << 20U;
constexpr std::size_t kOpenSlides = 8;
// Scans of more files are not looked at again with every request once they are open.
constexpr std::size_t kWatchedFiles = 16;
constexpr std::chrono::milliseconds kPatience{300};

std::vector<std::optional<FileStamp>> stamps_of(const std::vector<std::filesystem::path>& files) {
  std::vector<std::optional<FileStamp>> stamps;
  for (const auto& file : files) {
    stamps.push_back(stamp_of(file));
  }
  return stamps;
}

}  // namespace

OpenSlide::OpenSlide(std::unique_ptr<SlideReader> reader, std::string sample, TileCache& cache)
    : sample_(std::move(sample)),
      reader_(std::move(reader)),
      levels_(
          reader_->description().width_px, reader_->description().height_px,
          [this](const SlideRect& rect) { return read(rect); }, cache) {
  // What lies uncompressed in the file is quicker read again than kept: the system keeps it already.
  reader_->set_cache_limit(description().compression == "none" ? kPlainCacheBytes : kBlockCacheBytes);
}

std::vector<cv::Mat> OpenSlide::read(const SlideRect& rect) const {
  RawTile tile = reader_->read_tile(rect);
  if (!tile.failures.empty()) {
    const TileFailure& failure = tile.failures.front();
    throw Error(ErrorCode::Io, "the scan of sample " + sample_, "cannot be read here: " + failure.problem,
                failure.remedy);
  }
  return std::move(tile.planes);
}

std::vector<cv::Mat> OpenSlide::part(const SlideRect& rect) const {
  const SlideRect inside = intersect(rect, {0, 0, description().width_px, description().height_px});
  if (inside.empty()) {
    throw Refused(404, "not_found", "there is nothing of the slide");
  }
  std::vector<cv::Mat> planes = read(inside);
  if (inside == rect) {
    return planes;
  }
  for (cv::Mat& plane : planes) {
    cv::Mat framed(static_cast<int>(rect.height), static_cast<int>(rect.width), plane.type(), cv::Scalar(0));
    plane.copyTo(framed(cv::Rect(static_cast<int>(inside.x - rect.x), static_cast<int>(inside.y - rect.y),
                                 static_cast<int>(inside.width), static_cast<int>(inside.height))));
    plane = framed;
  }
  return planes;
}

SlideShelf::SlideShelf(const StudyContent& content, ScanFiles files, ScanChecks& checks)
    : content_(content), files_(std::move(files)), checks_(checks), cache_(kTileCacheBytes) {}

SlideShelf::~SlideShelf() {
  {
    const std::lock_guard guard(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (worker_.joinable()) {
    worker_.join();
  }
}

std::shared_ptr<OpenSlide> SlideShelf::opened(const ReviewSample& sample,
                                              const std::vector<std::filesystem::path>& files) {
  const OpenOptions options{sample.result.pixel_size};
  std::unique_ptr<SlideReader> reader;
  // Many files are camera fields, opened by their folder; few are one per channel.
  if (files.size() > sample.panel->channels.size()) {
    reader = open_slide({files.front().parent_path()}, *sample.panel, options);
  } else {
    reader = open_slide(files, *sample.panel, options);
  }
  const SlideDescription& slide = reader->description();
  if (slide.width_px != sample.result.width_px || slide.height_px != sample.result.height_px) {
    throw Error(ErrorCode::BadData, "the scan of sample " + sample.name(), "has another size than the result",
                "name the folder of the original scan with --scans");
  }
  return std::make_shared<OpenSlide>(std::move(reader), sample.name(), cache_);
}

bool SlideShelf::another_wanted(const Place& place) const {
  return !place.wanted && !jobs_.empty() && places_.at(jobs_.front()->name()).wanted;
}

void SlideShelf::work_at(const ReviewSample& sample, Place& place, Lock& lock) {
  place.busy = true;
  lock.unlock();
  std::optional<std::vector<std::filesystem::path>> files;
  std::shared_ptr<OpenSlide> slide;
  std::optional<Error> problem;
  try {
    files = files_.find(sample.result, checks_, [&](std::uint64_t bytes) {
      const std::lock_guard guard(mutex_);
      place.read_bytes = bytes;
      return !ending_ && !another_wanted(place);
    });
    lock.lock();
    const bool wanted = place.wanted;
    lock.unlock();
    if (files && wanted) {
      slide = opened(sample, *files);
    }
  } catch (const Error& error) {
    problem = error;
  } catch (const std::exception& error) {
    problem = Error(ErrorCode::Internal, "the scan of sample " + sample.name(), error.what());
  }
  lock.lock();
  place.busy = false;
  place.problem = std::move(problem);
  if (slide) {
    put(place, std::move(slide), std::move(*files));
  } else if (!place.problem && (!files || place.wanted) && !ending_) {
    queue(sample);
  }
  changed_.notify_all();
}

void SlideShelf::put(Place& place, std::shared_ptr<OpenSlide> slide,
                     std::vector<std::filesystem::path> files) {
  Place* oldest = nullptr;
  std::size_t open = 0;
  for (auto& [name, other] : places_) {
    if (other.slide) {
      ++open;
      oldest = oldest == nullptr || other.used < oldest->used ? &other : oldest;
    }
  }
  if (open >= kOpenSlides) {
    oldest->slide.reset();
  }
  place.slide = std::move(slide);
  place.used = ++uses_;
  place.wanted = false;
  place.files = files.size() <= kWatchedFiles ? std::move(files) : std::vector<std::filesystem::path>();
  place.stamps = stamps_of(place.files);
}

std::shared_ptr<OpenSlide> SlideShelf::slide(const ReviewSample& sample) {
  Lock lock(mutex_);
  Place& place = places_[sample.name()];
  if (place.slide && stamps_of(place.files) != place.stamps) {
    place.slide.reset();  // written to since it was opened: what it is now has to be found out again
  }
  if (place.slide) {
    place.used = ++uses_;
    return place.slide;
  }
  if (!may_have(sample)) {
    throw Error(ErrorCode::NoInput, "the scan of sample " + sample.name(),
                "is not below the folders given with --scans");
  }
  if (!place.problem) {
    place.wanted = true;
    place.all_bytes = place.busy ? place.all_bytes : files_.unread_bytes(sample.result, checks_);
    if (!place.busy && place.all_bytes == 0) {
      work_at(sample, place, lock);
    } else if (!place.busy) {
      queue(sample);
    }
    changed_.wait_for(lock, kPatience, [&] { return place.slide || place.problem; });
  }
  if (place.problem) {
    throw Error(*place.problem);
  }
  if (!place.slide) {
    const double all = std::max(1.0, static_cast<double>(place.all_bytes));
    const double share = std::min(1.0, static_cast<double>(place.read_bytes) / all);
    throw Refused(503, "preparing", "the scan is being compared with what was analysed; ask again",
                  R"({"retry_after_s":1,"share":)" + number_text(share, 3) + "}");
  }
  return place.slide;
}

void SlideShelf::check_all() {
  const std::lock_guard guard(mutex_);
  for (const ReviewSample& sample : content_.samples()) {
    if (may_have(sample)) {
      queue(sample);
    }
  }
}

void SlideShelf::queue(const ReviewSample& sample) {
  std::erase(jobs_, &sample);
  if (places_[sample.name()].wanted) {
    jobs_.push_front(&sample);
  } else {
    jobs_.push_back(&sample);
  }
  if (!worker_.joinable()) {
    worker_ = std::thread([this] { work(); });
  }
  changed_.notify_all();
}

void SlideShelf::work() {
  Lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
    if (ending_) {
      return;
    }
    const ReviewSample& sample = *jobs_.front();
    jobs_.pop_front();
    Place& place = places_[sample.name()];
    if (!place.busy && !place.slide && !place.problem) {
      place.all_bytes = files_.unread_bytes(sample.result, checks_);
      place.read_bytes = 0;
      work_at(sample, place, lock);
    }
  }
}

}  // namespace cyto::review
