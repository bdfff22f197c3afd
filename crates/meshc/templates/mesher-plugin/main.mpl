##! A plug-in for Mesher: a server that is told of alerts. In Mesher make an alert rule with the action
##! `{type: "webhook", url: "https://this.server/mesher"}`; its secret is shown once and goes to `MESHER_SECRET`.

import Plugin
import Routes

struct Settings do
  ## The secret of the rule.
  mesher_secret :: Secret<String>
  @default("127.0.0.1")
  host :: String
  @default(8080)
  @range(1, 65535)
  port :: Int
end deriving(Config)

fn main() do
  let settings :: Result<Settings, String> = Config.load()
  case settings do
    Ok(settings) -> do
      spawn(listen, settings)
      Process.wait_signal()
      Process.halt(0)
    end
    Err(problem) -> do
      Log.error(problem)
      Process.halt(1)
    end
  end
end

actor listen(settings :: Settings) do
  Log.info("listening", host: settings.host, port: "${settings.port}")
  let router = Routes.router(Config.reveal(settings.mesher_secret), Plugin.act)
  case HTTP.serve_on(router, settings.host, settings.port) do
    Ok(_) -> ()
    Err(error) -> do
      Log.error("cannot listen", error: error)
      Process.halt(1)
    end
  end
end
