##! The command line.

from Configuration import Config
import Commands.Accounts
import Commands.Database
import Commands.Output
import Commands.RouteList
import Commands.Serve
import Commands.Takeover
import Commands.Transfer
import Configuration

fn version() -> String = "mesher 0.1.0"

fn spec() -> ArgsSpec do
  Args.command(
    "mesher",
    "Takes errors from programs and shows them. Settings come from the environment (MESHER_...)."
  )
    |> Args.flag("version", "V", "Print the version")
    |> Args.subcommand(
      Args.command("serve", "Run the server, which is what happens without a command")
    )
    |> Args.subcommand(Args.command("migrate", "Bring the tables of the database up to date"))
    |> Args.subcommand(
      Args.command("check", "Say whether settings, database and ports are as they should be")
    )
    |> Args.subcommand(Args.command("routes", "List the routes of the server"))
    |> Args.subcommand(
      Args.command(
        "move",
        "Carry everything over to another database, which must be empty. Stop Mesher before."
      )
        |> Args.position("from", "sqlite:FILE or postgres://...")
        |> Args.position("to", "the same")
    )
    |> Args.subcommand(
      Args.command("backup", "Write everything to a file, while Mesher runs.")
        |> Args.position("file", "It must not be there yet")
    )
    |> Args.subcommand(
      Args.command("restore", "Read a backup into the database, which must be empty.")
        |> Args.position("file", "What mesher backup wrote")
    )
    |> Args.subcommand(create_user())
    |> Args.subcommand(
      Args.command("set-password", "Give a user another password; ends the user's sessions")
        |> Args.position("email", "Whose")
    )
    |> Args.subcommand(create_project())
    |> Args.subcommand(create_key())
    |> Args.subcommand(
      Args.command(
        "import",
        "Take over organizations, projects and keys of Sentry, GlitchTip or Bugsink"
      )
        |> Args.position("file", "What sentry export, or dumpdata of the others, wrote")
        |> Args.option("org", "o", "SLUG", "Where projects go that have no organization")
        |> Args.default("default")
    )
end

fn create_user() -> ArgsSpec do
  Args.command(
    "create-user",
    "Make a user. The password comes from MESHER_NEW_PASSWORD, or is asked for."
  )
    |> Args.position("email", "The e-mail address to sign in with")
    |> Args.option("name", "n", "NAME", "The name that others see")
    |> Args.option("org", "o", "SLUG", "The organization")
    |> Args.default("default")
    |> Args.choice_option(
      "role",
      "r",
      ["owner", "admin", "member"],
      "What the user may; the first user is an owner"
    )
    |> Args.default("member")
end

fn create_project() -> ArgsSpec do
  Args.command("create-project", "Make a project with a key; prints its DSN.")
    |> Args.position("name", "What it is called")
    |> Args.option("slug", "s", "SLUG", "Its short name in addresses; made of the name without it")
    |> Args.option("platform", "p", "PLATFORM", "What it is written in: python, javascript, ...")
    |> Args.option("org", "o", "SLUG", "The organization")
    |> Args.default("default")
end

fn create_key() -> ArgsSpec do
  Args.command("create-key", "Make a key for a project; prints its DSN.")
    |> Args.position("project", "Its slug, number or id")
    |> Args.option("label", "l", "LABEL", "What the key is for")
    |> Args.default("default")
end

## Does what the arguments say.
pub fn run(arguments :: List<String>) -> () do
  case arguments do
    ["--version"] | ["-V"] -> println(version())
    _ ->
      case Args.parse(spec(), if List.is_empty(arguments) do ["serve"] else arguments end) do
        Err(ArgsHelp(text)) -> println(text)
        Err(ArgsMistake(mistake)) -> Output.fail("${mistake}; mesher --help tells what there is", 2)
        Ok(args) -> with_settings(args)
      end
  end
end

fn with_settings(args :: ParsedArgs) -> () do
  case Configuration.read() do
    Err(mistakes) -> Output.fail(mistakes, 2)
    Ok(config) -> do
      let _ = Log.set_levels(config.log.name)
      chosen(config, args)
    end
  end
end

fn chosen(config :: Config, args :: ParsedArgs) -> () do
  case List.at(args.commands, 0) do
    Some("migrate") -> Database.migrate(config)
    Some("check") -> Database.check(config)
    Some("routes") -> RouteList.show(config)
    Some("move") -> Transfer.move(args)
    Some("backup") -> Transfer.backup(config, args)
    Some("restore") -> Transfer.restore(config, args)
    Some("create-user") -> Accounts.create_user(config, args)
    Some("set-password") -> Accounts.set_password(config, args)
    Some("create-project") -> Accounts.create_project(config, args)
    Some("create-key") -> Accounts.create_key(config, args)
    Some("import") -> Takeover.run(config, args)
    _ -> Serve.run(config)
  end
end
