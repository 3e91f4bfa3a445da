#include "password_prompt.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "cytrial/core/error.h"

namespace cyto::cli {
namespace {

/// Switches the terminal's echo off, and back on at the end.
class Silence {
 public:
  Silence() : known_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (known_) {
      ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
  }
  ~Silence() {
    if (known_) {
      ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
  bool known_;
};

std::string line() {
  std::string text;
  if (!std::getline(std::cin, text)) {
    throw Error(ErrorCode::Usage, "password", "none was given",
                "type it, or send it as one line of standard input");
  }
  return text;
}

std::string asked(const std::string& question) {
  std::cerr << question << std::flush;
  const Silence silence;
  std::string text = line();
  std::cerr << "\n";
  return text;
}

}  // namespace

std::string ask_password(const std::string& name) {
  if (::isatty(STDIN_FILENO) == 0) {
    return line();
  }
  std::string password = asked("Password for " + name + " (12 characters or more): ");
  if (password != asked("Again: ")) {
    throw Error(ErrorCode::Usage, "password", "was typed differently the second time", "try again");
  }
  return password;
}

std::string ask_known_password(const std::string& name) {
  return ::isatty(STDIN_FILENO) == 0 ? line() : asked("Password of " + name + ": ");
}

}  // namespace cyto::cli
