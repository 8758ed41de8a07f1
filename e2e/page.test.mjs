// What a reader does with the page: steps, looks, breaks, shares.

import assert from "node:assert/strict";
import { accessible, open, pageTest } from "./harness.mjs";

const headline = (page) => page.locator("h1").innerText();
const count = (page) => page.locator(".story .count").innerText();
const next = (page) => page.getByRole("button", { name: "Next step" });
const node = (page, name) => page.locator(`#stage .node[aria-label^="${name} "]`);
const chips = (page) => page.locator(".branches button");
const still = { context: { reducedMotion: "reduce" } };

async function steps(page, number) {
  for (let step = 0; step < number; step += 1) await next(page).click();
}

/** Opens the menu of a node and chooses in it. */
async function choose(page, name, choice) {
  await node(page, name).click();
  await page.getByRole("dialog").getByRole("button", { name: choice }).click();
}

pageTest("the happy path, from the first step to the quiet end", {}, async ({ page, picture }) => {
  await open(page);
  assert.equal(await page.title(), "The happy path — Ensemble");
  assert.match(await count(page), /^The start of \d+ steps$/);
  await picture("start");
  const told = new Set();
  const stops = Number(/\d+/.exec(await count(page))[0]);
  for (let stop = 1; stop <= stops; stop += 1) {
    await next(page).click();
    assert.ok((await count(page)).startsWith(`Step ${stop} of ${stops}`));
    told.add(await headline(page));
  }
  assert.ok(told.size > stops / 2, "most sentences differ");
  assert.match(await count(page), /The end/);
  await next(page).click();
  await page.getByText("Nothing more happens by itself").first().waitFor();
  assert.ok((await count(page)).startsWith(`Step ${stops} of ${stops}`));
  await page.locator(".toast").getByRole("button", { name: "Dismiss" }).click();
  assert.equal(await page.locator(".toast").count(), 0);
  await picture("end");
});

pageTest("back is as easy as forward", still, async ({ page }) => {
  await open(page);
  await steps(page, 2);
  const second = await headline(page);
  await steps(page, 1);
  assert.notEqual(await headline(page), second);
  await page.getByRole("button", { name: "One step back" }).click();
  assert.equal(await headline(page), second);
  await page.getByRole("button", { name: "To the end" }).click();
  assert.match(await count(page), /^Step (\d+) of \1/);
  await page.getByRole("button", { name: "To the start" }).click();
  assert.match(await count(page), /^The start/);
});

pageTest("a message travels, and nothing else moves", {}, async ({ page, picture }) => {
  await open(page);
  await page.locator("#speed").selectOption("½×");
  await steps(page, 1);
  await page.waitForTimeout(1300);
  const cards = () => page.locator("#stage .card").evaluateAll((all) =>
    all.map((card) => JSON.stringify(card.getBoundingClientRect())));
  const places = () => page.locator("#stage .messages > .msg").evaluateAll((all) =>
    all.map((travel) => travel.getAttribute("transform")));
  const before = await cards();
  await next(page).click();
  const seen = new Set();
  for (let look = 0; look < 12; look += 1) {
    seen.add(JSON.stringify(await places()));
    if (look === 4) await picture("travelling");
    await page.waitForTimeout(60);
  }
  assert.ok(seen.size >= 4, `${seen.size} different pictures`);
  assert.deepEqual(await cards(), before);
});

pageTest("without motion a message is there at once", still, async ({ page }) => {
  await open(page);
  const places = () => page.locator("#stage .messages > .msg").evaluateAll((all) =>
    all.map((travel) => `${travel.getAttribute("transform")} ${travel.getAttribute("opacity")}`));
  await steps(page, 3);
  const at_once = await places();
  assert.ok(at_once.length > 0);
  await page.waitForTimeout(300);
  assert.deepEqual(await places(), at_once);
});

pageTest("play goes on by itself, pauses, and stops when all is quiet", {}, async ({ page }) => {
  await open(page);
  await page.locator("#speed").selectOption("8×");
  await page.getByRole("button", { name: "Play" }).click();
  await page.getByText("The end: nothing more").waitFor();
  await page.getByRole("button", { name: "Play" }).waitFor();
  assert.match(await count(page), /^Step (\d+) of \1/);
});

