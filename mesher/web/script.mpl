##! The page's program. What comes from events is set as text, never as markup.

pub fn text() -> String do
  """
  'use strict';
  const project = new URLSearchParams(location.search).get('project') || '1';
  const byId = (id) => document.getElementById(id);
  const shown = 200;
  let paused = false;
  let held = [];
  let counts = new Map();
  // Whether the stream has told how many issues there are.
  let counted = false;

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    if (text !== undefined) { made.textContent = text; }
    return made;
  }

  function levelTag(level) {
    const known = ['fatal', 'error', 'warning', 'info', 'debug'].includes(level) ? level : 'error';
    return element('span', 'level ' + known, level || 'error');
  }

  function time(text) {
    const at = new Date(text);
    const made = element('time', 'time', isNaN(at) ? '' : at.toLocaleTimeString([], { hour12: false }));
    made.title = text || '';
    return made;
  }

  // ---- issues ------------------------------------------------------------------------------------------------

  function act(id, action, label) {
    const button = element('button', '', label);
    button.type = 'button';
    button.addEventListener('click', async () => {
      button.disabled = true;
      await fetch('/api/v1/issues/' + id + '/' + action, { method: 'POST' });
      loadSoon();
    });
    return button;
  }

  function issueRow(issue) {
    const row = document.createElement('tr');
    const cells = [element('td', ''), element('td', 'title', issue.title), element('td', 'number', issue.event_count),
      element('td', 'time'), element('td', 'actions')];
    cells[0].append(levelTag(issue.level));
    cells[3].append(time(issue.last_seen));
    cells[4].append(act(issue.id, 'resolve', 'Resolve'), act(issue.id, 'archive', 'Archive'));
    row.append(...cells);
    if (counts.has(issue.id) && counts.get(issue.id) !== issue.event_count) { row.className = 'changed'; }
    return row;
  }

  async function load() {
    const query = new URLSearchParams({ status: 'unresolved', limit: '100' });
    if (byId('level').value) { query.set('level', byId('level').value); }
    if (byId('environment').value.trim()) { query.set('environment', byId('environment').value.trim()); }
    try {
      const answer = await fetch('/api/v1/projects/' + encodeURIComponent(project) + '/issues?' + query);
      if (!answer.ok) { return; }
      const { data: issues, has_more: more } = await answer.json();
      const filtered = query.has('level') || query.has('environment');
      if (!counted && !filtered) { byId('count').textContent = issues.length + (more ? '+' : ''); }
      byId('issues').replaceChildren(...issues.map(issueRow));
      byId('no-issues').hidden = issues.length > 0;
      counts = new Map(issues.map((issue) => [issue.id, issue.event_count]));
    } catch {
      // The next connection loads again.
    }
  }

  let soon = false;
  function loadSoon() {
    if (soon) { return; }
    soon = true;
    setTimeout(() => { soon = false; load(); }, 250);
  }

  // ---- events ------------------------------------------------------------------------------------------------

  function eventItem(data) {
    const item = document.createElement('li');
    const detail = element('div', 'detail');
    if (data.new_issue) { detail.append(element('span', 'mark', 'new issue  ')); }
    if (data.regression) { detail.append(element('span', 'mark', 'regression  ')); }
    const facts = [data.environment, data.release, data.platform].filter((fact) => typeof fact === 'string' && fact);
    detail.append(facts.join(' · '));
    item.append(levelTag(data.level), element('span', 'title', data.title), time(data.received_at), detail);
    return item;
  }

  function show(events) {
    const list = byId('events');
    for (const data of events) { list.prepend(eventItem(data)); }
    while (list.children.length > shown) { list.lastChild.remove(); }
    byId('no-events').hidden = list.children.length > 0;
  }

  function arrived(data) {
    if (paused) {
      held.push(data);
      if (held.length > shown) { held.shift(); }
      byId('held').hidden = false;
      byId('held').textContent = held.length + ' while paused';
    } else {
      show([data]);
    }
  }

  byId('pause').addEventListener('click', () => {
    paused = !paused;
    byId('pause').setAttribute('aria-pressed', String(paused));
    byId('pause').textContent = paused ? 'Resume' : 'Pause';
    if (!paused) {
      show(held);
      held = [];
      byId('held').hidden = true;
      loadSoon();
    }
  });

  // ---- the connection ----------------------------------------------------------------------------------------

  let socket;
  let wait = 1000;

  function state(name, text) {
    byId('state').className = 'state ' + name;
    byId('state').textContent = text;
  }

  function subscribe() {
    if (!socket || socket.readyState !== WebSocket.OPEN) { return; }
    const filters = { level: byId('level').value, environment: byId('environment').value.trim() };
    socket.send(JSON.stringify({ type: 'subscribe', filters: filters }));
  }

  function connect() {
    const scheme = location.protocol === 'https:' ? 'wss://' : 'ws://';
    socket = new WebSocket(scheme + location.host + '/stream/projects/' + encodeURIComponent(project));
    socket.addEventListener('open', () => {
      wait = 1000;
      state('live', 'live');
      subscribe();
      load();
    });
    socket.addEventListener('message', (message) => {
      const news = JSON.parse(message.data);
      if (news.type === 'event') { arrived(news.data); }
      if (news.type === 'issue_count') {
        counted = true;
        byId('count').textContent = news.count;
      }
      if (news.type === 'event' || news.type === 'issue') { if (!paused) { loadSoon(); } }
    });
    socket.addEventListener('close', () => {
      state('lost', 'disconnected, next try in ' + wait / 1000 + ' s');
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 30000);
    });
  }

  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  byId('level').addEventListener('change', () => { subscribe(); load(); });
  byId('environment').addEventListener('change', () => { subscribe(); load(); });
  byId('project').textContent = 'project ' + project;
  connect();
  """
end
