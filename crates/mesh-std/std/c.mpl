##! Numbers as C has them, for the functions of `extern "C"` blocks. In Mesh they are `Int` and `Float`; a call with a number that C's
##! type cannot hold crashes. `long` and `int64_t` are `Int`, `double` is `Float`, `bool` is `Bool`.

## `int8_t`, and `char` on most machines: -128 to 127.
pub type Int8 = Int

## `int16_t`, `short`: -32,768 to 32,767.
pub type Int16 = Int

## `int32_t`, `int`, and what `enum` is: -2,147,483,648 to 2,147,483,647.
pub type Int32 = Int

## `int64_t`, `long`, `ssize_t`: all of `Int`.
pub type Int64 = Int

## `uint8_t`, `unsigned char`: 0 to 255.
pub type UInt8 = Int

## `uint16_t`, `unsigned short`: 0 to 65,535.
pub type UInt16 = Int

## `uint32_t`, `unsigned`: 0 to 4,294,967,295.
pub type UInt32 = Int

## `uint64_t`, `unsigned long`: from 0. Half of its numbers are no `Int`: a result that is too large crashes.
pub type UInt64 = Int

## `size_t`: a number of bytes or elements, from 0.
pub type Size = Int

## `float`: the nearest number of 32 bits is passed.
pub type Float32 = Float
