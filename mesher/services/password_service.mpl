##! Passwords are looked at one after the other: that takes long on purpose, and however many come at once, one core is busy with
##! it and no other service waits.

from Storage.Users import User
import Storage.Users

service PasswordService mailbox 64 drop_newest do
  fn init(db :: Db) -> Db do
    Process.register("password_service", self())
    db
  end

  ## The user of an e-mail address and a password.
  call Authenticate(email :: String, password :: String) :: Result<Option<User>, DbError> do |db|
    (db, Users.authenticate(db, email, password))
  end

  ## The hash of a password.
  call Hash(password :: String) :: String do |db|
    (db, Crypto.hash_password(password))
  end
end

## The service, unless it restarts at this moment.
pub fn find() -> Option<Pid<PasswordService>> = Process.named("password_service")
