// The trees of znodes: what each server has applied, and from a value back to its request.

import assert from "node:assert/strict";
import { accessible, open, pageTest } from "./harness.mjs";

const SCRIPT = `title Three servers, two clients
zookeeper servers=3 clients=2
latency 10
latency s3>s2 45
disk 3
until united
submit c1 connect s1
submit c2 connect s2
until answered
submit c1 create /app one
submit c1 create -e -s /app/job- x
until answered
until still
submit c2 get -w /app
until answered
until still
begin
submit c1 set /app two
until answered
until still
`;

/** Runs a script that is not in the library. */
async function run(page, script) {
  await open(page, "?script=one-write");
  await page.locator("#open-editor").click();
  await page.getByRole("dialog").locator("textarea").fill(script);
  await page.getByRole("dialog").getByRole("button", { name: "Run" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

const panel = (page) => page.locator(".znodes");
const row = (page, path) => panel(page).getByRole("treeitem", { name: new RegExp(`^${path}`) });

pageTest("a znode leads back to its request, through the quorum", {}, async ({ page, picture }) => {
  await run(page, SCRIPT);
  await page.keyboard.press("End");
  await panel(page).getByRole("button", { name: /^s2/ }).click();
  await row(page, "app").click();
  await picture("znodes");
  await accessible(page);
  await panel(page).getByRole("button", { name: /^v1 ⟨1,5⟩/ }).first().click();
  const chain = page.locator(".chain");
  await chain.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "chain");
  assert.deepEqual(await chain.locator(".ack strong").allInnerTexts(), ["s3", "s1"]);
  assert.match(await chain.locator("li").first().innerText(), /^c1 asks s1: set \/app two/);
  await picture("znodes-chain");
  await accessible(page);
  const first = chain.locator("li button").first();
  const stop = /step (\d+)/.exec(await first.innerText())[1];
  await first.click();
  assert.match(await page.locator(".story .count").innerText(), new RegExp(`^Step ${stop} of`));
  assert.equal(await first.getAttribute("aria-current"), "step");
});

pageTest("the tree is walked by keys, and marked where a server is behind", {},
  async ({ page, picture }) => {
    await run(page, SCRIPT);
    await page.keyboard.press("Home");
    const tree = panel(page).getByRole("tree");
    await tree.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await tree.locator('[aria-selected="true"]', { hasText: "job-0000000000" }).waitFor();
    assert.match(await page.locator(".story .count").innerText(), /^The start/, "keys stay there");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await row(page, "job").waitFor({ state: "detached" });
    for (let step = 0; step < 30 && (await panel(page).locator(".older").count()) === 0; step += 1) {
      await page.locator("#next").click();
      await panel(page).getByRole("button", { name: /^s2/ }).click();
    }
    await picture("znodes-behind");
    assert.match(await panel(page).locator(".lag").innerText(), /1 behind · s2 lacks ⟨1,5⟩/);
  });

pageTest("a phone has the tree below the story", {
  context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
}, async ({ page, picture }) => {
  await run(page, SCRIPT);
  await row(page, "app").tap();
  await panel(page).locator(".details").waitFor();
  await panel(page).scrollIntoViewIfNeeded();
  await picture("znodes-phone");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} px to the side`);
  await accessible(page);
});
