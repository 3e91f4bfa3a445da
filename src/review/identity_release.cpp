#include "cytrial/review/identity_release.h"

#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/store/json_writer.h"
#include "cytrial/store/review_log.h"
#include "opened_trail.h"
#include "secrets.h"
#include "utc_text.h"

namespace cyto::review {
namespace {

constexpr const char* kAction = "release_identity";

std::string after_of(const IdentityRelease& release) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  for (const auto& [key, value] :
       {std::pair("full_name", &release.full_name), std::pair("identity_sha256", &release.identity_sha256),
        std::pair("finding", &release.finding)}) {
    json.key(key);
    json.text(*value);
  }
  json.end_object();
  return json.take();
}

LogEntry entry_by(const User& user, const char* action, std::string object) {
  LogEntry entry;
  entry.utc = utc_now();
  entry.actor = user.name;
  entry.role = name_of(user.role);
  entry.action = action;
  entry.object = std::move(object);
  return entry;
}

/// @throws Error unless the password is the user's.
const User& known_user(const ReviewState& state, ReviewLog& log, const Releaser& releaser) {
  const User* user = state.user(releaser.name);
  if (user == nullptr || !user->active) {
    throw Error(ErrorCode::Usage, "--user " + releaser.name, "is no active user of this folder",
                "see 'cytrial users list'");
  }
  if (user->role != Role::LabLead) {
    throw Error(ErrorCode::NoPermission, "--user " + releaser.name,
                "is " + std::string(name_of(user->role)) + "; only a lab_lead may release a sample",
                "ask the lab lead");
  }
  const auto hash = log.secret("password/" + user->name);
  if (!hash || !fits_password(*hash, releaser.password)) {
    LogEntry failed = entry_by(*user, "password_failed", "session");
    failed.after = "\"release\"";
    log.append(std::move(failed));
    throw Error(ErrorCode::Usage, "--user " + releaser.name, "the password is wrong", "type it again");
  }
  return *user;
}

}  // namespace

IdentityRelease release_identity(const std::filesystem::path& run, const Releaser& releaser,
                                 IdentityRelease release) {
  if (release.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw Error(ErrorCode::Usage, "--reason", "is empty", "say how the identity was made sure of");
  }
  const auto log = ReviewLog::open_for_writing(run);
  const ReviewState state = checked_state(*log);
  const User& user = known_user(state, *log, releaser);
  release.full_name = user.full_name;
  LogEntry entry = entry_by(user, kAction, sample_object(release.sample_id));
  entry.after = after_of(release);
  entry.reason = release.reason;
  release.by = entry.actor;
  release.role = entry.role;
  release.at = entry.utc;
  log->append(std::move(entry));
  log->write_anchor(utc_now(), kAction);
  return release;
}

std::vector<IdentityRelease> identity_releases(const std::filesystem::path& run) {
  const auto log = ReviewLog::open_for_reading(run);
  const ReviewState state = checked_state(*log);
  std::vector<IdentityRelease> releases;
  for (const LogEntry& row : state.rows()) {
    if (row.action != kAction) {
      continue;
    }
    const JsonReader after = JsonReader::from_text(row.after, "review_log row " + std::to_string(row.seq));
    IdentityRelease release;
    release.sample_id = parts_of(row.object).back();
    release.identity_sha256 = after.text("identity_sha256");
    release.finding = after.text("finding");
    release.full_name = after.text("full_name");
    release.reason = row.reason;
    release.by = row.actor;
    release.role = row.role;
    release.at = row.utc;
    releases.push_back(std::move(release));
  }
  return releases;
}

}  // namespace cyto::review
