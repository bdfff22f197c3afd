pub struct Style do
  mark :: String
end

pub fn shout(text :: String) -> String = String.to_upper(text) <> suffix()

fn suffix() = "!"
