pub fn work() do
  Log.debug("read", bytes: 12)
  Log.info("opened")
end
