// What happens in a project, as it happens: one WebSocket, which comes back by itself.
import { address } from './api.js';
import { projects } from './routes.js';

const firstWait = 1000;
const longestWait = 30000;
const silence = 60000;

export class Live {
  /** `handlers`: message(news), state(name, seconds until the next try), open(), when all that happens is told from now on. */
  constructor(project, handlers, signal) {
    this.project = project;
    this.handlers = handlers;
    this.filters = {};
    this.wait = firstWait;
    this.ended = false;
    this.heard = Date.now();
    this.pulse = setInterval(() => this.beat(), 25000);
    addEventListener('online', () => this.now(), { signal });
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.now();
    }, { signal });
    if (signal) signal.addEventListener('abort', () => this.end());
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    if (this.ended) return;
    this.say('connecting', 0);
    const place = address(projects.stream(this.project));
    place.protocol = place.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(place);
    this.socket = socket;
    socket.addEventListener('open', () => {
      this.heard = Date.now();
      this.subscribe(this.filters);
    });
    socket.addEventListener('message', (event) => {
      this.heard = Date.now();
      let news;
      try {
        news = JSON.parse(event.data);
      } catch {
        return;
      }
      if (news.type === 'filters_updated') this.ready(socket);
      else if (news.type !== 'pong') this.handlers.message(news);
    });
    socket.addEventListener('close', () => {
      if (this.socket === socket) this.lost();
    });
  }

  /** From now on the server tells all that happens: it answers when the watcher is where it is told. */
  ready(socket) {
    if (this.live === socket) return;
    this.live = socket;
    this.wait = firstWait;
    this.say('live', 0);
    if (this.handlers.open) this.handlers.open();
  }

  lost() {
    if (this.ended) return;
    this.socket = undefined;
    this.say('lost', this.wait / 1000);
    this.timer = setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(this.wait * 2, longestWait);
  }

  /** Tries at once instead of waiting. */
  now() {
    if (!this.socket && !this.ended) this.connect();
  }

  beat() {
    if (!this.socket || this.socket.readyState !== WebSocket.OPEN) return;
    if (Date.now() - this.heard > silence) {
      const stale = this.socket;
      this.lost();
      stale.close();
    } else this.socket.send('{"type":"ping"}');
  }

  subscribe(filters) {
    this.filters = filters;
    if (this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type: 'subscribe', filters }));
  }

  say(name, seconds) {
    if (this.handlers.state) this.handlers.state(name, seconds);
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
    clearInterval(this.pulse);
    if (this.socket) this.socket.close(1000);
    this.socket = undefined;
  }
}
