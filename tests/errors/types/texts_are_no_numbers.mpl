fn added(n) = n + "q"
#                 ^^^ E0001

fn less(n) = n - "q"
#                ^^^ E0006

fn negative() = -"a"
#                ^^^ E0006

fn times(text :: String) = text * 3
#                          ^^^^ E0006

fn known(n, text :: String) = n / text
#                                 ^^^^ E0006

fn total(items, depth) do
  if depth == 0 do
    0
  else
    total(items, depth - "q")
    #                    ^^^ E0001
  end
end

# Texts of the program may have one.
struct Money do
  cents :: Int
end

impl Add for Money do
  type Output = Money

  fn add(self, other :: Money) -> Money = Money { cents: self.cents + other.cents }
end

fn sum(a :: Money, b :: Money) = a + b

fn main() do
  ()
end
