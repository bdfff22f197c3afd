actor a() mailbox 0 drop_oldest do
#                 ^ E0066
  receive do
    n -> println("${n + 1}")
  end
end

actor b() mailbox 10 drop_oldst memory 5 do
#                    ^^^^^^^^^^ E0066
#                                      ^ E0066
  receive do
    n -> println("${n + 1}")
  end
end

service S mailbox 5 blok do
#                   ^^^^ E0066
  fn init() -> Int = 0
end

fn main() do
  spawn(a)
  spawn(b)
  S.start()
  receive do
    (:down, ref, _, _) | (:exit, _, _) -> println("${ref == Process.monitor(self())}")
    #                    ^^^^^^^^^^^^^ E0001
    #                    ^^^^^^^^^^^^^ E0011
  end
end
