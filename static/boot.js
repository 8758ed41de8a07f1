// Chooses the bundle that has what the address asks for, and starts the page; where that fails,
// says so and what to do. The app replaces what is in #app.
"use strict";

// xtask fills these in (bundles.rs, texts.rs). What scripts of the library need → their names; and the
// bundles, of which the first that has what is needed is taken.
const SCRIPTS = null;
const BUNDLES = null;
// Where the texts of the library's scripts are, by their names; and the one that opens a plain
// visit.
const TEXTS = null;
const FIRST = "happy-path";

// For the app: calls with the text of a script, or with nothing if it did not come.
globalThis.ensembleText = (name, done) => text(name).then(done);

const texts = {};

(async () => {
  try {
    if (typeof WebAssembly !== "object") {
      throw new Error("this browser has no WebAssembly, or it is switched off");
    }
    text(asked());
    const { glue, wasm } = chosen();
    const [{ default: start }, module_or_path] = await Promise.all([import(glue), fetch(wasm)]);
    await start({ module_or_path });
  } catch (reason) {
    console.error(reason);
    explain(reason instanceof Error ? reason.message : String(reason));
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

// An address that asks for nothing takes the first bundle. The last has everything, for a run
// that does not say what it needs.
function chosen() {
  const needed = needs();
  return BUNDLES.find(({ has }) => needed?.every((word) => has.includes(word))) ?? BUNDLES.at(-1);
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
