// Chooses what of the module the address needs first, starts the page, and has the rest follow; where
// that fails, says so and what to do. The app replaces what is in #app.
"use strict";

// xtask fills these in (visits.rs, texts.rs). What scripts of the library need → their names; and the
// kinds of visit, of which the first that has what is needed is taken.
const SCRIPTS = null;
const VISITS = null;
// Where the texts of the library's scripts are, by their names; and the one that opens a plain
// visit.
const TEXTS = null;
const FIRST = "happy-path";

const { first, rest } = chosen();
let whole = !rest;
// What has come of the rest, and what calls it off.
let parcel;
const calling = new AbortController();
const texts = {};

// For the module, when it needs the rest; and for the app: calls with the text of a script, or with
// nothing if it did not come.
globalThis.ensembleJoin = join;
globalThis.ensembleText = (name, done) => text(name).then(done);

(async () => {
  try {
    if (typeof WebAssembly !== "object") {
      throw new Error("this browser has no WebAssembly, or it is switched off");
    }
    text(asked());
    const [{ default: start }, module_or_path] = await Promise.all([
      import("./ensemble.js"), fetch(first), goesOn() && bring(),
    ]);
    const exports = await start({ module_or_path });
    // What has just been drawn comes before what may be needed next.
    requestAnimationFrame(() => setTimeout(follow, 0, exports));
  } catch (reason) {
    failed(reason);
  }
})();

// The text of a script, which is fetched once; again if that failed.
function text(name) {
  return texts[name] ??= fetch(TEXTS[name])
    .then((reply) => reply.ok ? reply.text() : undefined)
    .catch(() => undefined)
    .then((text) => {
      if (text === undefined) delete texts[name];
      return text;
    });
}

// The script whose text the app will want first, unless the address does not tell.
function asked() {
  const asked = parameters();
  const name = asked.get("from") ?? asked.get("script");
  return Object.hasOwn(TEXTS, name) ? name : FIRST;
}

// A fragment wins over parameters, as in the app.
function parameters() {
  return new URLSearchParams(location.hash.slice(1) || location.search);
}

// Whether the address asks for more than the beginning of a script, for which the first part will
// not do.
function goesOn() {
  const asked = parameters();
  return asked.has("run") || asked.has("text") || Number(asked.get("step")) > 0;
}

// Fetches the rest. If it does not come, it is asked for again by whoever needs it.
async function bring() {
  if (whole || parcel) return;
  try {
    const reply = await fetch(rest, { signal: calling.signal });
    if (reply.ok) parcel = await reply.arrayBuffer();
  } catch (reason) {
    if (!whole) console.warn(reason);
  }
}

// Adds the rest when it has come.
async function follow(exports) {
  await bring();
  if (whole || !parcel) return;
  const module = await WebAssembly.compile(parcel).catch(console.warn);
  if (whole || !module) return;
  new WebAssembly.Instance(module, { a: exports });
  [whole, parcel] = [true, undefined];
}

// Called in the middle of something that cannot go on without the rest.
function join(exports) {
  if (whole) return;
  try {
    const module = new WebAssembly.Module(parcel ?? atOnce(rest));
    new WebAssembly.Instance(module, { a: exports });
    [whole, parcel] = [true, undefined];
    calling.abort();
  } catch (reason) {
    failed(new Error("a part of it did not come: " + reason.message));
    throw reason;
  }
}

// The bytes of a file; waits for them.
function atOnce(address) {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw new Error("it answered " + request.status);
  return Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0));
}

// An address that asks for nothing is of the first kind, and one that does not say what it needs of
// the last.
function chosen() {
  const needed = needs();
  const has = (kind) => kind.has.length === 0 || needed?.every((word) => kind.has.includes(word));
  return VISITS.find(has) ?? VISITS.at(-1);
}

// The protocols that the address asks for, or null.
function needs() {
  const fragment = location.hash.slice(1);
  const asked = parameters();
  if (fragment && asked.has("of")) return asked.get("of").split("-");
  if (fragment && (asked.has("run") || asked.has("text"))) return null;
  const named = ([, names]) => names.split(" ").includes(asked.get("script"));
  return Object.entries(SCRIPTS).find(named)?.[0].split("-") ?? [];
}

function failed(reason) {
  console.error(reason);
  explain(reason instanceof Error ? reason.message : String(reason));
}

function explain(reason) {
  const add = (parent, kind, text) => {
    const element = document.createElement(kind);
    element.textContent = text;
    parent.append(element);
    return element;
  };
  const app = document.getElementById("app");
  app.replaceChildren();
  const main = add(app, "main", "");
  add(main, "h1", "Ensemble");
  const message = add(main, "div", "");
  message.id = "fatal";
  message.setAttribute("role", "alert");
  add(message, "p", "The page could not start: " + reason + ".");
  add(message, "p", advice());
}

function advice() {
  if (location.protocol === "file:") {
    return "A browser does not load WebAssembly from a file: open the page from a web server, "
      + "for example by running “cargo xtask serve”.";
  }
  return "Load the page again. If that does not help, check that nothing (a blocker, a company's "
    + "proxy) holds back files that end in .wasm, and that the browser is from 2022 or later.";
}
