#include "console.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace cyto::cli {
namespace {

constexpr int kBarWidth = 30;
constexpr auto kRedrawEvery = std::chrono::milliseconds(200);

/// Characters a terminal shows, not bytes: UTF-8 continuation bytes take no room.
std::size_t shown_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

ConsoleLogger::ConsoleLogger(bool quiet) : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

ConsoleLogger::~ConsoleLogger() {
  clear_bar();
}

void ConsoleLogger::set_label(std::string label) {
  const std::lock_guard lock(mutex_);
  label_ = std::move(label);
}

void ConsoleLogger::clear_bar() {
  if (bar_shown_) {
    std::cerr << "\r\033[K" << std::flush;
    bar_shown_ = false;
  }
}

void ConsoleLogger::note(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (!quiet_) {
    clear_bar();
    std::cerr << line << "\n" << std::flush;
  }
}

void ConsoleLogger::warn(std::string_view line) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  std::cerr << "warning: " << line << "\n" << std::flush;
}

void ConsoleLogger::progress(double share) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (quiet_ || !terminal_ || (share < 1.0 && now - last_drawn_ < kRedrawEvery)) {
    return;
  }
  last_drawn_ = now;
  if (share >= 1.0) {
    clear_bar();
    return;
  }
  const int filled = static_cast<int>(std::lround(share * kBarWidth));
  std::cerr << "\r" << label_ << " [" << std::string(static_cast<std::size_t>(filled), '#')
            << std::string(static_cast<std::size_t>(kBarWidth - filled), '.') << "] "
            << static_cast<int>(share * 100.0) << " %" << std::flush;
  bar_shown_ = true;
}

std::string aligned_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t c = 0; c < row.size(); ++c) {
      widths[c] = std::max(widths[c], shown_width(row[c]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      text += row[c];
      if (c + 1 < row.size()) {
        text.append(widths[c] - shown_width(row[c]) + 2, ' ');
      }
    }
    text += '\n';
  }
  return text;
}

}  // namespace cyto::cli
