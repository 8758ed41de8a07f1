// The page starts from wherever it is hosted, and says so when it cannot.

import assert from "node:assert/strict";
import { accessible, HOST, open, PAGE, pageTest, started } from "./harness.mjs";

pageTest("the page starts in a sub-path", {}, async ({ page, picture }) => {
  await open(page);
  assert.match(await page.title(), / — Ensemble$/);
  assert.notEqual((await page.locator("body").innerText()).trim(), "");
  await picture("start");
});

pageTest("every file but the shell has its hash in its name", {}, async ({ page }) => {
  const names = [];
  page.on("request", (request) => names.push(request.url().slice(PAGE.length)));
  await open(page);
  const plain = names.filter((name) => !/\.[0-9a-f]{8}\.[a-z0-9]+$/.test(name));
  assert.deepEqual(plain, [""]);
  assert.ok(names.some((name) => name.endsWith(".wasm")));
});

for (const colorScheme of ["light", "dark"]) {
  pageTest(`axe finds nothing (${colorScheme})`, { context: { colorScheme } }, async ({ page }) => {
    await open(page);
    await accessible(page);
  });
}

const failed = [/Failed to load resource/, /TypeError: Failed to fetch/];

pageTest("a missing module is explained", { expected: failed }, async ({ page, picture }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(PAGE);
  const message = page.getByRole("alert");
  await message.waitFor();
  assert.match(await message.innerText(), /The page could not start: .+\n+Load the page again/);
  await accessible(page);
  await picture("fatal");
});

pageTest("a missing loader is explained", { expected: failed }, async ({ page }) => {
  await page.route("**/ensemble.*.js", (route) => route.abort());
  await page.goto(PAGE);
  await page.getByRole("alert").getByText("The page could not start").waitFor();
});

const withoutScripts = { context: { javaScriptEnabled: false } };

pageTest("without scripts the page says what it needs", withoutScripts, async ({ page }) => {
  await page.goto(PAGE);
  // Playwright's text selectors pass over <noscript>.
  const advice = page.locator("noscript p");
  await advice.waitFor();
  assert.match(await advice.innerText(), /Please allow scripts/);
});

pageTest("the page starts in a frame of another origin", {}, async ({ page }) => {
  await page.goto(`${HOST}?src=${encodeURIComponent(`${PAGE}?embed`)}`);
  const frame = page.frame("player");
  await frame.waitForURL((url) => url.href.startsWith(PAGE));
  await started(frame);
  assert.equal(await page.evaluate(() => document.activeElement.id), "before");
  assert.equal(await page.evaluate(() => scrollY), 0);
});
