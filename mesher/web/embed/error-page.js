// The dialog of `Sentry.showReportDialog`, in a page of somebody else: it touches nothing of that page, needs none of its styles, and
// says what it says as text. Its words come from the address that it was loaded by; what is written goes to the same address.
(() => {
  const source = document.currentScript && document.currentScript.src;
  if (!source) return;
  const words = new URL(source).searchParams;
  const word = (name, otherwise) => words.get(name) || otherwise;

  const make = (name, style, properties = {}, ...children) => {
    const node = document.createElement(name);
    Object.assign(node.style, style);
    Object.assign(node, properties);
    node.append(...children);
    return node;
  };
  const font = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const field = { width: '100%', boxSizing: 'border-box', padding: '8px', margin: '4px 0 12px', font: `15px ${font}`, color: '#1d1b22', background: '#ffffff', border: '1px solid #77717f', borderRadius: '6px' };
  const press = (primary) => ({ padding: '9px 16px', margin: '4px 0 0 8px', font: `15px ${font}`, borderRadius: '6px', cursor: 'pointer', border: '1px solid #4b3bb5', color: primary ? '#ffffff' : '#4b3bb5', background: primary ? '#4b3bb5' : '#ffffff' });

  const input = (name, text, kind) => {
    const control = make(kind === 'textarea' ? 'textarea' : 'input', field, { name, required: kind === 'textarea', maxLength: kind === 'textarea' ? 4096 : 200 });
    if (kind === 'textarea') control.rows = 5;
    else {
      control.type = kind;
      control.value = words.get(name) || '';
      control.autocomplete = name;
    }
    return [make('label', { display: 'block', font: `14px ${font}` }, {}, text, control), control];
  };
  const [nameLabel, name] = input('name', word('labelName', 'Name'), 'text');
  const [emailLabel, email] = input('email', word('labelEmail', 'E-mail'), 'email');
  const [commentsLabel, comments] = input('comments', word('labelComments', 'What happened?'), 'textarea');
  const trouble = make('p', { margin: '0 0 8px', font: `14px ${font}`, color: '#a3180c' }, { hidden: true });
  trouble.setAttribute('role', 'alert');
  const submit = make('button', press(true), { type: 'submit' }, word('labelSubmit', 'Send report'));
  const close = make('button', press(false), { type: 'button' }, word('labelClose', 'Close'));
  const title = make('h2', { margin: '0 0 8px', font: `bold 21px ${font}`, color: '#1d1b22' }, { id: 'mesher-report-title' }, word('title', 'Something went wrong.'));
  const form = make('form', { margin: '0' }, {}, nameLabel, emailLabel, commentsLabel, trouble, make('div', { textAlign: 'right' }, {}, close, submit));
  const box = make('div', { width: 'min(520px, 100%)', maxHeight: '100%', overflow: 'auto', boxSizing: 'border-box', padding: '24px', overflowWrap: 'anywhere', background: '#ffffff', color: '#1d1b22', borderRadius: '10px', boxShadow: '0 12px 48px rgba(0, 0, 0, 0.4)', textAlign: 'left' }, {},
    title, make('p', { margin: '0 0 16px', font: `15px ${font}` }, {}, `${word('subtitle', 'The people who make this have been told.')} ${word('subtitle2', 'If you would like to help, say below what happened.')}`), form);
  const veil = make('div', { position: 'fixed', inset: '0', zIndex: '2147483647', display: 'flex', alignItems: 'center', justifyContent: 'center', padding: '16px', boxSizing: 'border-box', background: 'rgba(20, 16, 28, 0.7)' }, {}, box);
  veil.setAttribute('role', 'dialog');
  veil.setAttribute('aria-modal', 'true');
  veil.setAttribute('aria-labelledby', title.id);

  const before = document.activeElement;
  const leave = () => {
    veil.remove();
    if (before && before.focus) before.focus();
    // What the clients wait for.
    window.postMessage('__sentry_reportdialog_closed__', '*');
  };
  const fail = (text) => {
    trouble.textContent = text;
    trouble.hidden = false;
    submit.disabled = false;
  };
  close.addEventListener('click', leave);
  veil.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') leave();
    if (event.key !== 'Tab') return;
    const stops = [...veil.querySelectorAll('input, textarea, button')].filter((one) => !one.disabled);
    const next = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (document.activeElement !== next) return;
    event.preventDefault();
    (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    trouble.hidden = true;
    try {
      const body = new URLSearchParams({ name: name.value, email: email.value, comments: comments.value });
      const answer = await fetch(source, { method: 'POST', body, credentials: 'omit', referrerPolicy: 'no-referrer' });
      if (answer.ok) {
        const thanks = make('p', { margin: '0 0 16px', font: `15px ${font}` }, {}, word('successMessage', 'Your report has been sent. Thank you!'));
        thanks.setAttribute('role', 'status');
        box.replaceChildren(title, thanks, make('div', { textAlign: 'right' }, {}, close));
        close.focus();
      } else {
        fail(answer.status === 400 ? word('errorFormEntry', 'Some fields are not right. Please look at them and try again.') : word('errorGeneric', 'Your report could not be sent. Please try again.'));
      }
    } catch {
      fail(word('errorGeneric', 'Your report could not be sent. Please try again.'));
    }
  });
  (document.body || document.documentElement).append(veil);
  (name.value ? comments : name).focus();
})();