pageTest("dragging the cursor shows any moment", still, async ({ page }) => {
  await open(page);
  const slider = page.getByRole("slider").first();
  const box = await slider.boundingBox();
  const seen = new Set();
  await page.mouse.move(box.x + 70, box.y + box.height / 2);
  await page.mouse.down();
  for (let x = 70; x < box.width * 0.6; x += 40) {
    await page.mouse.move(box.x + x, box.y + box.height / 2);
    seen.add(await slider.getAttribute("aria-valuenow"));
  }
  // The pointer is held even outside of the diagram.
  await page.mouse.move(box.x + 120, box.y - 200);
  const held = await slider.getAttribute("aria-valuenow");
  await page.mouse.up();
  assert.ok(seen.size >= 6, [...seen].join());
  assert.ok(Number(held) <= 4, held);
  await page.mouse.move(box.x + 400, box.y + box.height / 2);
  assert.equal(await slider.getAttribute("aria-valuenow"), held);
  await page.locator(".milestone .hit").first().click();
  assert.ok(Number(await slider.getAttribute("aria-valuenow")) > 4);
});

pageTest("by keyboard alone", still, async ({ page }) => {
  await open(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.match(await count(page), /^Step 2 /);
  await page.keyboard.press("ArrowLeft");
  assert.match(await count(page), /^Step 1 /);
  await page.keyboard.press("Shift+ArrowRight");
  assert.match(await count(page), /^Step ([3-9]|\d\d) /);
  await page.keyboard.press("End");
  assert.match(await count(page), /^Step (\d+) of \1/);
  await page.keyboard.press("Home");
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Help" });
  await sheet.waitFor();
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "open-help");
  // On to a node, its menu, and a choice.
  await page.keyboard.press("ArrowRight");
  for (let tab = 0; tab < 40; tab += 1) {
    await page.keyboard.press("Tab");
    const label = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    if (label?.startsWith("a1 ")) break;
  }
  await page.keyboard.press("Enter");
  const menu = page.getByRole("dialog");
  await menu.waitFor();
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  assert.match(
    await page.evaluate(() => document.activeElement.getAttribute("aria-label")), /^a1 /);
  await page.keyboard.press("Enter");
  await menu.waitFor();
  while (!(await page.evaluate(() => document.activeElement.textContent)).startsWith("Crash")) {
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await menu.waitFor({ state: "detached" });
  assert.match(await headline(page), /a1/);
  assert.equal(await chips(page).count(), 2);
});

pageTest("keys typed into a field stay there", still, async ({ page }) => {
  await open(page);
  await page.locator("#open-editor").click();
  await page.locator("textarea").press("End");
  await page.keyboard.type(" ?");
  await page.keyboard.press("ArrowLeft");
  assert.match(await page.locator("textarea").inputValue(), /\?/);
  await page.keyboard.press("Escape");
  assert.match(await count(page), /^The start/);
});

pageTest("a choice in the past makes a branch; a click shows the other", still, async (t) => {
  const { page, picture } = t;
  await open(page);
  await steps(page, 5);
  await choose(page, "a1", /^Crash/);
  assert.equal(await chips(page).count(), 2);
  await page.locator(".node.down").waitFor();
  await picture("branch");
  await steps(page, 2);
  await chips(page).first().click();
  assert.equal(await page.locator(".node.down").count(), 0);
  assert.equal(await chips(page).first().getAttribute("aria-current"), "true");
  await chips(page).last().click();
  assert.equal(await chips(page).last().getAttribute("aria-current"), "true");
  await page.keyboard.press("End");
  await page.locator(".node.down").waitFor();
});

pageTest("a message tells its fields and can be dropped", still, async ({ page, picture }) => {
  await open(page);
  while ((await page.locator("#stage .msg[role=button]").count()) === 0) await steps(page, 1);
  const message = page.locator("#stage .msg[role=button]").first();
  assert.match(await message.getAttribute("aria-label"), / from \w+ to \w+, in flight/);
  await message.hover();
  const tip = page.locator(".tip");
  await tip.waitFor();
  assert.notEqual((await tip.innerText()).trim(), "");
  await picture("tip");
  await message.click();
  await page.getByRole("dialog").getByRole("button", { name: /^Lose/ }).click();
  await page.locator("#stage .arrival .lost").waitFor();
});

pageTest("a link can be cut", still, async ({ page }) => {
  await open(page);
  await node(page, "a1").click();
  await page.getByRole("group", { name: "Links" }).getByRole("button").first().click();
  await page.getByRole("dialog").getByRole("button", { name: /^Cut/ }).first().click();
  await page.locator("#stage .link.cut").waitFor();
});

pageTest("a node is asked with a value of one's own", still, async ({ page }) => {
  await open(page);
  await node(page, "p1").click();
  await page.getByRole("textbox", { name: "Own value" }).fill("Zebra");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.match(await headline(page), /Zebra|p1/);
  assert.match(await page.locator("#stage").textContent(), /Zebra/);
});

pageTest("a script is edited, its faults are told, and it runs", still, async ({ page, picture }) => {
  await open(page);
  await page.locator("#open-editor").click();
  const area = page.getByRole("textbox", { name: "The script" });
  const text = await area.inputValue();
  await area.fill(`${text}\nutter nonsense\n`);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const line = text.split("\n").length + 1;
  const fault = page.getByRole("button", { name: `Line ${line}, column 1` });
  await fault.waitFor();
  await picture("fault");
  await fault.click();
  const caret = await area.evaluate((it) => it.value.slice(0, it.selectionStart).split("\n").length);
  assert.equal(caret, line);
  await area.fill(text.replace(/^title .*/, "title Of my own"));
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await page.title(), "Of my own — Ensemble");
  await steps(page, 2);
  assert.match(await count(page), /^Step 2 /);
});

