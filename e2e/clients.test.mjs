// Clients on the stage: they are chosen and asked like servers, and one sees where they belong.

import assert from "node:assert/strict";
import { accessible, open, pageTest } from "./harness.mjs";

const still = { context: { reducedMotion: "reduce" } };

async function run(page, script) {
  await page.locator("#open-editor").click();
  await page.getByRole("textbox", { name: "The script" }).fill(script);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

async function ask(page, node, entry) {
  await page.locator(`#stage .node[aria-label^="${node} "]`).click();
  const menu = page.getByRole("dialog", { name: node });
  await menu.getByRole("button", { name: entry }).click();
  await menu.waitFor({ state: "detached" });
}

async function until(page, locator) {
  const next = page.getByRole("button", { name: "Next step" });
  for (let press = 0; press < 60 && (await locator.count()) === 0; press += 1) {
    await next.click();
  }
  assert.notEqual(await locator.count(), 0);
}

pageTest("a phone shows a client's answer, its event, and what can be chosen for the run",
  { context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  async ({ page, picture }) => {
    await open(page, "?script=life-of-a-watch&step=12");
    await picture("clients-phone");
    const card = page.locator('#stage .node[aria-label^="c1 "]');
    assert.equal((await card.locator(".celltext").textContent()).trim(), "C");
    assert.match(await card.locator(".event .said").textContent(), /^NodeDataChanged \/x /);
    const bottom = (id) => page.locator(id).evaluate((it) => it.getBoundingClientRect().bottom);
    const top = await page.locator("#next").evaluate((it) => it.getBoundingClientRect().top);
    assert.ok(await bottom("#until") <= top && await bottom("#heartbeats") <= top);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  });

pageTest("the arrow of a vote turns to whom it is given now", {}, async ({ page }) => {
  await open(page, "?script=cold-start-of-five&step=4");
  const way = () => page.locator(".pointer .line").first().evaluate((it) => getComputedStyle(it).d);
  const before = await way();
  await page.locator("#next").click();
  await page.locator(".pointer.turns").waitFor();
  await page.waitForTimeout(120);
  const during = await way();
  await page.waitForTimeout(700);
  assert.equal(new Set([before, during, await way()]).size, 3);
});

pageTest("a vote that had turned before lies still when its stop is opened", {}, async ({ page }) => {
  await page.addInitScript(() => {
    addEventListener("transitionrun", (event) => {
      if (event.target.closest(".pointer")) window.swept = event.propertyName;
    }, true);
  });
  await open(page, "?script=cold-start-of-five&step=5");
  await page.locator(".pointer.turns").waitFor();
  await page.setViewportSize({ width: 1100, height: 700 });
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => window.swept), undefined);
  await page.getByRole("button", { name: "One step back" }).click();
  await page.locator("#next").click();
  await page.waitForFunction(() => window.swept === "d");
});

pageTest("the vote for oneself becomes the arrow of the next one", {}, async ({ page, picture }) => {
  await open(page, "?script=cold-start-of-five");
  const own = page.locator("#stage .pointer", { hasText: "s1: vote s1" });
  let arrow = null;
  while (await page.locator(".pointer.turns").count() === 0) {
    arrow = await own.count() > 0 ? await own.elementHandle() : arrow;
    await page.locator("#next").click();
  }
  await page.waitForTimeout(100);
  const way = () => arrow.evaluate((it) => getComputedStyle(it.querySelector(".line")).d);
  const during = await way();
  await picture("turning");
  assert.equal(await arrow.evaluate((it) => it.isConnected && it.matches(".turns")), true);
  await page.waitForTimeout(700);
  assert.notEqual(await way(), during);
});

pageTest("a client is clicked, connects and asks", still, async ({ page, picture }) => {
  await open(page, "?script=one-write");
  const header = "zookeeper servers=3 clients=2\nskip until united\nsubmit c2 connect\n";
  await run(page, `title Clients\n${header}`);
  await page.getByRole("button", { name: "To the end" }).click();
  await ask(page, "c1", "Connect");
  await until(page, page.locator('#stage .node[aria-label^="c1 CONNECTED"]'));
  assert.equal(await page.locator("#stage .link.serves.hue-1").count(), 1);
  await ask(page, "c1", "create /a A");
  await until(page, page.locator("#stage .node.hue-1 .celltext.ink-decided"));
  await ask(page, "c1", "get -w /a");
  await until(page, page.locator("#stage .watch.hue-1"));
  await ask(page, "c1", "set /a B");
  await until(page, page.locator("#stage .watch.hue-1.fired.spent"));
  await picture("clients");
  await accessible(page);
  const step = () => page.locator(".story .count").innerText().then((text) => Number.parseInt(text.slice(5)));
  const before = await step();
  await ask(page, "c1", "Stall the link: c1 – s1");
  assert.equal(await page.locator("#stage .link.cut.hue-1").count(), 1);
  assert.equal(await step(), before + 1);
});
