// Addresses to pages. Every page has an address of its own, which works after a reload.

const base = () => new URL(document.baseURI).pathname;
const routes = [];

/** A route: `projects/:project/issues`; `load` gives the module of the page. */
export function route(pattern, load, kind = {}) {
  const names = [];
  const parts = pattern.split('/').map((part) => {
    if (!part.startsWith(':')) return part;
    names.push(part.slice(1));
    return '([^/]+)';
  });
  routes.push({ expression: new RegExp(`^${parts.join('/')}/?$`), names, load, kind });
}

/** What the address of the document means: its route, parameters and query. */
export function place(url = new URL(location.href)) {
  const path = url.pathname.startsWith(base()) ? url.pathname.slice(base().length) : url.pathname.slice(1);
  for (const { expression, names, load, kind } of routes) {
    const found = expression.exec(path);
    if (found) {
      const params = {};
      try {
        names.forEach((name, index) => { params[name] = decodeURIComponent(found[index + 1]); });
      } catch {
        return undefined;
      }
      return { load, kind, params, query: url.searchParams, path };
    }
  }
  return undefined;
}

let show = () => {};

/** `render(place, how)` is called for each address; `how.back` when one came to it by the browser's own buttons. */
export function start(render) {
  show = render;
  addEventListener('popstate', () => render(place(), { back: true }));
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const anchor = event.target instanceof Element && event.target.closest('a[href]');
    if (!anchor || anchor.target || anchor.hasAttribute('download')) return;
    const url = new URL(anchor.href, document.baseURI);
    if (anchor.classList.contains('skip')) {
      event.preventDefault();
      document.getElementById('main')?.focus();
      return;
    }
    if (url.origin !== location.origin || !url.pathname.startsWith(base()) || !place(url)) return;
    event.preventDefault();
    go(url);
  });
  render(place(), {});
}

/** Goes to a path (without a slash at its beginning). */
export function go(path, options = {}) {
  const url = new URL(path, document.baseURI);
  if (options.replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  show(place(url), options);
}

/** Changes the address without showing anything anew. */
export function note(path) {
  history.replaceState(null, '', new URL(path, document.baseURI));
}

