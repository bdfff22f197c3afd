##! The people of another error tracker. Their passwords cannot be read, so they get an invitation: who has an account here becomes
##! a member at once.

from Commands.TakeoverFile import Found, Item, is_set, text_in
from Configuration import Config
import Storage.Invitations
import Storage.Members
import Storage.Users

struct Person do
  email :: String
  org_id :: String
  role :: String
end deriving(Eq, Hash)

## Takes them over; a line for each.
pub fn take(
  config :: Config,
  db :: Db,
  found :: Found,
  orgs :: Map<String, String>,
  fallback :: String
) -> Result<List<String>, DbError> do
  let people = List.filter(all(found, orgs, fallback), fn one -> Email.is_address(one.email) end)
  List.try_map(
    List.unique_by(people, fn one -> (one.email, one.org_id) end),
    fn one -> invited(config, db, one) end
  )
end

fn invited(config :: Config, db :: Db, person :: Person) -> Result<String, DbError> do
  case Users.by_email(db, person.email)? do
    Some(user) -> do
      if Option.is_none(Members.role_of(db, user.id, person.org_id)?) do
        Members.add(db, user.id, person.org_id, person.role)?
      end
      Ok("${person.email}: has an account here")
    end
    None ->
      # Another link would end the one that was given out.
      if Invitations.is_open(db, person.org_id, person.email)? do
        Ok("${person.email}: is invited already")
      else
        let (_, token) = Invitations.create(db, person.org_id, person.email, person.role, None)?
        Ok("${person.email}: ${config.public_url}/accept#token=${token}")
      end
  end
end

# Sentry and GlitchTip say who belongs to which organization; Bugsink has one for all.
fn all(found :: Found, orgs :: Map<String, String>, fallback :: String) -> List<Person> do
  let users = List.index_by(found.users, fn user -> user.pk end)
  if List.is_empty(found.members) do
    List.map(found.users, fn user ->
      Person {
        email: address_of(user),
        org_id: fallback,
        role: if is_set(user, "is_superuser") do "owner" else "member" end
      }
    end)
  else
    List.filter_map(found.members, fn member ->
      Option.map(Map.fetch(orgs, text_in(member, "organization")), fn org_id ->
        Person { email: member_address(member, users), org_id: org_id, role: role_of(member) }
      end)
    end)
  end
end

fn member_address(member :: Item, users :: Map<String, Item>) -> String do
  let names = List.map(["user", "user_id"], fn name -> text_in(member, name) end)
  case List.find_map(names, fn name -> Map.fetch(users, name) end) do
    Some(user) -> address_of(user)
    # Asked to join, and not there yet.
    None -> Users.canonical(text_in(member, "email"))
  end
end

# Where addresses are the names of accounts, the other field may be empty.
fn address_of(user :: Item) -> String do
  let email = text_in(user, "email")
  Users.canonical(if email == "" do text_in(user, "username") else email end)
end

# GlitchTip counts them from 0.
fn role_of(member :: Item) -> String do
  case text_in(member, "role") do
    "owner" | "3" -> "owner"
    "manager" | "admin" | "1" | "2" -> "admin"
    _ -> "member"
  end
end
