// Makes the visits of each kind in a frame, one after the other, and tells which functions ran: by
// an address that nobody answers, one for each kind. xtask fills in the visits.
"use strict";

const SIZES = [[1280, 800], [390, 800]];
// Nothing new has run for so long: then it is open.
const STILL_MS = 400;
const OPEN_MS_MAX = 30000;

(async () => {
  try {
    for (const addresses of VISITS) {
      const ran = new Set();
      for (const address of addresses) {
        for (const size of SIZES) {
          for (const it of await visit(address, size)) ran.add(it);
        }
      }
      await fetch("ran/" + digits(ran));
    }
  } catch (reason) {
    await fetch("failed/" + encodeURIComponent(String(reason)));
  }
})();

async function visit(address, [width, height]) {
  const ran = new Set();
  const frame = document.createElement("iframe");
  frame.width = width;
  frame.height = height;
  document.body.append(frame);
  globalThis.ensembleRan = ran;
  frame.src = "./" + address;
  await new Promise((done) => { frame.onload = done; });
  const begun = performance.now();
  let [count, since] = [0, begun];
  const page = () => frame.contentDocument;
  while (page().getElementById("loading") || performance.now() - since < STILL_MS) {
    const fatal = page().getElementById("fatal");
    if (fatal) throw new Error(fatal.textContent);
    if (performance.now() - begun > OPEN_MS_MAX) throw new Error(address + " stays empty");
    if (ran.size !== count) [count, since] = [ran.size, performance.now()];
    await new Promise((done) => { setTimeout(done, 50); });
  }
  frame.remove();
  return ran;
}

// Four functions a digit, the lowest bit first.
function digits(ran) {
  const last = Math.max(0, ...ran);
  let text = "";
  for (let first = 0; first <= last; first += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit += 1) digit |= ran.has(first + bit) << bit;
    text += digit.toString(16);
  }
  return text;
}
