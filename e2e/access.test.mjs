// For everybody: axe, small screens, touch, large text.

import assert from "node:assert/strict";
import { accessible, open, pageTest } from "./harness.mjs";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const views = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  phone,
  "dark phone": { ...phone, colorScheme: "dark" },
};

for (const [name, context] of Object.entries(views)) {
  pageTest(`axe finds nothing at work (${name})`, { context }, async ({ page, picture }) => {
    await open(page, "?script=amnesia&step=12");
    await page.locator("#next").click();
    await page.waitForTimeout(900);
    await picture(`at-work-${name.replace(" ", "-")}`);
    await accessible(page);
    for (const id of ["open-scripts", "open-editor", "open-share", "open-help"]) {
      await page.locator(`#${id}`).click();
      await page.getByRole("dialog").waitFor();
      await accessible(page);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await page.locator('#stage .node[aria-label^="a1 "]').click();
    await page.getByRole("dialog").waitFor();
    await picture(`menu-${name.replace(" ", "-")}`);
    await accessible(page);
    await page.keyboard.press("Escape");
    await page.locator("#stage .node").first().waitFor();
    await page.keyboard.press("End");
    await accessible(page);
  });
}

for (const [name, context] of Object.entries(views)) {
  pageTest(`axe finds nothing where clients are (${name})`, { context }, async ({ page }) => {
    await open(page, "?script=stale-read&step=1");
    await accessible(page);
    await open(page, "?script=life-of-a-watch&step=12");
    await accessible(page);
    await page.locator(".znode").nth(1).click();
    await page.locator(".versions button.cause").first().click();
    await page.locator(".chain").waitFor();
    const line = page.getByRole("textbox", { name: "Command" });
    await line.fill("get -q /x");
    await line.press("Enter");
    await accessible(page);
    await line.fill("cre");
    await accessible(page);
    await page.locator('#stage .node[aria-label^="c1 "]').click();
    await page.getByRole("dialog").waitFor();
    await accessible(page);
  });
}

for (const [name, context] of Object.entries({ desk: { viewport: { width: 1440, height: 900 } }, phone })) {
  pageTest(`names of properties are not run into by their sources (${name})`, { context }, async ({ page }) => {
    await open(page, "?script=cold-start");
    const meet = await page.locator(".props li").evaluateAll((rows) => rows.filter((row) => {
      const words = (part) => {
        const range = document.createRange();
        range.selectNode(row.querySelector(part).firstChild);
        return [...range.getClientRects()].filter((box) => box.width > 2);
      };
      const clash = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 4 && b.top < a.bottom - 4;
      return words(".name").some((a) => words(".source").some((b) => clash(a, b)));
    }).map((row) => row.textContent));
    assert.deepEqual(meet, []);
  });
}

pageTest("axe finds nothing in a middle window, where cards are cut",
  { context: { viewport: { width: 900, height: 768 } } },
  async ({ page }) => {
    await open(page, "?script=life-of-a-watch&step=12");
    await accessible(page);
  });

pageTest("a phone: the stage and the button in view, nothing to the side", { context: phone },
  async ({ page, picture }) => {
    await open(page);
    await page.locator("#next").tap();
    await page.locator("#next").tap();
    assert.match(await page.locator(".count").innerText(), /^Step 2 /);
    await picture("phone");
    const { wide, stage, button } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - innerWidth,
      stage: document.querySelector("#stage").getBoundingClientRect().bottom,
      button: document.querySelector("#next").getBoundingClientRect().bottom,
    }));
    assert.ok(wide <= 0, `${wide} px to the side`);
    assert.ok(stage <= 844 && button <= 844);
    await page.locator('#stage .node[aria-label^="a1 "]').tap();
    await page.getByRole("dialog").getByRole("button", { name: /^Crash/ }).tap();
    await page.locator(".node.down").waitFor();
  });

for (const [what, width, height] of [["at 320 px", 320, 640], ["at 200 %", 640, 400]]) {
  pageTest(`text stays legible ${what}`, { context: { viewport: { width, height } } },
    async ({ page, picture }) => {
      await open(page, "?script=duelling-proposers&step=9");
      await picture(`narrow-${width}`);
      const found = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth - innerWidth,
        small: [...document.querySelectorAll("#stage text, .timebox text, p, button")]
          .filter((it) => it.textContent.trim() !== "" && !it.closest(".hidden"))
          .map((it) => Number.parseFloat(getComputedStyle(it).fontSize)
            * ((it.ownerSVGElement?.getScreenCTM()?.a) ?? 1))
          .filter((size) => size < 9.5).length,
      }));
      assert.deepEqual(found, { wide: 0, small: 0 });
    });
}
