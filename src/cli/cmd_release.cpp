#include <iostream>

#include "commands.h"
#include "cytrial/core/error.h"
#include "cytrial/review/identity_release.h"
#include "password_prompt.h"
#include "quarantine.h"

namespace cyto::cli {

int run(const ReleaseArgs& args) {
  std::optional<QuarantineRecord> record;
  {
    const auto store = RunStore::open_for_reading(args.run);
    record = kept_quarantine(*store, args.sample_id);
  }
  if (!record) {
    throw Error(ErrorCode::Usage, "--sample " + args.sample_id,
                "was never in quarantine in " + args.run.string(), "see 'cytrial timepoints --findings'");
  }
  review::IdentityRelease wanted;
  wanted.sample_id = record->sample_id;
  wanted.identity_sha256 = record->identity_sha256;
  wanted.finding = record->finding;
  wanted.reason = args.reason;
  const review::IdentityRelease given =
      review::release_identity(args.run, {args.user, ask_known_password(args.user)}, wanted);
  std::cout << "sample " << given.sample_id << ": released by " << given.full_name << " (" << given.by << ", "
            << given.role << ") at " << given.at << "\n  was: " << given.finding
            << "\n  reason: " << given.reason << "\nrun 'cytrial batch' again to count it\n";
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
