##! The environment of the program.

## The arguments of the program.
##
## ```mesh
## assert_eq Env.args(), []
## ```
@extern("mesh_env_args")
@reads
pub fn args() -> List<String>

## The value of an environment variable, if it is set.
##
## ```mesh
## assert_eq Env.get("NOT_SET_ANYWHERE"), None
## assert_eq Env.get("NOT_SET_ANYWHERE", "usual"), "usual"
## ```
@extern("mesh_env_get")
@reads
pub fn get(name :: String) -> Option<String>

## The value of an environment variable, or the default.
pub fn get(name :: String, default :: String) -> String = Option.unwrap_or(get(name), default)

## The value of an environment variable as a number, or the default when it is not set or no number.
##
## ```mesh
## assert_eq Env.get_int("NOT_SET_ANYWHERE", 80), 80
## ```
pub fn get_int(name :: String, default :: Int) -> Int do
  case get(name) do
    Some(text) -> Option.unwrap_or(String.to_int(text), default)
    None -> default
  end
end
