// How long the main thread is busy in a frame, playing: 9 nodes of Paxos with 200 messages in flight,
// and 9 servers of ZooKeeper that elect, from their cold start.
//
// ENSEMBLE_PAGE, ENSEMBLE_CHROME and ENSEMBLE_CHROME_FLAGS as for the end-to-end tests. Prints the
// median and the 95th percentile of all frames, and of those in which a new stop was drawn; exits
// with 1 beyond the budget. A frame is what the main thread did from one animation frame to the
// next, whatever it was: script, style, layout, painting. It is counted as time on the processor, so
// that other programs on the machine do not count.

import { chromium } from "playwright-core";

const BUDGET_MS = { median: 4, p95: 8 };
const IN_FLIGHT = 200;
const SECONDS = 12;

const browser = await chromium.launch({
  executablePath: process.env.ENSEMBLE_CHROME ?? "/usr/bin/chromium",
  args: (process.env.ENSEMBLE_CHROME_FLAGS ?? "--headless --no-sandbox --disable-gpu").split(" "),
});
let keeps = true;
for (const [name, text, toEnd] of [
  ["Paxos", paxos(), true],
  ["ZooKeeper", "title Nine servers\nzookeeper servers=9\nseed 1\nuntil still\n", false],
]) {
  keeps = await measure(name, text, toEnd) && keeps;
}
await browser.close();
process.exitCode = keeps ? 0 : 1;

/** Prints what a script takes while it plays from its end or its start; whether that is in budget. */
async function measure(name, text, toEnd) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(process.env.ENSEMBLE_PAGE);
  await page.locator("#open-editor").click();
  await page.locator("textarea").fill(text);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  if (toEnd) await page.getByRole("button", { name: "To the end" }).click();
  const inFlight = await page.locator("#stage .msg[role=button]").count();
  const nodes = await page.locator("#stage .node").count();
  await page.waitForTimeout(1000);
  await page.evaluate(() => {
    const told = { attributeFilter: ["aria-valuenow"] };
    const slider = document.querySelector("svg[role=slider]");
    new MutationObserver(() => performance.mark("stop")).observe(slider, told);
  });
  const frames = await traced(page, async () => {
    await page.getByRole("button", { name: "Play" }).click();
    await page.waitForTimeout(SECONDS * 1000);
  });
  const then = await page.locator("#stage .msg[role=button]").count();
  await page.close();
  const drawn = frames.filter((frame) => frame.drawn);
  const median = quantile(frames, 0.5);
  const p95 = quantile(frames, 0.95);
  console.log(`${name}: ${nodes} nodes, ${inFlight} messages at first and ${then} at last, `
    + `${frames.length} frames in ${SECONDS} s`);
  console.log(`a frame:      median ${median} ms, p95 ${p95} ms, longest ${quantile(frames, 1)} ms`);
  console.log(`a new stop:   median ${quantile(drawn, 0.5)} ms, p95 ${quantile(drawn, 0.95)} ms `
    + `(${drawn.length} of them)`);
  console.log(`between them: ${(1000 * SECONDS / frames.length).toFixed(1)} ms`);
  return median <= BUDGET_MS.median && p95 <= BUDGET_MS.p95;
}

/** A proposer prepares, and the network doubles what it sends until enough is in flight. */
function paxos() {
  const acceptors = 6;
  const lines = [
    "title Two hundred messages",
    `paxos proposers=2 acceptors=${acceptors} learners=1`,
    "seed 1",
    "submit p1 propose A",
    "settle p1",
  ];
  for (let sent = acceptors; sent < IN_FLIGHT; sent += 1) {
    lines.push(`duplicate p1>a${(sent % acceptors) + 1} Prepare`);
  }
  return `${lines.join("\n")}\n`;
}

/** Runs something under a trace, and returns the frames in it. */
async function traced(page, run) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["devtools.timeline", "toplevel", "__metadata", "blink.user_timing"] },
  });
  await run();
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  return read(events);
}

function read(events) {
  const isFrame = ({ name }) => name === "FireAnimationFrame";
  const first = events.find(isFrame);
  if (!first) throw new Error("no frame was drawn");
  const own = events.filter(({ pid, tid }) => pid === first.pid && tid === first.tid);
  const starts = own.filter(isFrame).map(({ ts }) => ts).sort((a, b) => a - b);
  const tasks = own.filter(({ name, ph }) => ph === "X" && name.endsWith("RunTask"));
  const stops = own.filter(({ name }) => name === "stop").map(({ ts }) => ts);
  const frames = starts.slice(0, -1).map((start, index) => {
    const end = starts[index + 1];
    return { start, end, ms: 0, drawn: false };
  });
  // A task belongs to the frame in which it ends: the one that asks for a frame runs before it.
  for (const { ts, dur, tdur } of tasks) {
    const frame = frames.find(({ start, end }) => ts + dur > start && ts + dur <= end);
    if (frame) {
      frame.ms += (tdur ?? dur) / 1000;
      frame.drawn ||= stops.some((at) => at >= ts && at <= ts + dur);
    }
  }
  // A pause to read is no frame.
  return frames.filter(({ start, end }) => end - start < 100_000);
}

function quantile(frames, part) {
  if (frames.length === 0) return 0;
  const sorted = frames.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * part));
  return Number(sorted[at].toFixed(2));
}
