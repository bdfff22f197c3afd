fn main() -> String = "a"
#            ^^^^^^ E0057
