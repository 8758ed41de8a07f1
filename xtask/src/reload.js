// Served by `cargo xtask serve` only: reloads the page after a good build, shows a failed one.
const query = new URL(import.meta.url).search;
const news = new EventSource(new URL("events" + query, import.meta.url));
let board = null;

news.addEventListener("reload", () => location.reload());

news.addEventListener("failure", (event) => {
  board?.remove();
  board = null;
  const text = JSON.parse(event.data);
  if (text === "") return;
  console.warn("The build failed:\n" + text);
  board = document.createElement("pre");
  board.textContent = "The build failed. Below is the last good page.\n\n" + text;
  // Set property by property: the policy of the page allows no style attribute.
  Object.assign(board.style, {
    position: "fixed", inset: "0 0 auto 0", zIndex: "2147483647", maxHeight: "60vh",
    overflow: "auto", margin: "0", padding: "16px 24px", font: "13px/1.5 ui-monospace, monospace",
    whiteSpace: "pre-wrap", color: "#fff", background: "#7a1710",
  });
  document.body.append(board);
});