pageTest("a script is chosen from the list; what goes wrong is shown in red", still, async (t) => {
  const { page, picture } = t;
  await open(page);
  await page.locator("#open-scripts").click();
  await page.getByRole("button", { name: /^Amnesia/ }).click();
  await page.waitForFunction(() => document.title === "Amnesia — Ensemble");
  await page.getByRole("button", { name: "To the end" }).click();
  await page.locator(".props .broken").first().waitFor();
  assert.notEqual((await page.locator(".props .evidence").first().innerText()).trim(), "");
  await picture("broken");
  await page.getByRole("button", { name: /where one breaks/ }).click();
  assert.match(await count(page), /^Step \d+ /);
  await page.locator(".props .broken").first().waitFor();
});

pageTest("a link opens the very run", still, async ({ page, context }) => {
  await open(page);
  await steps(page, 5);
  await choose(page, "a2", /^Crash/);
  await steps(page, 3);
  await page.locator("#open-share").click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  await page.keyboard.press("Escape");
  const [told, where] = [await headline(page), await count(page)];
  const other = await context.newPage();
  await other.goto(link);
  await other.locator("#stage").waitFor();
  assert.equal(await headline(other), told);
  assert.equal(await count(other), where);
  assert.equal(await chips(other).count(), 2);
});

pageTest("a damaged link says so, and the page works", still, async ({ page }) => {
  await open(page, "#run=AQAKaGFwcHktcGF0");
  await page.getByText("This link cannot be opened").waitFor();
  await accessible(page);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await steps(page, 1);
  assert.match(await count(page), /^Step 1 /);
});

pageTest("the browser's Back returns to the run before", still, async ({ page }) => {
  await open(page);
  await steps(page, 4);
  const told = await headline(page);
  await page.waitForURL(/#script=happy-path&step=4/);
  await page.locator("#open-scripts").click();
  await page.getByRole("button", { name: /^Duelling/ }).click();
  await page.waitForFunction(() => document.title.startsWith("Duelling"));
  await page.goBack();
  await page.waitForFunction(() => document.title.startsWith("The happy path"));
  assert.equal(await headline(page), told);
  await page.goForward();
  await page.waitForFunction(() => document.title.startsWith("Duelling"));
});

pageTest("the address asks for script, step and theme", still, async ({ page }) => {
  await open(page, "?script=old-value-wins&step=3&theme=dark");
  assert.match(await count(page), /^Step 3 /);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
});

pageTest("the theme is remembered", still, async ({ page }) => {
  await open(page);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme ?? "auto");
  await page.locator("#theme").click();
  await page.locator("#theme").click();
  assert.equal(await theme(), "dark");
  await page.reload();
  await page.locator("#stage").waitFor();
  assert.equal(await theme(), "dark");
});

