# Attributes of fields: other names, what is left out, what may be missing.
struct Token do
  text :: String
end deriving(Debug, Eq)

impl Default for Token do
  fn default() -> Token = Token { text: "none" }
end

struct Account<T> do
  @json("userName")
  user_name :: String
  @json(default)
  logins :: Int
  @json("e-mail \"x\" \${y}", omit_none)
  email :: Option<String>
  @json(omit_none)
  extra :: Option<T>
  # Nothing that JSON knows.
  @json(skip)
  token :: Token
  @json("friends", default)
  known :: List<Account<T>>
end deriving(Json, Debug, Eq)

struct Nothing do
  @json(skip)
  a :: Int
end deriving(Json, Debug)

fn main() do
  let ana = Account {
    user_name: "ana",
    logins: 3,
    email: None,
    extra: Some(1.5),
    token: Token { text: "secret" },
    known: []
  }
  println(Json.encode(ana))
  println(Json.encode(%{ana | email: Some("a@b"), extra: None, known: [%{ana | user_name: "bob"}]}))
  let back :: Result<Account<Float>, String> = Json.decode(Json.encode(ana))
  println("${Result.map(back, fn a -> (a.user_name, a.token.text, a.extra, a == ana) end)}")
  let short :: Result<Account<Float>, String> =
    Json.decode("{\"userName\":\"x\",\"token\":{\"text\":\"forged\"}}")
  println("${short}")
  let bad :: Result<Account<Float>, String> =
    Json.decode("{\"userName\":\"x\",\"friends\":[{\"userName\":\"y\"},{\"user_name\":\"z\"}]}")
  let worse :: Result<Account<Float>, String> =
    Json.decode("{\"userName\":\"x\",\"logins\":\"many\"}")
  println("${bad} ${worse}")
  println("${Json.encode(Nothing { a: 1 })} ${Nothing.from_json("{\"a\":5}")} ${Nothing.from_json("[]")}")
end
