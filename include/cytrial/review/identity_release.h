#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cyto::review {

/// That a sample in quarantine may be counted as what the sheet says it is (docs/methods/identity.md).
struct IdentityRelease {
  std::string sample_id;
  std::string identity_sha256;  ///< of everything that the identity rests on: the release is of nothing else
  std::string finding;          ///< why the sample was in quarantine
  std::string reason;           ///< why it may be counted
  std::string by, full_name, role;
  std::string at;  ///< UTC
};

/// Who releases; the role must be lab_lead.
struct Releaser {
  std::string name;
  std::string password;
};

/// Writes a release to the audit trail, durably. A wrong password is a row of the trail, too.
/// @param release what is empty is filled in: by, full_name, role, at.
/// @throws Error Usage for an unknown or inactive user, a wrong password or no reason; NoPermission for a
/// user who is no lab lead; TryAgain while a server runs; BadData when the trail was changed.
[[nodiscard]] IdentityRelease release_identity(const std::filesystem::path& run, const Releaser& releaser,
                                               IdentityRelease release);

/// All releases, the oldest first. @throws Error BadData when the trail was changed.
[[nodiscard]] std::vector<IdentityRelease> identity_releases(const std::filesystem::path& run);

}  // namespace cyto::review
