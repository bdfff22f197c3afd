// Contents, search, and dark or light. Everything works from files: what is needed comes as scripts, not as requests.
(function () {
  "use strict";
  var root = document.body.dataset.root, page = document.body.dataset.page;
  var byId = function (id) { return document.getElementById(id); };
  var made = function (tag, text) {
    var element = document.createElement(tag);
    if (text) element.textContent = text;
    return element;
  };

  // Contents.
  var nav = byId("nav"), menu = byId("menu");
  var groups = typeof meshContents === "undefined" ? [] : meshContents;
  groups.forEach(function (group) {
    var list = made("ul");
    group[1].forEach(function (entry) {
      var item = made("li"), link = made("a", entry[0]);
      link.href = root + entry[1];
      if (entry[1] === page || entry[1] === page.replace(/^source\//, "")) link.setAttribute("aria-current", "page");
      item.appendChild(link);
      list.appendChild(item);
    });
    nav.appendChild(made("h2", group[0]));
    nav.appendChild(list);
  });
  var current = nav.querySelector("[aria-current]");
  if (current && current.offsetTop > nav.clientHeight) nav.scrollTop = current.offsetTop - nav.clientHeight / 2;
  menu.addEventListener("click", function () {
    menu.setAttribute("aria-expanded", String(nav.classList.toggle("open")));
  });

  // Dark or light: the system's choice until somebody chooses.
  byId("theme").addEventListener("click", function () {
    var set = document.documentElement.dataset.theme;
    var dark = set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    var next = dark ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("mesh-theme", next); } catch (e) { /* from files it may not be allowed */ }
  });

  // Search.
  var box = byId("search"), results = byId("results"), index = null, asked = false, chosen = 0;
  window.meshFound = function (rows) {
    index = rows.map(function (row) {
      var name = row[0].toLowerCase();
      return { row: row, name: name, last: name.slice(name.lastIndexOf(".") + 1), about: row[3].toLowerCase() };
    });
    show();
  };
  function load() {
    if (asked) return;
    asked = true;
    var script = made("script");
    script.src = root + "search.js";
    document.body.appendChild(script);
  }
  function score(entry, words) {
    var whole = words.join(" "), total = 0;
    if (entry.name === whole) return 1000;
    for (var i = 0; i < words.length; i++) {
      var word = words[i], found = 0;
      if (entry.last === word) found = 120;
      else if (entry.last.indexOf(word) === 0) found = 90;
      else if (entry.name.indexOf(word) === 0) found = 80;
      else if (entry.name.indexOf(word) > 0) found = 60;
      else if (entry.about.indexOf(word) >= 0) found = 20;
      if (!found) return 0;
      total += found;
    }
    if (entry.row[2].indexOf("modules/") === 0) total += 15;
    return total - entry.name.length / 100;
  }
  function show() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    results.hidden = words.length === 0 || !index;
    if (results.hidden) return;
    var found = index.map(function (entry) { return { entry: entry, score: score(entry, words) }; })
      .filter(function (found) { return found.score > 0; })
      .sort(function (a, b) { return b.score - a.score; })
      .slice(0, 40);
    results.textContent = "";
    chosen = 0;
    found.forEach(function (found, at) {
      var row = found.entry.row, link = made("a", row[0]);
      link.href = root + row[2];
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", String(at === 0));
      link.appendChild(Object.assign(made("span", row[1]), { className: "kind" }));
      if (row[3]) link.appendChild(made("small", row[3]));
      link.addEventListener("click", close);
      results.appendChild(link);
    });
    if (!found.length) results.appendChild(made("p", "Nothing is called so."));
  }
  function choose(at) {
    var links = results.querySelectorAll("a");
    if (!links.length) return;
    links[chosen].setAttribute("aria-selected", "false");
    chosen = (at + links.length) % links.length;
    links[chosen].setAttribute("aria-selected", "true");
    links[chosen].scrollIntoView({ block: "nearest" });
  }
  function close() { results.hidden = true; }
  box.addEventListener("focus", load);
  box.addEventListener("input", function () { load(); show(); });
  box.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter") {
      var link = results.querySelectorAll("a")[chosen];
      if (link) link.click();
    } else if (event.key === "Escape") {
      close();
      box.blur();
    }
  });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      box.focus();
      event.preventDefault();
    }
  });
  document.addEventListener("click", function (event) {
    if (!results.contains(event.target) && event.target !== box) close();
  });
})();
