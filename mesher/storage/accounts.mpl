##! Users with what they belong to, for those who need no session: the first start and the commands.

import Storage.Members
import Storage.Users

## Makes the first user, who owns the first organization; whether nobody was the first before. Of several processes that start at
## once, one does it.
pub fn first_owner(db :: Db, email :: String, password :: String) -> Result<Bool, DbError> do
  let hash = Crypto.hash_password(password)
  let made = Db.transaction(db, fn tx ->
    if Members.is_claimed(tx)? do
      Ok(false)
    else
      let id = Users.create(tx, email, hash, name_in(email))?
      Members.claim_ownership(tx, id)
    end
  end)
  case made do
    # By another process, meanwhile.
    Err(Constraint(Unique, _)) -> Ok(false)
    other -> other
  end
end

## What stands before the `@`.
pub fn name_in(email :: String) -> String =
  Option.unwrap_or(List.first(String.split(email, "@")), email)

## Makes a user who is a member of an organization: `owner`, `admin` or `member`. The first user is an owner in any case.
pub fn create(
  db :: Db,
  email :: String,
  password :: String,
  display_name :: String,
  org_id :: String,
  role :: String
) -> Result<String, DbError> do
  let hash = Crypto.hash_password(password)
  Db.transaction(db, fn tx ->
    let id = Users.create(tx, email, hash, display_name)?
    Members.claim_ownership(tx, id)?
    if Option.is_none(Members.role_of(tx, id, org_id)?) do
      Members.add(tx, id, org_id, role)?
    end
    Ok(id)
  end)
end
