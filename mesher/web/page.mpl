##! The live page: the issues of a project, and its events as they arrive. Everything is part of the program.

import Web.Script
import Web.Style

## `GET /`
pub fn index() -> Response do
  asset(document(), "text/html; charset=utf-8", %{
    "content-security-policy" => "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy" => "no-referrer"
  })
end

## `GET /live.js`
pub fn script() -> Response = asset(Script.text(), "text/javascript; charset=utf-8", %{})

## `GET /live.css`
pub fn style() -> Response = asset(Style.text(), "text/css; charset=utf-8", %{})

fn asset(text :: String, kind :: String, headers :: Map<String, String>) -> Response do
  let common = %{"content-type" => kind, "cache-control" => "no-cache", "x-content-type-options" => "nosniff"}
  HTTP.response_with_headers(200, text, Map.merge(common, headers))
end

fn document() -> String do
  """
  <!doctype html>
  <html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Mesher</title>
    <link rel="stylesheet" href="/live.css">
  </head>
  <body>
    <header>
      <h1>Mesher</h1>
      <span class="project" id="project"></span>
      <span class="state waiting" id="state" role="status">connecting</span>
      <form id="filters">
        <label>Level
          <select id="level">
            <option value="">all</option>
            <option>fatal</option>
            <option>error</option>
            <option>warning</option>
            <option>info</option>
            <option>debug</option>
          </select>
        </label>
        <label>Environment <input id="environment" placeholder="all" autocomplete="off" spellcheck="false"></label>
        <button type="button" id="pause" aria-pressed="false">Pause</button>
      </form>
    </header>
    <main>
      <section aria-labelledby="issues-title">
        <h2 id="issues-title">Unresolved issues <span class="badge" id="count">0</span></h2>
        <table>
          <thead><tr><th>Level</th><th>Issue</th><th class="number">Events</th><th>Last seen</th><th><span class="hidden">Actions</span></th></tr></thead>
          <tbody id="issues"></tbody>
        </table>
        <p class="empty" id="no-issues">No unresolved issues. Point a client at the DSN that was printed at the start.</p>
      </section>
      <section aria-labelledby="events-title">
        <h2 id="events-title">Live events <span class="badge quiet" id="held" hidden></span></h2>
        <ol id="events" aria-live="off"></ol>
        <p class="empty" id="no-events">Waiting for events.</p>
      </section>
    </main>
    <noscript><p class="empty">This page needs JavaScript.</p></noscript>
    <script src="/live.js"></script>
  </body>
  </html>
  """
end
