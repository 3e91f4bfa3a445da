#include <iostream>

#include "commands.h"
#include "console.h"
#include "cytrial/core/error.h"
#include "cytrial/review/review_admin.h"
#include "password_prompt.h"

namespace cyto::cli {
namespace {

void print_users(const Path& run) {
  std::vector<std::vector<std::string>> rows{{"name", "role", "active", "full name"}};
  for (const review::UserLine& user : review::list_users(run)) {
    rows.push_back({user.name, user.role, user.active ? "yes" : "no", user.full_name});
  }
  std::cout << aligned_table(rows);
}

void change(const UsersArgs& args) {
  review::UserChange wanted;
  wanted.name = args.name;
  wanted.full_name = args.full_name;
  wanted.role = args.role;
  wanted.reason = args.reason;
  if (args.disable || args.enable) {
    wanted.active = args.enable;
  }
  if (args.new_password) {
    wanted.password = ask_password(args.name);
  }
  if (!wanted.full_name && !wanted.role && !wanted.active && !wanted.password) {
    throw Error(ErrorCode::Usage, "user " + args.name, "nothing to change was given",
                "see 'cytrial users change --help'");
  }
  review::change_user(args.run, wanted);
}

}  // namespace

int run(const UsersArgs& args) {
  switch (args.action) {
    case UsersArgs::Action::List:
      print_users(args.run);
      break;
    case UsersArgs::Action::Add:
      review::add_user(args.run,
                       {args.name, args.full_name.value_or(args.name), args.role.value_or(""), true},
                       ask_password(args.name));
      break;
    case UsersArgs::Action::Change:
      change(args);
      break;
  }
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
