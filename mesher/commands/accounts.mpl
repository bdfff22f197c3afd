##! Commands about users, projects and keys, for whoever has the database.

from Configuration import Config
import Commands.Database
import Configuration
import Names
import Storage.Accounts
import Storage.Keys
import Storage.Orgs
import Storage.Projects
import Storage.Sessions
import Storage.Users

fn given(args :: ParsedArgs, name :: String) -> String = Option.unwrap_or(Args.get(args, name), "")

fn org_of(db :: Db, args :: ParsedArgs) -> Result<String, String> do
  Option.ok_or(
    Orgs.id_of(db, given(args, "org"))?,
    "there is no organization `${given(args, "org")}`"
  )
end

# ---- users ------------------------------------------------------------------------------------------------------

## `mesher create-user EMAIL`
pub fn create_user(config :: Config, args :: ParsedArgs) -> () do
  Database.with_tables(config, fn db ->
    Projects.bootstrap(db, config.bootstrap_key, config.retention_days)?
    let email = given(args, "email")
    if not Configuration.is_email(email) do
      Err("`${email}` is no e-mail address")
    else
      let org = org_of(db, args)?
      let password = password()?
      let name =
        Names.title(Option.unwrap_or(Args.get(args, "name"), Accounts.name_in(email)), "name", 100)?
      case Accounts.create(db, email, password, name, org, given(args, "role")) do
        Err(Constraint(Unique, _)) -> Err("there is a user ${email} already")
        Err(error) -> Err("${error}")
        Ok(id) -> do
          println(id)
          Ok(())
        end
      end
    end
  end)
end

## `mesher set-password EMAIL`
pub fn set_password(config :: Config, args :: ParsedArgs) -> () do
  Database.with_tables(config, fn db ->
    let user = Option.ok_or(
      Users.by_email(db, given(args, "email"))?,
      "there is no user `${given(args, "email")}`"
    )?
    let hash = Crypto.hash_password(password()?)
    Db.transaction(db, fn tx ->
      Users.set_password(tx, user.id, hash)?
      Sessions.close_others(tx, user.id, "")
    end)?
    println("done")
    Ok(())
  end)
end

# From the environment or standard input: arguments can be read by everybody on the machine.
fn password() -> Result<String, String> do
  let text = case Env.get("MESHER_NEW_PASSWORD") do
    Some(text) -> text
    None -> Option.unwrap_or(asked()?, "")
  end
  if Configuration.is_password(text) do
    Ok(text)
  else
    Err("a password must have ${Configuration.password_rule()}")
  end
end

fn asked() -> Result<Option<String>, String> do
  if IO.is_terminal(:stdin) do IO.read_secret("Password: ") else IO.read_line() end
end

# ---- projects ---------------------------------------------------------------------------------------------------

## `mesher create-project NAME`
pub fn create_project(config :: Config, args :: ParsedArgs) -> () do
  Database.with_tables(config, fn db ->
    Projects.bootstrap(db, config.bootstrap_key, config.retention_days)?
    let new = Projects.wished(
      org_of(db, args)?,
      given(args, "name"),
      Args.get(args, "slug"),
      given(args, "platform"),
      config.retention_days
    )?
    case Projects.open(db, new) do
      Err(Constraint(Unique, _)) -> Err("the slug `${given(args, "slug")}` is taken")
      Err(error) -> Err("${error}")
      Ok((_, number, key)) -> do
        println(Configuration.dsn(config, key, number))
        Ok(())
      end
    end
  end)
end

## `mesher create-key PROJECT`
pub fn create_key(config :: Config, args :: ParsedArgs) -> () do
  Database.with_tables(config, fn db ->
    let project = Option.ok_or(
      Projects.find(db, given(args, "project"))?,
      "there is no project `${given(args, "project")}`"
    )?
    let label = Names.title(given(args, "label"), "label", 100)?
    let (_, key) = Keys.create(db, project.id, label, "", None, "")?
    println(Configuration.dsn(config, key, project.number))
    Ok(())
  end)
end
