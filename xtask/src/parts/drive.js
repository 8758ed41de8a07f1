// Makes the visits of each kind in frames, and tells which functions ran: by an address that nobody
// answers, one for each kind. xtask fills in the visits.
"use strict";

const WIDE = [1280, 800];
const PHONE = [390, 800];
// So many frames at once; nothing new has run for so long: then all of them are open.
const FRAMES = 4;
const STILL_MS = 1000;
const OPEN_MS_MAX = 60000;

(async () => {
  try {
    for (const addresses of VISITS) {
      globalThis.ensembleRan = new Set();
      const visits = addresses.map((address) => [address, WIDE]);
      visits.push([addresses[0], PHONE]);
      while (visits.length > 0) await visit(visits.splice(0, FRAMES));
      await fetch("ran/" + digits(globalThis.ensembleRan));
    }
  } catch (reason) {
    await fetch("failed/" + encodeURIComponent(String(reason)));
  }
})();

async function visit(visits) {
  const ran = globalThis.ensembleRan;
  const frames = visits.map(([address, [width, height]]) => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { width, height, src: "./" + address });
    document.body.append(frame);
    return frame;
  });
  await Promise.all(frames.map((frame) => new Promise((done) => { frame.onload = done; })));
  const begun = performance.now();
  let [count, since] = [0, begun];
  const has = (id) => frames.map((frame) => frame.contentDocument.getElementById(id)).find(Boolean);
  while (has("loading") || performance.now() - since < STILL_MS) {
    const fatal = has("fatal");
    if (fatal) throw new Error(fatal.textContent);
    if (performance.now() - begun > OPEN_MS_MAX) throw new Error("a page stays empty");
    if (ran.size !== count) [count, since] = [ran.size, performance.now()];
    await new Promise((done) => { setTimeout(done, 50); });
  }
  for (const frame of frames) frame.remove();
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
