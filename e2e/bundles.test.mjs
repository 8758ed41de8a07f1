// The page comes in several bundles. Whatever is opened next, the one that can show it is loaded.

import assert from "node:assert/strict";
import { HOST, open, PAGE, pageTest, started } from "./harness.mjs";

/** The names of the bundles that were loaded, in their order. */
function loads(page) {
  const names = [];
  page.on("request", (request) => {
    const [, name] = /\/([a-z]+)_bg\.[0-9a-f]+\.wasm$/.exec(request.url()) ?? [];
    if (name) names.push(name);
  });
  return names;
}

const title = (where) => where.locator("header .title").innerText();
const count = (where) => where.locator(".story .count").innerText();

/** Waits until the page shows a script, be it by another bundle. */
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

for (const [address, bundle] of Object.entries(visits)) {
  pageTest(`${address || "a plain visit"} loads ${bundle} alone`, {}, async ({ page }) => {
    const loaded = loads(page);
    await open(page, address);
    await page.waitForTimeout(200);
    assert.deepEqual(loaded, [bundle]);
  });
}

pageTest("the menu leads to another bundle, and Back to the run before", {}, async ({ page }) => {
  const loaded = loads(page);
  await open(page);
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
  // What compares two protocols has each of them, too.
  assert.deepEqual(loaded, ["paxos", "zookeeper", "compared", "paxos", "zookeeper"]);
});

pageTest("a text in the editor runs where its protocol is", {}, async ({ page, picture }) => {
  const loaded = loads(page);
  await open(page);
  await run(page, "title Mine\nzookeeper servers=3\nuntil still\n");
  await shows(page, "Mine");
  assert.match(page.url(), /#of=zookeeper&text=/);
  assert.equal(await page.locator("#stage .node").count(), 3);
  await run(page, "title Theirs\npaxos servers=3\nsubmit s1 propose A\nnonsense\n");
  const faults = page.locator("#faults");
  await faults.getByText("Line 4").waitFor();
  await picture("faults-of-another-bundle");
  const text = page.getByRole("textbox", { name: "The script, line by line" });
  await text.fill((await text.inputValue()).replace("nonsense", "until learned"));
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await shows(page, "Theirs");
  assert.deepEqual(loaded, ["paxos", "zookeeper", "paxos"]);
  await page.goBack();
  await faults.getByText("Line 4").waitFor();
  await page.goBack();
  await shows(page, "Mine");
  assert.deepEqual(loaded, ["paxos", "zookeeper", "paxos", "zookeeper"]);
});

pageTest("a link to a branch says what it needs; an older one loads all", {}, async ({ page, context }) => {
  await open(page, "?script=cold-start&step=4");
  await page.locator("#stage .node").first().click();
  await page.getByRole("dialog").getByRole("button", { name: /^Crash/ }).click();
  await page.waitForURL(/#of=zookeeper&from=cold-start&run=/);
  const told = await page.locator("h1").innerText();
  for (const [link, bundle] of [
    [page.url(), "zookeeper"],
    [page.url().replace("of=zookeeper&", ""), "all"],
    [page.url().replace("of=zookeeper", "of=elsewhere"), "all"],
  ]) {
    const other = await context.newPage();
    const loaded = loads(other);
    await other.goto(link);
    await started(other);
    assert.equal(await other.locator("h1").innerText(), told);
    assert.deepEqual(loaded, [bundle]);
    await other.close();
  }
});

pageTest("who was told wrong goes on once", {}, async ({ page }) => {
  const loaded = loads(page);
  await page.goto(`${PAGE}#of=paxos&script=observers&step=3`);
  await page.waitForURL(/#of=zookeeper&script=observers&step=3$/);
  await started(page);
  assert.match(await count(page), /^Step 3 /);
  assert.deepEqual(loaded, ["paxos", "zookeeper"]);
});

pageTest("an address typed over the old one is loaded by who can show it", {}, async ({ page }) => {
  const loaded = loads(page);
  await open(page);
  await page.evaluate(() => { location.hash = "script=observers&step=3"; });
  await page.waitForFunction(() => !document.title.startsWith("The happy path"));
  await started(page);
  assert.match(await count(page), /^Step 3 /);
  assert.deepEqual(loaded, ["paxos", "zookeeper"]);
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
  assert.deepEqual(loaded, ["zookeeper"]);
  assert.deepEqual([await page.locator("h1").innerText(), await count(page)], [told, where]);
});

pageTest("theme, speed and messages go along", {}, async ({ page }) => {
  await open(page, "?script=cold-start&theme=light");
  await page.locator("#theme").click();
  await page.locator("#speed").selectOption("4×");
  await choose(page, /^Amnesia/);
  await shows(page, "Amnesia");
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await page.locator("#speed").inputValue(), "4×");
  await page.reload();
  await started(page);
  assert.equal(await page.locator("html").getAttribute("data-theme"), "light", "as its address says");
});

pageTest("a frame goes on in its own place", {}, async ({ page }) => {
  await page.goto(`${HOST}?src=${encodeURIComponent(`${PAGE}?embed`)}`);
  const frame = page.frame("player");
  await frame.waitForURL((url) => url.href.startsWith(PAGE));
  await started(frame);
  const loaded = loads(page);
  const before = await page.evaluate(() => history.length);
  await frame.evaluate(() => { history.replaceState(null, "", "#script=observers&step=3"); });
  await frame.evaluate(() => { dispatchEvent(new PopStateEvent("popstate")); });
  await frame.waitForFunction(() => !document.title.startsWith("The happy path"));
  await started(frame);
  assert.match(await count(frame), /^Step 3 /);
  assert.deepEqual(loaded, ["zookeeper"]);
  assert.equal(await page.evaluate(() => history.length), before);
  assert.match(page.url(), /src=/);
  assert.equal(await frame.locator("header").count(), 0, "it is still the small one");
  assert.equal(await page.evaluate(() => document.activeElement.id), "before");
});
