// Two runs side by side: two stages, one transport, what each costs and delivers.

import assert from "node:assert/strict";
import { accessible, open, pageTest } from "./harness.mjs";

const PAIR = "?script=refusals-or-silence";
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const views = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  phone,
  "dark phone": { ...phone, colorScheme: "dark" },
};

/** The ledger: what stands in the row with this name. */
async function row(page, name) {
  return page.getByRole("row", { name: new RegExp(`^${name}`) }).locator("td").allInnerTexts();
}

for (const [name, context] of Object.entries(views)) {
  pageTest(`axe finds nothing at two runs (${name})`, { context }, async ({ page, picture }) => {
    await open(page, `${PAIR}&step=23`);
    await page.locator("#next").click();
    await page.waitForTimeout(900);
    await picture(`pair-${name.replace(" ", "-")}`);
    await accessible(page);
    await page.locator("#stage-right .node").first().click();
    await page.getByRole("dialog").waitFor();
    await accessible(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    await accessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px to the side`);
  });
}

pageTest("both stages move with one button, and by the keys", {}, async ({ page }) => {
  await open(page, PAIR);
  assert.equal(await page.locator(".stagebox").count(), 2);
  assert.equal(await page.locator(".story article").count(), 0, "at the start there is no sentence");
  await page.locator("#next").click();
  assert.match(await page.locator(".count").innerText(), /^Step 1 /);
  assert.equal(await page.locator(".story article .headline").count(), 2);
  for (const stage of ["#stage", "#stage-right"]) {
    assert.equal(await page.locator(`${stage} .node.touched`).count(), 1, stage);
  }
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.match(await page.locator(".count").innerText(), /^Step 3 /);
  await page.keyboard.press("ArrowLeft");
  assert.match(await page.locator(".count").innerText(), /^Step 2 /);
  await page.keyboard.press("Shift+ArrowRight");
  const heading = await page.locator("h1").innerText();
  await page.keyboard.press("End");
  assert.notEqual(await page.locator("h1").innerText(), heading);
  assert.match(await page.locator(".count").innerText(), /The end of both/);
});

pageTest("the ledger counts on, and back", {}, async ({ page }) => {
  await open(page, PAIR);
  assert.deepEqual(await row(page, "Messages"), ["0", "0"]);
  await page.getByRole("slider").fill("30");
  const midway = await row(page, "Messages");
  await page.keyboard.press("End");
  // As in the transcript of the script.
  assert.deepEqual(await row(page, "Messages"), ["33", "30"]);
  assert.deepEqual(await row(page, "Round trips"), ["4", "3"]);
  assert.deepEqual(await row(page, "Properties"), ["all hold", "all hold"]);
  assert.deepEqual(await page.locator(".delivered .cell").allInnerTexts(), ["A", "A"]);
  await page.getByRole("slider").fill("30");
  assert.deepEqual(await row(page, "Messages"), midway);
});

pageTest("one of the two opens alone, and Back brings both again", {}, async ({ page }) => {
  await open(page, `${PAIR}&step=9`);
  await page.locator("#stage-right .node").first().focus();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("dialog");
  await menu.getByText("only looked at").waitFor();
  await page.keyboard.press("Escape");
  const focused = () => page.evaluate(() => document.activeElement.closest("svg")?.id);
  assert.equal(await focused(), "stage-right", "the focus is where it was");
  await page.keyboard.press("Enter");
  await menu.getByRole("button", { name: "Open alone: In silence" }).click();
  await page.locator(".stagebox").nth(1).waitFor({ state: "detached" });
  assert.match(await page.locator(".count").innerText(), /^Step 9 /);
  const drawn = await page.locator(".timebox svg").boundingBox();
  assert.ok(drawn.width > 500 && drawn.height > 100, "the diagram has its place");
  await page.locator("#stage .node").first().click();
  await page.getByRole("dialog").getByRole("button", { name: /^Crash/ }).click();
  assert.equal(await page.locator(".branches .chip").count(), 2);
  await page.goBack();
  await page.goBack();
  await page.locator(".stagebox").nth(1).waitFor();
  assert.match(await page.locator(".count").innerText(), /^Step 9 /);
});

pageTest("on a phone one stage stands above the other", { context: phone }, async ({ page }) => {
  await open(page, PAIR);
  const [left, right] = await page.locator(".stagebox").all();
  const [above, below] = [await left.boundingBox(), await right.boundingBox()];
  assert.ok(above.y + above.height <= below.y + 1 && Math.abs(above.x - below.x) < 1);
  assert.ok(above.width > 360 && above.height > 250);
});

pageTest("in a frame: two stages, their sentences, the buttons", {
  context: { viewport: { width: 720, height: 560 } },
}, async ({ page, picture }) => {
  await open(page, `${PAIR}&step=24&embed`);
  await picture("pair-embed");
  const shown = async (selector) => (await page.locator(selector).first().boundingBox()).y;
  assert.ok(await shown("#stage") < await shown(".story .headline"));
  assert.ok(await shown(".story .headline") < await shown("#next"));
  assert.equal(await page.locator(".ledger").count(), 0);
  const high = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  assert.ok(high <= 0, `${high} px too high`);
  await accessible(page);
});
