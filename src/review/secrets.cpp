#include "secrets.h"

#include <sodium.h>

#include <array>

#include "cytrial/core/error.h"

namespace cyto::review {
namespace {

void start_library() {
  if (sodium_init() < 0) {
    throw Error(ErrorCode::Internal, "libsodium", "did not start");
  }
}

template <std::size_t N>
std::string hex(const std::array<unsigned char, N>& bytes) {
  std::string text(2 * N + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), N);
  text.pop_back();
  return text;
}

}  // namespace

std::string random_token() {
  start_library();
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return hex(bytes);
}

std::string keyed_digest(const std::string& key, std::string_view text) {
  start_library();
  std::array<unsigned char, 32> digest{};
  if (crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(text.data()),
                         text.size(), reinterpret_cast<const unsigned char*>(key.data()), key.size()) != 0) {
    throw Error(ErrorCode::BadData, "the key of the review's ids", "has a wrong length",
                "restore the folder from a copy");
  }
  return hex(digest);
}

std::string hash_password(const std::string& password, PasswordCost cost) {
  start_library();
  const bool weak = cost == PasswordCost::Weak;
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(),
                            weak ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            weak ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_INTERACTIVE,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw Error(ErrorCode::OutOfMemory, "password", "cannot be hashed: the system gave no more memory",
                "try again");
  }
  return hash.data();
}

bool fits_password(const std::string& hash, const std::string& password) {
  start_library();
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool same_secret(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace cyto::review
