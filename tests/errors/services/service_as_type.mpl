# What there is of a service is its pid.
service Counter do
  fn init() -> Int = 0

  call Two() :: Int do |n|
    (n, n)
  end
end

struct App do
  counter :: Counter
  #          ^^^^^^^ E0045
  all :: List<Counter>
  #           ^^^^^^^ E0045
  first :: Counter?
  #        ^^^^^^^ E0045
  right :: Pid<Counter>
end

struct Pool<T> do
  pids :: List<Pid<T>>
end

fn ask(c :: Counter) -> Int = Counter.two(c)
#           ^^^^^^^ E0045

fn size(pool :: Pool<Counter>) -> Int = List.length(pool.pids)

fn main() do
  let c = Counter.start()
  let d :: Counter = c
  #        ^^^^^^^ E0045
  let app = App { counter: c, all: [c, d], first: None, right: c }
  println("${ask(app.counter)} ${size(Pool { pids: [app.right] })} ${app.all} ${app.first}")
end
