#include "scan_checks.h"

#include <sys/stat.h>

#include <chrono>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/core/watched_digest.h"
#include "cytrial/store/json_writer.h"
#include "secrets.h"

namespace cyto::review {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLargest = std::int64_t{1} << 62U;
constexpr std::int64_t kNanoseconds = 1'000'000'000;

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * kNanoseconds + time.tv_nsec;
}

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return nanoseconds(now);
}

bool fits_record(const FileStamp& stamp) noexcept {
  constexpr auto kMost = static_cast<std::uint64_t>(kLargest);
  return stamp.device <= kMost && stamp.inode <= kMost && stamp.bytes <= kMost && stamp.modified_ns >= 0 &&
         stamp.changed_ns >= 0;
}

std::string seal_of(const std::string& key, const std::string& content) {
  return keyed_digest(key, "scan check " + content);
}

}  // namespace

std::optional<FileStamp> stamp_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    return std::nullopt;
  }
  return FileStamp{static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
                   static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim),
                   nanoseconds(status.st_ctim)};
}

ScanChecks::ScanChecks(fs::path record, std::string key, std::int64_t settled_ns)
    : record_(std::move(record)), key_(std::move(key)), settled_ns_(settled_ns) {
  read_record();
}

std::string ScanChecks::line_of(const std::string& file, const Check& check) const {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("file");
  json.text(file);
  json.key("sha256");
  json.text(check.digest);
  for (const auto& [name, value] :
       {std::pair("device", check.stamp.device), std::pair("inode", check.stamp.inode),
        std::pair("bytes", check.stamp.bytes),
        std::pair("modified_ns", static_cast<std::uint64_t>(check.stamp.modified_ns)),
        std::pair("changed_ns", static_cast<std::uint64_t>(check.stamp.changed_ns))}) {
    json.key(name);
    json.integer(value);
  }
  json.end_object();
  const std::string content = json.take();
  return content + " " + seal_of(key_, content) + "\n";
}

void ScanChecks::read_record() {
  std::error_code status;
  if (record_.empty() || !fs::exists(record_, status)) {
    return;
  }
  const std::string text = read_text_file(record_);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t space = std::min(line.rfind(' '), line.size());
    const std::string content = line.substr(0, space);
    if (space == line.size() || !same_secret(seal_of(key_, content), line.substr(space + 1))) {
      continue;  // not ours: the file will be read again
    }
    const JsonReader fields = JsonReader::from_text(content, record_.string());
    const auto number = [&](const char* name) { return fields.integer(name, 0, kLargest); };
    Check check{{static_cast<std::uint64_t>(number("device")), static_cast<std::uint64_t>(number("inode")),
                 static_cast<std::uint64_t>(number("bytes")), number("modified_ns"), number("changed_ns")},
                fields.text("sha256")};
    checks_[fields.text("file")] = std::move(check);
  }
}

void ScanChecks::write_record() const {
  if (record_.empty()) {
    return;
  }
  std::string text;
  for (const auto& [file, check] : checks_) {
    text += line_of(file, check);
  }
  write_file_atomically(record_, text);
}

std::optional<std::string> ScanChecks::known(const fs::path& file) const {
  const auto stamp = stamp_of(file);
  const std::lock_guard guard(mutex_);
  const auto found = checks_.find(fs::absolute(file).string());
  return stamp && found != checks_.end() && found->second.stamp == *stamp
             ? std::optional(found->second.digest)
             : std::nullopt;
}

std::optional<std::string> ScanChecks::digest(const fs::path& file,
                                              const std::function<bool(std::uint64_t)>& go_on) {
  if (auto digest = known(file)) {
    return digest;
  }
  const std::int64_t begun = now_ns();
  const auto before = stamp_of(file);
  auto digest = sha256_while(file, go_on);
  if (!digest) {
    return digest;
  }
  if (!before || before != stamp_of(file)) {
    throw Error(ErrorCode::BadData, file.string(), "changed while it was read",
                "restore the original scan and start again");
  }
  const std::lock_guard guard(mutex_);
  if (before->changed_ns + settled_ns_ < begun && fits_record(*before)) {
    checks_[fs::absolute(file).string()] = {*before, *digest};
    write_record();
  }
  return digest;
}

}  // namespace cyto::review
