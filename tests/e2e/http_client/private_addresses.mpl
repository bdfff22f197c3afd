# driver: private_addresses.py
# A client that is kept to the public internet: no way leads to this machine or its network.
fn main() do
  let client = Http.client_with(%{Http.options() | private_addresses: false})
  let port = Env.get("PEER", "")
  let hosts = [
    "127.0.0.1",
    "localhost",
    "0.0.0.0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "127.1",
    "169.254.169.254",
    "10.0.0.1",
    "192.168.0.1",
    "[fe80::1]",
    "[fd00::1]",
    "100.64.0.1"
  ]
  for host in hosts do
    case Http.send_with(client, Http.timeout(Http.build(:get, "http://${host}:${port}/"), 2000)) do
      Err(Forbidden(_)) -> println("${host}: refused")
      Ok(answer) -> println("${host}: ${answer.status} ${answer.body}")
      Err(error) -> println("${host}: ${error}")
    end
  end
  println("others: ${Result.map(Http.get("http://127.0.0.1:${port}/"), fn answer -> answer.body end)}")
  case Http.open_with(client, Http.build(:get, "http://localhost:${port}/")) do
    Ok(_) -> println("open: through")
    Err(error) -> println("open: ${error}")
  end
end
