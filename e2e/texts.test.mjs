// The texts of the library are files, fetched when they are opened; one may be late, or not come.

import assert from "node:assert/strict";
import { HOST, open, PAGE, pageTest, started } from "./harness.mjs";

/** The scripts whose texts were fetched, in their order. */
function fetches(page) {
  const names = [];
  page.on("request", (request) => {
    const [, name] = /\/scripts\/([a-z-]+)\.[0-9a-f]{8}\.script$/.exec(request.url()) ?? [];
    if (name) names.push(name);
  });
  return names;
}

const count = (where) => where.locator(".story .count").innerText();

async function shows(page, name) {
  await page.waitForFunction((name) => document.title === `${name} — Ensemble`, name);
}

async function entry(page, name) {
  await page.locator("#open-scripts").click();
  return page.getByRole("dialog").getByRole("button", { name });
}

const focused = (page) => page.evaluate(() => document.activeElement.id);
const files = "**/scripts/*.script";
const failed = [/Failed to load resource/, /^404: /];

pageTest("the menu fetches a text, and Back and Forward find it", {}, async ({ page }) => {
  const names = fetches(page);
  await open(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await (await entry(page, /^Amnesia/)).click();
  await shows(page, "Amnesia");
  assert.match(page.url(), /#script=amnesia&step=0$/);
  assert.equal(await focused(page), "open-scripts");
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/#script=amnesia&step=1$/);
  await page.goBack();
  await shows(page, "The happy path");
  assert.match(await count(page), /^Step 2 /);
  await page.goForward();
  await shows(page, "Amnesia");
  assert.match(await count(page), /^Step 1 /);
  assert.deepEqual(names, ["happy-path", "amnesia"]);
});

const visits = {
  "?script=partition&step=3": "partition",
  "?embed&script=observers": "observers",
  "?script=none": "happy-path",
  "#script=toString": "happy-path",
};

for (const [address, name] of Object.entries(visits)) {
  pageTest(`${address} fetches ${name} alone`, {}, async ({ page }) => {
    const names = fetches(page);
    await open(page, address);
    assert.deepEqual(names, [name]);
  });
}

pageTest("a link to a branch says which text it needs", {}, async ({ page }) => {
  await open(page, "?script=cold-start&step=4");
  await page.locator("#stage .node").first().click();
  await page.getByRole("dialog").getByRole("button", { name: /^Crash/ }).click();
  await page.waitForURL(/#of=zookeeper&from=cold-start&run=/);
  const told = await page.locator("h1").innerText();
  const names = fetches(page);
  await page.reload();
  await started(page);
  assert.equal(await page.locator("h1").innerText(), told);
  assert.deepEqual(names, ["cold-start"]);
});

pageTest("a text that fails is told, and comes when it is asked for again", { expected: failed }, async ({ page, picture }) => {
  await open(page);
  await page.route(files, (route) => route.abort());
  await (await entry(page, /^Amnesia/)).press("Enter");
  const toast = page.locator(".toast");
  await toast.getByText("The script “Amnesia” did not come").waitFor();
  await picture("text-missing");
  assert.equal(await focused(page), "open-scripts");
  assert.equal(await page.title(), "The happy path — Ensemble");
  assert.equal(page.url(), PAGE);
  await page.keyboard.press("ArrowRight");
  assert.match(await count(page), /^Step 1 /);
  await page.unroute(files);
  await (await entry(page, /^Amnesia/)).press("Enter");
  await shows(page, "Amnesia");
  assert.equal(await toast.count(), 0);
});

pageTest("a text that is late is told of at its place in the menu", {}, async ({ page, picture }) => {
  await open(page);
  let go;
  const late = new Promise((resolve) => { go = resolve; });
  await page.route(files, async (route) => {
    await late;
    await route.continue();
  });
  const chosen = await entry(page, /^Amnesia/);
  await chosen.click();
  const told = chosen.getByText("It is on its way");
  await told.waitFor();
  await page.waitForTimeout(500);
  assert.equal(await told.evaluate((element) => getComputedStyle(element).opacity), "1");
  await picture("text-late");
  assert.equal(await page.title(), "The happy path — Ensemble");
  go();
  await shows(page, "Amnesia");
});

pageTest("a visit whose text does not come starts nevertheless", { expected: failed }, async ({ page }) => {
  await page.route(files, (route) => route.fulfill({ status: 404, body: "nothing" }));
  await open(page, "?script=amnesia");
  await page.locator(".toast").getByText("The script “Amnesia” did not come").waitFor();
  await page.unroute(files);
  await (await entry(page, /^Amnesia/)).click();
  await shows(page, "Amnesia");
});

pageTest("a frame fetches what its address asks for", {}, async ({ page }) => {
  await page.goto(`${HOST}?src=${encodeURIComponent(`${PAGE}?embed&script=amnesia&step=2`)}`);
  const frame = page.frame("player");
  await frame.waitForURL((url) => url.href.startsWith(PAGE));
  await started(frame);
  assert.match(await count(frame), /^Step 2 /);
});
