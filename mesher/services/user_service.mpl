##! Users, memberships and sessions.

from Storage.Users import User, Member
import Storage.Users

service UserService do
  fn init(db :: Db) -> Db do
    Process.register("user_service", self())
    db
  end

  ## A new user: its id.
  call Register(email :: String, password :: String, display_name :: String) :: Result<String, String> do |db|
    (db, Users.register(db, email, password, display_name))
  end

  ## A new session: its token.
  call Login(email :: String, password :: String) :: Result<String, String> do |db|
    (db, Users.login(db, email, password))
  end

  call ValidateSession(token :: String) :: Result<Option<User>, String> do |db|
    (db, Users.of_session(db, token))
  end

  ## Ends a session: the number of sessions that ended.
  call Logout(token :: String) :: Result<Int, String> do |db|
    (db, Users.logout(db, token))
  end

  call GetUser(id :: String) :: Result<Option<User>, String> do |db|
    (db, Users.find(db, id))
  end

  ## A new membership: its id.
  call AddMember(user_id :: String, org_id :: String, role :: String) :: Result<String, String> do |db|
    (db, Users.add_member(db, user_id, org_id, role))
  end

  call GetMembers(org_id :: String) :: Result<List<Member>, String> do |db|
    (db, Users.members(db, org_id))
  end
end
