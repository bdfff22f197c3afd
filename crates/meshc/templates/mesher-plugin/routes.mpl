##! Where Mesher's messages come in.

from Deliveries import Deliveries
from Notice import Notice
import Signature

## `secret` is that of Mesher's rule, `act` is told what it says.
pub fn router(secret :: String, act :: Fun(Notice) -> Result<(), String>) -> Router do
  let deliveries = Deliveries.start()
  HTTP.router()
    |> HTTP.on_get("/health", fn _ -> HTTP.response(200, "ok") end)
    |> HTTP.on_post("/mesher", fn request -> received(request, secret, deliveries, act) end)
end

fn received(
  request :: Request,
  secret :: String,
  deliveries :: Pid<Deliveries>,
  act :: Fun(Notice) -> Result<(), String>
) -> Response do
  let now = DateTime.to_unix_secs(DateTime.utc_now())
  let body = Request.body(request)
  let (timestamp, signature) = (
    header(request, "X-Mesher-Timestamp"),
    header(request, "X-Mesher-Signature")
  )
  if not Signature.is_good(secret, now, timestamp, signature, body) do
    HTTP.response(401, "not signed by Mesher, or too long ago")
  else
    case Notice.from_json(body) do
      Ok(notice) ->
        case Deliveries.once(deliveries, header(request, "X-Mesher-Delivery"), fn ->
          act(notice)
        end) do
          Ok(_) -> HTTP.response(204, "")
          Err(problem) -> do
            Log.error("not done", delivery: header(request, "X-Mesher-Delivery"), error: problem)
            HTTP.response(500, "not done")
          end
        end
      # Sent again it would be the same: 410 tells Mesher so.
      Err(problem) -> do
        Log.error("not understood", error: "${problem}")
        HTTP.response(410, "not understood")
      end
    end
  end
end

fn header(request :: Request, name :: String) -> String =
  Option.unwrap_or(Request.header(request, name), "")
