// Starts the page; where that fails, says so and what to do. The app replaces what is in #app.
"use strict";

(async () => {
  try {
    if (typeof WebAssembly !== "object") {
      throw new Error("this browser has no WebAssembly, or it is switched off");
    }
    const { default: start } = await import("./ensemble.js");
    await start();
  } catch (reason) {
    console.error(reason);
    explain(reason instanceof Error ? reason.message : String(reason));
  }
})();

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
