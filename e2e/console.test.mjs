// The console of a client: a line is a choice, and what comes back is the run's.

import assert from "node:assert/strict";
import { open, pageTest } from "./harness.mjs";

const SCRIPT = `zookeeper servers=3 clients=2
latency 5
disk 2
until united
begin
submit c1 connect s1
until connected c1
`;
const still = { context: { reducedMotion: "reduce" } };
const lines = (page) => page.locator(".console li").allInnerTexts();
const line = (page) => page.getByRole("textbox", { name: "Command" });
const count = (page) => page.locator(".story .count").innerText();

/** A run in which a client is connected, at its end. */
async function connected(page) {
  await open(page);
  await page.getByRole("button", { name: "Edit script" }).click();
  await page.locator(".editor textarea").fill(SCRIPT);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("button", { name: "To the end" }).click();
  await line(page).focus();
}

pageTest("a command is typed, answered, taken back, and held by the link", still, async ({ page }) => {
  await connected(page);
  const before = await lines(page);
  await page.keyboard.type("creat");
  await page.keyboard.press("Tab");
  await page.keyboard.type(" -e /x 'some data'");
  await page.keyboard.press("Enter");
  assert.equal((await lines(page)).at(-1), 'create -e /x "some data"');
  assert.equal(await line(page).inputValue(), "");
  for (let step = 0; step < 40; step += 1) {
    if ((await lines(page)).includes("Created /x")) break;
    await page.getByRole("button", { name: "Next step" }).click();
  }
  const after = await lines(page);
  assert.deepEqual(after.slice(before.length), ['create -e /x "some data"', "Created /x"]);
  await page.waitForFunction(() => location.hash.length > 20);
  await page.waitForTimeout(500);
  const address = await page.evaluate(() => location.hash);
  const stop = await count(page);
  await page.getByRole("button", { name: "One step back" }).click();
  assert.deepEqual(await lines(page), after.slice(0, -1));
  await page.goto("about:blank");
  await open(page, address);
  assert.equal(await count(page), stop);
  assert.deepEqual(await lines(page), after);
});

pageTest("a line leads to its stop, and help asks nobody", still, async ({ page }) => {
  await open(page, "?script=life-of-a-watch&step=12");
  await page.locator(".console li", { hasText: "type:NodeDataChanged" }).getByRole("button").click();
  assert.match(await count(page), /^Step 8 /);
  assert.equal(await page.locator(".console [aria-current=step]").count(), 1);
  await line(page).fill("help");
  await page.keyboard.press("Enter");
  assert.ok((await lines(page)).includes("deleteall path [-b batch size]"));
  assert.match(await count(page), /^Step 8 /);
});

pageTest("a bad line tells where, and keeps the focus", still, async ({ page }) => {
  await connected(page);
  await page.keyboard.type("get -q /x");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("At character 5").waitFor();
  assert.equal(await line(page).getAttribute("aria-invalid"), "true");
  await page.keyboard.press("ArrowUp");
  assert.equal(await line(page).inputValue(), "connect s1");
  assert.equal(await page.getByRole("alert").getByText("At character").count(), 0);
});
