// The page as a frame in somebody else's page.

import assert from "node:assert/strict";
import { accessible, HOST, open, PAGE, pageTest, started } from "./harness.mjs";

async function embedded(page, address) {
  await page.goto(`${HOST}?src=${encodeURIComponent(PAGE + address)}`);
  const frame = page.frame("player");
  await frame.waitForURL((url) => url.href.startsWith(PAGE));
  await started(frame);
  return frame;
}

pageTest("a frame takes no focus and scrolls nothing", {}, async ({ page, picture }) => {
  const frame = await embedded(page, "?embed&script=duelling-proposers&step=4");
  await page.waitForTimeout(500);
  assert.equal(await page.evaluate(() => document.activeElement.id), "before");
  assert.equal(await page.evaluate(() => scrollY), 0);
  // Keys belong to the host as long as the frame has not got the focus.
  await page.keyboard.type("x ");
  await page.keyboard.press("ArrowRight");
  assert.match(await frame.locator(".count").innerText(), /^Step 4 /);
  await page.locator("iframe").scrollIntoViewIfNeeded();
  await frame.getByRole("button", { name: "Next step" }).click();
  assert.match(await frame.locator(".count").innerText(), /^Step 5 /);
  await page.keyboard.press("ArrowRight");
  assert.match(await frame.locator(".count").innerText(), /^Step 6 /);
  await page.waitForTimeout(700);
  await picture("embedded");
});

pageTest("a frame leaves the history to its host", {}, async ({ page }) => {
  const frame = await embedded(page, "?embed");
  const before = await page.evaluate(() => history.length);
  const next = frame.getByRole("button", { name: "Next step" });
  for (let step = 0; step < 5; step += 1) await next.click();
  await frame.locator('#stage .node[aria-label^="a1 "]').click();
  await frame.getByRole("dialog").getByRole("button", { name: /^Crash/ }).click();
  await frame.locator(".node.down").waitFor();
  await page.waitForTimeout(500);
  assert.equal(await page.evaluate(() => history.length), before);
});

const small = { context: { viewport: { width: 480, height: 420 } } };

pageTest("stage, sentence and buttons: nothing else, and all of it", small, async ({ page }) => {
  await open(page, "?embed&script=happy-path");
  for (const part of ["header.top", "aside", ".timebox", ".branches"]) {
    assert.equal(await page.locator(part).count(), 0, part);
  }
  const inside = await page.evaluate(() =>
    ["#stage", "h1", "#next"].every((selector) => {
      const box = document.querySelector(selector).getBoundingClientRect();
      return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
    }));
  assert.ok(inside);
  assert.equal(await page.evaluate(() => document.documentElement.scrollHeight > innerHeight), false);
  await accessible(page);
});

/** Neither covered nor cut off: where it is shown, that is what is hit. */
async function inSight(page, selector) {
  return page.locator(selector).evaluate((it) => {
    const box = it.getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const within = box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
    return within && it.contains(hit);
  });
}

pageTest("a frame with a synchronisation is offered where there is one", {}, async ({ page, context, picture }) => {
  const offered = () => page.getByRole("textbox", { name: "Embed with the synchronisation" });
  await open(page, "?script=recovery-by-trunc&step=9");
  await page.locator("#open-share").click();
  assert.equal(await offered().count(), 0);
  await open(page, "?script=recovery-by-trunc&step=4");
  await page.locator("#open-share").click();
  const markup = await offered().inputValue();
  await accessible(page);
  await picture("share-sync");
  const host = await context.newPage();
  await host.setContent(markup);
  const frame = host.frameLocator("iframe");
  assert.match(await frame.locator(".sync h2").innerText(), /^s2 synchronises s3/);
});

for (const [width, height] of [[700, 480], [390, 640]]) {
  const context = { viewport: { width, height } };
  pageTest(`a frame of ${width} px shows a synchronisation`, { context }, async ({ page, picture }) => {
    await open(page, "?embed&script=recovery-by-trunc&step=4&view=sync");
    assert.match(await page.locator(".sync h2").innerText(), /^s2 synchronises s3/);
    for (const part of [".sync svg", ".sync .fields dd >> nth=2", ".rows .yes", ".sent", "h1"]) {
      assert.ok(await inSight(page, part), part);
    }
    assert.match(await page.locator(".rows .yes").innerText(), /S2\s+peer > max/);
    const stage = await page.locator("#stage").boundingBox();
    await accessible(page);
    await picture(`embedded-sync-${width}`);
    // Nobody is synchronised any more: the stage keeps its place, but for a line of the sentence.
    for (let step = 4; step < 9; step += 1) await page.locator("#next").click();
    await page.locator(".why .detail").waitFor();
    assert.equal(await page.locator(".sync").count(), 0);
    await open(page, "?embed&script=cold-start&step=4&view=sync");
    assert.ok(await page.locator(".side").evaluate((it) => it.scrollWidth <= it.clientWidth));
    await open(page, "?embed&script=recovery-by-trunc&step=9&view=sync");
    const after = await page.locator("#stage").boundingBox();
    assert.equal(after.width, stage.width);
    assert.ok(Math.abs(after.height - stage.height) < 32);
  });
}
