# driver: certificates.py
# Servers whose certificates are good or bad, asked by clients that trust the one or the other.
fn main() do
  let hosts = for name in ["GOOD", "EXPIRED", "OTHER", "SELF", "NONE", "PLAIN", "LATER"] do
    (name, Env.get(name, ""))
  end
  let url = fn name, host -> "https://${host}:${Map.get(Map.from_list(hosts), name)}/" end
  let trusting = fn roots -> Http.client_with(%{Http.options() | roots: roots}) end
  let ask = fn client, label, name, host ->
    case Http.send_with(client, Http.build(:get, url(name, host))) do
      Ok(answer) -> println("${label}: ${answer.status} ${answer.body}")
      Err(Tls(text)) -> println("${label}: TLS, ${text}")
      Err(error) -> println("${label}: ${error}")
    end
  end
  let named = trusting(["ca.pem"])
  ask(named, "good", "GOOD", "localhost")
  ask(named, "by address", "GOOD", "127.0.0.1")
  ask(named, "expired", "EXPIRED", "localhost")
  ask(named, "not yet", "LATER", "localhost")
  ask(named, "other name", "OTHER", "localhost")
  ask(named, "self-signed", "SELF", "localhost")
  ask(named, "no TLS", "PLAIN", "localhost")
  ask(named, "no handshake", "NONE", "localhost")
  # Trusting nobody in particular.
  ask(Http.client(), "unknown issuer", "GOOD", "localhost")
  # By the text of a file, and a self-signed certificate by itself.
  ask(trusting([Result.unwrap(File.read("ca.pem"))]), "as text", "GOOD", "localhost")
  ask(trusting(["self.pem"]), "named", "SELF", "localhost")
  ask(trusting(["nowhere.pem"]), "no file", "GOOD", "localhost")
  ask(trusting(["ca.key"]), "no certificate", "GOOD", "localhost")
  let none = Http.client_with(%{Http.options() | system_roots: false})
  ask(none, "no roots", "GOOD", "localhost")
end
