// The address of the frame is the parameter `src`; the field has the focus before it loads, and
// the frame is below the fold, so that a test can see whether the player takes focus or scrolls.
const parameters = new URLSearchParams(location.search);
document.getElementById("space").style.height = parameters.get("space") ?? "1200px";
document.getElementById("before").focus();
document.querySelector("iframe").src = parameters.get("src") ?? "about:blank";
