#include "argument_parts.h"
#include "command_arguments.h"

namespace cyto::cli {
namespace {

void add_run(CLI::App& app, Path& run) {
  app.add_option("results", run, "Result folder of 'cytrial analyze' or 'cytrial batch'")
      ->type_name("DIR")
      ->required();
}

void add_serve(CLI::App& app, ParsedArguments& parsed) {
  const auto made =
      add<ReviewArgs>(app, parsed, "review", "Serve the page where people decide on candidates",
                      "  cytrial review results --scans /data/scans\n"
                      "  cytrial review results --port 9000 --public-origin https://review.example.org");
  ReviewArgs& args = *made.args;
  add_run(*made.app, args.run);
  made.app
      ->add_option("--scans", args.scans,
                   "Folder that holds the original scans, searched by name and digest; may be given again")
      ->type_name("DIR");
  add_number(*made.app, "--port", args.port, "Port on 127.0.0.1; 0: any free one", "N", between(0, 65535));
  made.app
      ->add_option("--public-origin", args.public_origin,
                   "Address that a reverse proxy with TLS shows to browsers; see docs/manual/review.md")
      ->type_name("URL");
  add_number(*made.app, "--idle-lock-s", args.idle_lock_s,
             "Seconds without work after which a password is asked again", "S", between(60, 86400));
}

void add_user_options(CLI::App& app, UsersArgs& args, bool all_needed) {
  app.add_option("name", args.name, "Name to log in with: letters, digits, '.', '_', '-'")
      ->type_name("NAME")
      ->required();
  auto* role = app.add_option("--role", args.role,
                              "reader, second_reader, adjudicator, lab_lead, administrator or auditor")
                   ->type_name("ROLE");
  auto* full_name =
      app.add_option("--full-name", args.full_name, "Name as it stands in signatures")->type_name("TEXT");
  if (all_needed) {
    role->required();
    full_name->required();
  }
}

void add_users(CLI::App& app, ParsedArguments& parsed) {
  CLI::App* users = app.add_subcommand("users", "List, add and change the users of a review");
  users->require_subcommand(1);
  users->footer(
      "Passwords are asked for on the terminal, or read as one line from standard input; never from the "
      "command line.\n"
      "Examples:\n"
      "  cytrial users add results anna --role reader --full-name \"Anna Berg\"\n"
      "  cytrial users list results");
  const auto list = add<UsersArgs>(*users, parsed, "list", "Print the users", "  cytrial users list results");
  list.args->action = UsersArgs::Action::List;
  add_run(*list.app, list.args->run);
  const auto made = add<UsersArgs>(
      *users, parsed, "add", "Add a user; the first one must be an administrator",
      "  cytrial users add results admin --role administrator --full-name \"Site administrator\"");
  made.args->action = UsersArgs::Action::Add;
  add_run(*made.app, made.args->run);
  add_user_options(*made.app, *made.args, true);
  const auto change =
      add<UsersArgs>(*users, parsed, "change", "Change a user",
                     "  cytrial users change results anna --password\n"
                     "  cytrial users change results anna --disable --reason \"left the site\"");
  change.args->action = UsersArgs::Action::Change;
  add_run(*change.app, change.args->run);
  add_user_options(*change.app, *change.args, false);
  change.app->add_flag("--password", change.args->new_password, "Ask for a new password");
  auto* disable = change.app->add_flag("--disable", change.args->disable, "The user may not log in any more");
  change.app->add_flag("--enable", change.args->enable, "The user may log in again")->excludes(disable);
  change.app->add_option("--reason", change.args->reason, "Why; stands in the audit trail")
      ->type_name("TEXT");
}

void add_verify(CLI::App& app, ParsedArguments& parsed) {
  const auto made =
      add<VerifyArgs>(app, parsed, "verify",
                      "Check that nothing of a result folder was changed: audit trail, results, signatures",
                      "  cytrial verify results\n"
                      "  cytrial verify results --anchor 415:9f2b...");
  add_run(*made.app, made.args->run);
  made.app
      ->add_option("--anchor", made.args->anchors,
                   "End of the audit trail as a signed report or an export shows it; may be given again")
      ->type_name("SEQ:HASH");
}

void add_release(CLI::App& app, ParsedArguments& parsed) {
  const auto made = add<ReleaseArgs>(
      app, parsed, "release", "Let a quarantined sample be counted: a lab lead says whose blood it is",
      "  cytrial release results --sample A1 --user dora --reason \"label misprinted, tube list checked\"");
  made.app->footer(made.app->get_footer() +
                   "\nThe password is asked for on the terminal, or read as one line from standard input.");
  add_run(*made.app, made.args->run);
  made.app->add_option("--sample", made.args->sample_id, "The sample, as in samples.csv")
      ->type_name("ID")
      ->required();
  made.app->add_option("--user", made.args->user, "A lab_lead of 'cytrial users'")
      ->type_name("NAME")
      ->required();
  made.app
      ->add_option("--reason", made.args->reason,
                   "How the identity was made sure of; stands in the audit trail")
      ->type_name("TEXT")
      ->required();
}

}  // namespace

void add_review(CLI::App& app, ParsedArguments& parsed) {
  add_serve(app, parsed);
  add_users(app, parsed);
  add_verify(app, parsed);
  add_release(app, parsed);
}

}  // namespace cyto::cli
