# driver: settings.py
# Numbers in the environment that cannot be meant are told before anything runs.
fn main() do
  println("runs")
end
