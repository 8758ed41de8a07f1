// Chooses the bundle that has what the address asks for, and starts the page; where that fails,
// says so and what to do. The app replaces what is in #app.
"use strict";

// xtask fills these in (bundles.rs). What scripts of the library need → their names; and the
// bundles, of which the first that has what is needed is taken.
const SCRIPTS = null;
const BUNDLES = null;

(async () => {
  try {
    if (typeof WebAssembly !== "object") {
      throw new Error("this browser has no WebAssembly, or it is switched off");
    }
    const { glue, wasm } = chosen();
    const [{ default: start }, module_or_path] = await Promise.all([import(glue), fetch(wasm)]);
    await start({ module_or_path });
  } catch (reason) {
    console.error(reason);
    explain(reason instanceof Error ? reason.message : String(reason));
  }
})();

// An address that asks for nothing takes the first bundle. The last has everything, for a run
// that does not say what it needs.
function chosen() {
  const needed = needs();
  return BUNDLES.find(({ has }) => needed?.every((word) => has.includes(word))) ?? BUNDLES.at(-1);
}

// The protocols that the address asks for, or null. A fragment wins over parameters, as in the app.
function needs() {
  const fragment = location.hash.slice(1);
  const asked = new URLSearchParams(fragment || location.search);
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
