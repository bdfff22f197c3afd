##! Who wrote a message: whoever knows the rule's secret can sign one, and each signature is good for some minutes only.

# In seconds: as far as the clocks of both machines may be apart, with what a message needs on its way.
const WINDOW = 300

## The signature of a body that is sent at a time, in seconds since 1970.
pub fn of(secret :: String, seconds :: Int, body :: String) -> String do
  let code = Crypto.hmac_sha256(secret, "${seconds}.${body}")
  "v1=${code}"
end

## Whether Mesher wrote this body, and not long ago. `now` is in seconds since 1970, the other texts are those of the headers.
pub fn is_good(
  secret :: String,
  now :: Int,
  timestamp :: String,
  signature :: String,
  body :: String
) -> Bool do
  case String.to_int(timestamp) do
    Some(seconds) ->
      Math.abs(now - seconds) <= WINDOW and
        Crypto.secure_compare(of(secret, seconds, body), signature)
    None -> false
  end
end
