#pragma once

#include <string>
#include <string_view>

namespace cyto::review {

/// 256 random bits as 64 hexadecimal digits. @throws Error Internal when the library does not start.
[[nodiscard]] std::string random_token();

/// Keyed BLAKE2b of `text` as 64 hexadecimal digits. @param key of random_token().
[[nodiscard]] std::string keyed_digest(const std::string& key, std::string_view text);

/// How much work one password costs. Tests use Weak.
enum class PasswordCost { Interactive, Weak };

/// argon2id hash with its parameters and a random salt (RFC 9106; libsodium's text form). Takes about 0.1 s
/// and 64 MiB. @throws Error OutOfMemory.
[[nodiscard]] std::string hash_password(const std::string& password,
                                        PasswordCost cost = PasswordCost::Interactive);

/// In constant time for hashes of one kind. A hash that cannot be read fits nothing.
[[nodiscard]] bool fits_password(const std::string& hash, const std::string& password);

/// In constant time for texts of one length.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b) noexcept;

}  // namespace cyto::review
