##! Passwords in requests: who may try, who has which, and what a new one is kept as.

from Api.Context import Context
from Api.Input import Refusal
from Services.PasswordService import PasswordService
from Services.UserService import UserService
from Storage.Users import User
import Api.Input
import Configuration
import Services.PasswordService

# More than is waited for who asks.
fn patience() -> Int = 10000

fn busy() -> Refusal = Refused(503, "unavailable")

## The user of an e-mail address and a password, unless the client's address has failed too often: 429.
pub fn check(
  context :: Context,
  request :: Request,
  email :: String,
  password :: String
) -> Result<Option<User>, Refusal> do
  let address = Input.network(Input.address(context.config, request))
  let users :: Option<Pid<UserService>> = Process.named("user_service")
  let users = Option.ok_or(users, busy())?
  if UserService.attempt(users, address) do
    let passwords = Option.ok_or(PasswordService.find(), busy())?
    # A password that is none takes as long.
    let given = if Configuration.is_password(password) do password else "" end
    let outcome = Result.map_err(
      PasswordService.try_authenticate(passwords, email, given, patience()),
      fn _ -> busy() end
    )?
    let found = Result.map_err(outcome, fn error -> Failed(error) end)?
    if Option.is_some(found) do
      UserService.succeeded(users, address)
    end
    Ok(found)
  else
    Err(Refused(429, "too many attempts"))
  end
end

## What a new password is kept as; 400 when it is none.
pub fn hashed(password :: String) -> Result<String, Refusal> do
  if Configuration.is_password(password) do
    let passwords = Option.ok_or(PasswordService.find(), busy())?
    Result.map_err(PasswordService.try_hash(passwords, password, patience()), fn _ -> busy() end)
  else
    Err(Refused(400, "password must have ${Configuration.password_rule()}"))
  end
end
