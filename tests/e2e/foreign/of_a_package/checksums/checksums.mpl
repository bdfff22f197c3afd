##! Checksums, in C.

extern "C" do
  fn adler(bytes :: Bytes) -> C.UInt32
end

## The Adler-32 checksum of a text.
pub fn of_text(text :: String) -> Int = adler(Bytes.from_string(text))
