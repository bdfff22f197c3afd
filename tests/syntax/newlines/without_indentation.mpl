impl Show for Point do
fn show(self) -> String do
"text"
end
type Item = Int
end

fn main() do
fn add(a, b) do
a + b
end
case x do
1 ->
f()
g()
_ -> add(1, 2)
end
end
