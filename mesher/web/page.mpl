##! The live page: issues of the first project, and events as they arrive.

## `GET /`
pub fn index() -> Response do
  HTTP.response_with_headers(200, document(), %{
    "content-type" => "text/html; charset=utf-8",
    "content-security-policy" => "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:"
  })
end

## `GET /live.js`
pub fn script() -> Response do
  HTTP.response_with_headers(200, code(), %{"content-type" => "text/javascript; charset=utf-8"})
end

fn document() -> String do
  """
  <!doctype html>
  <html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Mesher</title>
    <style>
      body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: \#222; }
      h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
      table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid \#ddd; padding: .3rem .6rem; text-align: left; }
      .level { border-radius: .3rem; padding: 0 .4rem; background: \#eee; } .error, .fatal { background: \#fdd; } .warning { background: \#ffedc2; }
      #state { color: \#666; } button { font: inherit; }
    </style>
  </head>
  <body>
    <h1>Mesher <span id="state">connecting</span></h1>
    <h2>Unresolved issues: <span id="count">0</span></h2>
    <table><thead><tr><th>Level</th><th>Title</th><th>Events</th><th>Last seen</th><th></th></tr></thead><tbody id="issues"></tbody></table>
    <h2>Live events</h2>
    <table><thead><tr><th>Level</th><th>Title</th><th>Environment</th><th>Received</th></tr></thead><tbody id="events"></tbody></table>
    <script src="/live.js"></script>
  </body>
  </html>
  """
end

fn code() -> String do
  """
  'use strict';
  const project = new URLSearchParams(location.search).get('project') || '1';
  const byId = (id) => document.getElementById(id);
  // Everything that comes from events is set as text, never as markup.
  function row(cells, level) {
    const tr = document.createElement('tr');
    cells.forEach((cell, i) => {
      const td = document.createElement('td');
      if (i === 0) {
        const tag = document.createElement('span');
        tag.className = 'level ' + level;
        tag.textContent = cell;
        td.append(tag);
      } else if (cell instanceof Node) {
        td.append(cell);
      } else {
        td.textContent = cell;
      }
      tr.append(td);
    });
    return tr;
  }
  function resolve(id) {
    const button = document.createElement('button');
    button.textContent = 'Resolve';
    button.onclick = () => fetch('/api/v1/issues/' + id + '/resolve', { method: 'POST' }).then(load);
    return button;
  }
  async function load() {
    const answer = await fetch('/api/v1/projects/' + project + '/issues');
    if (!answer.ok) { return; }
    const issues = await answer.json();
    byId('count').textContent = issues.length;
    byId('issues').replaceChildren(...issues.map((issue) =>
      row([issue.level, issue.title, issue.event_count, issue.last_seen, resolve(issue.id)], issue.level)));
  }
  let pending = false;
  function loadSoon() {
    if (pending) { return; }
    pending = true;
    setTimeout(() => { pending = false; load(); }, 200);
  }
  let wait = 1000;
  function connect() {
    const scheme = location.protocol === 'https:' ? 'wss://' : 'ws://';
    const socket = new WebSocket(scheme + location.host + '/stream/projects/' + project);
    socket.onopen = () => { wait = 1000; byId('state').textContent = 'live'; load(); };
    socket.onmessage = (message) => {
      const news = JSON.parse(message.data);
      if (news.type === 'event') {
        const data = news.data;
        byId('events').prepend(row([data.level || 'error', data.title, data.environment || '', data.received_at], data.level || 'error'));
        while (byId('events').children.length > 200) { byId('events').lastChild.remove(); }
      } else if (news.type === 'issue_count') {
        byId('count').textContent = news.count;
      }
      loadSoon();
    };
    socket.onclose = () => {
      byId('state').textContent = 'disconnected';
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 30000);
    };
  }
  connect();
  """
end

## `GET /live.css`
pub fn style() -> Response = HTTP.response_with_headers(200, "", %{"content-type" => "text/css; charset=utf-8"})
