# modes: debug release
# Numbers cross as C has them: with their signs and widths, and none that does not fit.
extern "C" do
  fn same_i8(n :: C.Int8) -> C.Int8
  fn same_i16(n :: C.Int16) -> C.Int16
  fn same_i32(n :: C.Int32) -> C.Int32
  fn same_i64(n :: C.Int64) -> Int
  fn same_u8(n :: C.UInt8) -> C.UInt8
  fn same_u16(n :: C.UInt16) -> C.UInt16
  fn same_u32(n :: C.UInt32) -> C.UInt32
  fn same_u64(n :: C.UInt64) -> C.UInt64
  fn same_size(n :: C.Size) -> C.Size
  fn same_double(x :: Float) -> Float
  fn same_float(x :: C.Float32) -> C.Float32
  fn negated(b :: Bool) -> Bool
  fn minus_one() -> C.Int8
  fn most() -> C.UInt64
  fn low_byte(n :: C.UInt32) -> C.UInt8
  fn seven() -> C.Int32

  fn many(
    a :: C.Int8,
    b :: Float,
    c :: C.UInt16,
    d :: C.Float32,
    e :: C.Int32,
    f :: Float,
    g :: Int,
    h :: C.Float32,
    i :: C.UInt8,
    j :: Float,
    k :: Bool,
    l :: Float,
    m :: C.Int16,
    n :: Float,
    o :: C.UInt32,
    p :: Float,
    q :: Int,
    r :: Float,
    s :: C.Int32,
    t :: Float
  ) -> Float
end

fn told(work) -> String do
  case Job.await(Job.async(work)) do
    Ok(n) -> "${n}"
    Err(reason) -> reason
  end
end

fn main() do
  println("${List.map([-128, 127], same_i8)} ${told(fn -> same_i8(128) end)}")
  println("${List.map([-32768, 32767], same_i16)} ${told(fn -> same_i16(-32769) end)}")
  println("${List.map([-2147483648, 2147483647], same_i32)} ${told(fn -> same_i32(2147483648) end)}")
  println("${List.map([-9223372036854775808, 9223372036854775807], same_i64)}")
  println("${List.map([0, 255], same_u8)} ${told(fn -> same_u8(256) end)}")
  println("${List.map([0, 65535], same_u16)} ${told(fn -> same_u16(-1) end)}")
  println("${List.map([0, 4294967295], same_u32)} ${told(fn -> same_u32(4294967296) end)}")
  println("${List.map([0, 9223372036854775807], same_u64)} ${told(fn -> same_u64(-1) end)}")
  println("${same_size(5)} ${told(fn -> same_size(-5) end)}")
  println("${same_double(0.1)} ${same_float(0.1)} ${same_float(1.0e300)} ${same_double(0.0 / 0.0)}")
  println("${negated(true)} ${negated(false)} ${minus_one()} ${low_byte(511)} ${seven()}")
  println(told(most))
  let total =
    many(-1, 1.5, 2, 0.5, -3, 2.5, 4, 1.25, 5, 3.5, true, 4.5, -6, 5.5, 7, 6.5, 8, 7.5, -9, 8.5)
  println("${total}")
end
