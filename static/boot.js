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
  const line = (name, text) => {
    const element = document.createElement("p");
    element.className = name;
    element.textContent = text;
    return element;
  };
  const message = document.createElement("main");
  message.id = "fatal";
  message.setAttribute("role", "alert");
  message.append(
    line("fatal-what", "The page could not start: " + reason + "."),
    line("fatal-advice", advice()),
  );
  document.getElementById("app").replaceChildren(message);
}

function advice() {
  if (location.protocol === "file:") {
    return "A browser does not load WebAssembly from a file: open the page from a web server, "
      + "for example by running “cargo xtask serve”.";
  }
  return "Load the page again. If that does not help, check that nothing (a blocker, a company's "
    + "proxy) holds back files that end in .wasm, and that the browser is from 2022 or later.";
}
