# Each local function is used at three types, in the next one.
fn main() do
  let f0 = fn x -> x end
  let f1 = fn x do
    let _ = f0(1)
    let _ = f0("s")
    x
  end
  let f2 = fn x do
    let _ = f1(1)
    let _ = f1("s")
    x
  end
  let f3 = fn x do
    let _ = f2(1)
    let _ = f2("s")
    x
  end
  let f4 = fn x do
    let _ = f3(1)
    let _ = f3("s")
    x
  end
  let f5 = fn x do
    let _ = f4(1)
    let _ = f4("s")
    x
  end
  let f6 = fn x do
    let _ = f5(1)
    let _ = f5("s")
    x
  end
  let f7 = fn x do
    let _ = f6(1)
    let _ = f6("s")
    x
  end
  let f8 = fn x do
    let _ = f7(1)
    let _ = f7("s")
    x
  end
  let f9 = fn x do
    let _ = f8(1)
    let _ = f8("s")
    x
  end
  let f10 = fn x do
    let _ = f9(1)
    let _ = f9("s")
    x
  end
  let f11 = fn x do
    let _ = f10(1)
    let _ = f10("s")
    x
  end
  let f12 = fn x do
    let _ = f11(1)
    let _ = f11("s")
    x
  end
  let f13 = fn x do
    let _ = f12(1)
    let _ = f12("s")
    x
  end
  let f14 = fn x do
    let _ = f13(1)
    let _ = f13("s")
    x
  end
  let f15 = fn x do
    let _ = f14(1)
    let _ = f14("s")
    x
  end
  let f16 = fn x do
    let _ = f15(1)
    let _ = f15("s")
    x
  end
  let f17 = fn x do
    let _ = f16(1)
    let _ = f16("s")
    x
  end
  let f18 = fn x do
    let _ = f17(1)
    let _ = f17("s")
    x
  end
  let f19 = fn x do
    let _ = f18(1)
    let _ = f18("s")
    x
  end
  let f20 = fn x do
    let _ = f19(1)
    let _ = f19("s")
    x
  end
  let f21 = fn x do
    let _ = f20(1)
    let _ = f20("s")
    x
  end
  let f22 = fn x do
    let _ = f21(1)
    let _ = f21("s")
    x
  end
  println("${f22(true)}")
end
