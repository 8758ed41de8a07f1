// Each kind of visit loads what it needs first, and the rest follows. Nothing is asked for twice, and
// every page can show every run.

import assert from "node:assert/strict";
import { HOST, open, PAGE, pageTest, started } from "./harness.mjs";

/** The names of the parts that were asked for, in their order. */
function loads(page) {
  const names = [];
  page.on("request", (request) => {
    const [, name] = /\/([a-z-]+)\.[0-9a-f]+\.wasm$/.exec(request.url()) ?? [];
    if (name) names.push(name);
  });
  return names;
}

const count = (where) => where.locator(".story .count").innerText();

/** Waits until the page shows a script. */
async function shows(page, name) {
  await page.waitForFunction((name) => document.title === `${name} — Ensemble`, name);
  await started(page);
}

async function choose(page, name) {
  await page.locator("#open-scripts").click();
  await page.getByRole("dialog").getByRole("button", { name }).click();
}

async function run(page, text) {
  await page.locator("#open-editor").click();
  await page.getByRole("textbox", { name: "The script, line by line" }).fill(text);
  await page.getByRole("button", { name: "Run", exact: true }).click();
}

const visits = {
  "": "paxos",
  "?script=none": "paxos",
  "?script=amnesia&step=3": "paxos",
  "#script=primary-order&step=2": "paxos",
  "?script=refusals-or-silence": "paxos",
  "?script=cold-start#script=happy-path&step=1": "paxos",
  "?script=cold-start": "zookeeper",
  "?embed&script=counter-overflow": "zookeeper",
  "#script=observers&step=5": "zookeeper",
  "?script=multi-paxos-and-zab": "compared",
};

for (const [address, visit] of Object.entries(visits)) {
  pageTest(`${address || "a plain visit"} loads what ${visit} needs, and then the rest`, {}, async ({ page }) => {
    const loaded = loads(page);
    const rest = page.waitForResponse(/-rest\./);
    await open(page, address);
    await (await rest).finished();
    // It is compiled, and then joins. Whoever needs it sooner asks for it once more.
    await page.waitForTimeout(500);
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(100);
    assert.deepEqual(loaded, [visit, `${visit}-rest`]);
  });
}

pageTest("what opening runs does not need the rest", { expected: [/ERR_FAILED|Failed to fetch/] }, async ({ page }) => {
  await page.route(/-rest\./, (route) => route.abort());
  for (const address of ["", "?embed", "?script=cold-start", "?script=multi-paxos-and-zab"]) {
    await page.goto("about:blank");
    await page.goto(PAGE + address);
    await started(page);
    assert.match(await count(page), /^(The start|Step \d+) /);
  }
});

pageTest("a link into a run has the rest come beside the first part", {}, async ({ page }) => {
  for (const address of ["?script=cold-start&step=9", "#script=observers&step=5"]) {
    await page.goto("about:blank");
    const asked = [];
    const ask = (request) => asked.push([request.resourceType(), request.url()]);
    page.on("request", ask);
    await page.goto(PAGE + address);
    await started(page);
    page.off("request", ask);
    const parts = asked.filter(([, url]) => url.includes(".wasm"));
    assert.deepEqual(parts.map(([kind]) => kind), ["fetch", "fetch"], "nothing waits for a request");
    assert.match(await count(page), /^Step [59] /);
  }
});

const LATE = [/ERR_FAILED|Failed to fetch/, /Synchronous XMLHttpRequest/];

pageTest("what is needed before the rest has come is fetched on the spot", { expected: LATE }, async ({ page }) => {
  let refused = 0;
  await page.route(/-rest\./, (route) => {
    refused += 1;
    return refused === 1 ? route.abort() : route.continue();
  });
  await open(page);
  await choose(page, /^A cold start of three/);
  await shows(page, "A cold start of three");
  for (let stop = 1; stop < 4; stop += 1) {
    await page.keyboard.press("ArrowRight");
    assert.match(await count(page), new RegExp(`^Step ${stop} `));
  }
  assert.equal(refused, 2);
});

pageTest("a rest that never comes is said", { expected: [/./] }, async ({ page }) => {
  await page.route(/-rest\./, (route) => route.abort());
  await open(page);
  await page.locator("#open-scripts").click();
  const message = page.locator("#fatal");
  await message.getByText("a part of it did not come").waitFor();
  await message.getByText("Load the page again").waitFor();
});

