struct User do
  name :: String
end deriving(JSON, Equal, ToString)
#            ^^^^ E0028
#                  ^^^^^ E0028
#                         ^^^^^^^^ E0028

fn main() do
  println(User { name: "a" }.name)
end