pageTest("run until a value is chosen", still, async ({ page }) => {
  await open(page);
  const options = await page.locator("#until option").allInnerTexts();
  assert.ok(options.length > 1, options.join());
  await page.locator("#until").selectOption({ index: 1 });
  assert.match(await count(page), /^Step \d+ /);
});

pageTest("each sentence is read aloud, politely", still, async ({ page }) => {
  await open(page);
  await steps(page, 3);
  const live = page.locator("p.hidden[aria-live=polite]");
  assert.equal(await live.innerText(), await headline(page));
});

pageTest("heartbeats are shown by a switch, and that is remembered", still, async ({ page }) => {
  await open(page, "?script=one-write");
  const pings = page.locator("#stage .msg .kind", { hasText: "PING" });
  const pressed = async () => {
    for (let press = 0; press < 12 && (await pings.count()) === 0; press += 1) {
      await next(page).click();
    }
    return pings.count();
  };
  await page.getByRole("button", { name: "To the end" }).click();
  assert.equal(await pressed(), 0);
  const heartbeats = page.getByRole("checkbox", { name: "Heartbeats" });
  await heartbeats.check();
  assert.ok((await pressed()) > 0);
  await accessible(page);
  await page.reload();
  await page.locator("#stage").waitFor();
  assert.equal(await heartbeats.isChecked(), true);
});

pageTest("nine servers are legible by one server's messages", still, async ({ page, picture }) => {
  await open(page);
  await page.locator("#open-editor").click();
  const script = "title Nine\nzookeeper servers=9\nseed 2\nuntil still\n";
  await page.getByRole("textbox", { name: "The script" }).fill(script);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await steps(page, 12);
  const shown = () => page.locator("#stage .msg[data-aim]").count();
  const all = await shown();
  await page.locator("#messages").selectOption("node");
  const own = await shown();
  assert.ok(own > 0 && own < all, `${own} of ${all}`);
  await page.getByText(/^\d+ hidden$/).waitFor();
  await picture("nine");
  await page.locator("#messages").selectOption("all");
  assert.equal(await shown(), all);
  await accessible(page);
});

pageTest("at a stop little of a crowded page is changed", still, async ({ page }) => {
  await open(page);
  await page.locator("#open-editor").click();
  const script = "title Nine\nzookeeper servers=9\nseed 1\nuntil still\n";
  await page.getByRole("textbox", { name: "The script" }).fill(script);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.evaluate(() => {
    globalThis.changes = 0;
    const count = (records) => { globalThis.changes += records.length; };
    const all = { attributes: true, childList: true, characterData: true, subtree: true };
    new MutationObserver(count).observe(document.body, all);
  });
  const stops = 20;
  await steps(page, stops);
  const messages = await page.locator("#stage .msg").count();
  const changes = await page.evaluate(() => globalThis.changes) / stops;
  // It was 1,100: all that was drawn after something new was drawn anew.
  assert.ok(messages > 60 && changes < 300, `${changes} changes a stop, ${messages} messages`);
});

pageTest("a synchronisation shows both histories and the row that applied", still, async (t) => {
  const { page, picture } = t;
  await open(page, "?script=recovery-by-trunc");
  const panel = page.getByRole("region", { name: "Synchronisation" });
  for (let press = 0; press < 12 && (await panel.count()) === 0; press += 1) {
    await next(page).click();
  }
  assert.match(await panel.locator(".rows .yes").innerText(), /^S2/);
  assert.match(await panel.locator(".sent").innerText(), /TRUNC/);
  await picture("synchronisation");
  await accessible(page);
});