pageTest("the menu leads to other protocols, and Back to the run before", {}, async ({ page }) => {
  await open(page);
  const loaded = loads(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await choose(page, /^A cold start of three/);
  await shows(page, "A cold start of three");
  assert.match(page.url(), /#script=cold-start&step=0$/);
  await page.keyboard.press("ArrowRight");
  assert.match(await count(page), /^Step 1 /);
  await choose(page, /^Multi-Paxos and Zab side/);
  await page.locator(".stagebox").nth(1).waitFor();
  await page.goBack();
  await shows(page, "A cold start of three");
  assert.match(await count(page), /^Step 1 /);
  await page.goBack();
  await shows(page, "The happy path");
  assert.match(await count(page), /^Step 2 /);
  await page.goForward();
  await shows(page, "A cold start of three");
  assert.ok(loaded.every((name) => name === "paxos-rest"), "the page was not loaded again");
});

pageTest("a text in the editor runs whatever its protocol is", {}, async ({ page, picture }) => {
  await open(page);
  await run(page, "title Mine\nzookeeper servers=3\nuntil still\n");
  await shows(page, "Mine");
  assert.match(page.url(), /#of=zookeeper&run=/);
  assert.equal(await page.locator("#stage .node").count(), 3);
  await run(page, "title Theirs\npaxos servers=3\nsubmit s1 propose A\nnonsense\n");
  await page.locator("#faults").getByText("Line 4").waitFor();
  await picture("faults-of-a-script");
  const text = page.getByRole("textbox", { name: "The script, line by line" });
  await text.fill((await text.inputValue()).replace("nonsense", "until learned"));
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await shows(page, "Theirs");
  await page.goBack();
  await shows(page, "Mine");
});

pageTest("a link to a branch says what it needs; one that does not opens, too", {}, async ({ page, context }) => {
  await open(page, "?script=cold-start&step=4");
  await page.locator("#stage .node").first().click();
  await page.getByRole("dialog").getByRole("button", { name: /^Crash/ }).click();
  await page.waitForURL(/#of=zookeeper&from=cold-start&run=/);
  const told = await page.locator("h1").innerText();
  for (const [link, first] of [
    [page.url(), "zookeeper"],
    [page.url().replace("of=zookeeper&", ""), "compared"],
    [page.url().replace("of=zookeeper", "of=elsewhere"), "compared"],
    [page.url().replace("of=zookeeper", "of=paxos"), "paxos"],
  ]) {
    const other = await context.newPage();
    const loaded = loads(other);
    await other.goto(link);
    await started(other);
    assert.equal(await other.locator("h1").innerText(), told);
    assert.equal(loaded[0], first);
    await other.close();
  }
});

pageTest("an address typed over the old one is shown", {}, async ({ page }) => {
  await open(page);
  await page.evaluate(() => { location.hash = "script=observers&step=3"; });
  await page.waitForFunction(() => !document.title.startsWith("The happy path"));
  assert.match(await count(page), /^Step 3 /);
});

pageTest("one of two opens alone, and goes on alone", {}, async ({ page }) => {
  await open(page, "?script=multi-paxos-and-zab&step=9");
  await page.locator("#stage-right .node").first().click();
  await page.getByRole("dialog").getByRole("button", { name: /^Open alone/ }).click();
  await page.waitForURL(/#of=zookeeper&run=/);
  const [told, where] = [await page.locator("h1").innerText(), await count(page)];
  const loaded = loads(page);
  await page.reload();
  await started(page);
  assert.equal(loaded[0], "zookeeper");
  assert.deepEqual([await page.locator("h1").innerText(), await count(page)], [told, where]);
});

pageTest("theme, speed and messages stay", {}, async ({ page }) => {
  await open(page, "?script=cold-start&theme=light");
  await page.locator("#theme").click();
  await page.locator("#speed").selectOption("4×");
  await choose(page, /^Amnesia/);
  await shows(page, "Amnesia");
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await page.locator("#speed").inputValue(), "4×");
});

pageTest("a frame goes on in its own place", {}, async ({ page }) => {
  await page.goto(`${HOST}?src=${encodeURIComponent(`${PAGE}?embed`)}`);
  const frame = page.frame("player");
  await frame.waitForURL((url) => url.href.startsWith(PAGE));
  await started(frame);
  const before = await page.evaluate(() => history.length);
  await frame.evaluate(() => { history.replaceState(null, "", "#script=observers&step=3"); });
  await frame.evaluate(() => { dispatchEvent(new PopStateEvent("popstate")); });
  // Not at each frame: a picture below the fold has none.
  const isOther = () => !document.title.startsWith("The happy path");
  await frame.waitForFunction(isOther, null, { polling: 100 });
  assert.match(await count(frame), /^Step 3 /);
  assert.equal(await page.evaluate(() => history.length), before);
  assert.match(page.url(), /src=/);
  assert.equal(await frame.locator("header").count(), 0, "it is still the small one");
  assert.equal(await page.evaluate(() => document.activeElement.id), "before");
});
