// Calls of the server. Where a route stands, and what it is given, is said in routes.js and nowhere else.

/** What went wrong: `status` is 0 when the server did not answer at all. */
export class Failure extends Error {
  constructor(status, message, details = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** The address of a path below the place where Mesher is. */
export const address = (path) => new URL(path, document.baseURI);

const patience = 30000;

function refusal(status, text) {
  try {
    const told = JSON.parse(text);
    const message = told.error || told.detail;
    if (typeof message === 'string' && message) return new Failure(status, message, told);
  } catch {
    // Not JSON: what stands between.
  }
  return new Failure(status, `the server answered ${status}`);
}

/** Calls `method` of a path (`api/v1/...`). `body` is sent as JSON. Gives what the answer's JSON says, with `undo`: how that is taken back. */
export async function call(method, path, body, options = {}) {
  const headers = { Accept: 'application/json', 'X-Requested-With': 'Mesher' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const limit = AbortSignal.timeout(patience);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  let answer;
  let text;
  try {
    answer = await fetch(address(path), {
      method, headers, signal, credentials: 'same-origin', cache: 'no-store',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    text = await answer.text();
  } catch (error) {
    if (options.signal && options.signal.aborted) throw error;
    throw new Failure(0, 'the server does not answer');
  }
  if (!answer.ok) {
    if (answer.status === 401 && !options.quiet) document.dispatchEvent(new CustomEvent('mesher:signed-out'));
    throw refusal(answer.status, text);
  }
  if (options.raw) return text;
  try {
    const told = text ? JSON.parse(text) : {};
    return options.undo ? { ...told, undo: answer.headers.get('X-Mesher-Undo') } : told;
  } catch {
    throw new Failure(answer.status, 'the server answered something that is not JSON');
  }
}

export const get = (path, options) => call('GET', path, undefined, options);
export const post = (path, body = {}, options) => call('POST', path, body, options);

/** A path with a query of the values that are not empty. */
export function withQuery(path, values) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values || {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
