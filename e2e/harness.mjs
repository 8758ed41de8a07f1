// What every end-to-end test needs: one browser per file, one fresh context per test, and a test
// that fails when the page complains on the console. See CONTRIBUTING.md for how to add a test.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const RESULTS = fileURLToPath(new URL("results/", import.meta.url));
const START_MS_MAX = 15_000;

/** The shipped page, in a sub-path of its origin. Ends in a slash. */
export const PAGE = setting("ENSEMBLE_PAGE");
/** Pages of e2e/host/, of another origin. Ends in a slash. */
export const HOST = setting("ENSEMBLE_HOST");
/** True with `cargo xtask test --nightly`. */
export const NIGHTLY = process.env.ENSEMBLE_NIGHTLY === "1";

function setting(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: start these tests by "cargo xtask test --only e2e"`);
  }
  return value;
}

let browser = null;
let profile = null;

async function launched() {
  if (browser === null) {
    profile = await mkdtemp(join(tmpdir(), "ensemble-e2e-"));
    browser = await chromium.launch({
      executablePath: setting("ENSEMBLE_CHROME"),
      args: setting("ENSEMBLE_CHROME_FLAGS").split(" "),
      env: { ...process.env, HOME: profile },
    });
  }
  return browser;
}

after(async () => {
  await browser?.close();
  if (profile !== null) await rm(profile, { recursive: true, force: true });
});

/**
 * A test with a page of its own.
 *
 * `body` gets `{ page, context, picture, complaints }`; `picture(name)` writes
 * e2e/results/NAME.png. `options.context` goes to Playwright's newContext (viewport, colorScheme,
 * reducedMotion, hasTouch…). What the page complains about fails the test, but for complaints
 * that match a pattern in `options.expected`.
 */
export function pageTest(name, options, body) {
  test(name, async () => {
    const context = await (await launched()).newContext({
      viewport: { width: 1280, height: 800 },
      ...options.context,
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const complaints = listen(page);
    const picture = (file) => takePicture(page, file);
    try {
      await body({ page, context, picture, complaints });
      const expected = options.expected ?? [];
      const unexpected = complaints.filter((text) => !expected.some((e) => e.test(text)));
      assert.deepEqual(unexpected, [], "the page complained");
    } catch (error) {
      await picture(`failed-${name.replaceAll(/[^a-z0-9]+/gi, "-")}`).catch(() => {});
      if (complaints.length > 0) console.error(`The page said:\n${complaints.join("\n")}`);
      throw error;
    } finally {
      await context.close();
    }
  });
}

/** Everything that should not happen in any frame of the page, as text, as it happens. */
function listen(page) {
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`error: ${error.stack ?? error}`));
  page.on("crash", () => complaints.push("the page crashed"));
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    const ours = [PAGE, HOST, "data:", "blob:", "about:"];
    if (!ours.some((beginning) => request.url().startsWith(beginning))) {
      complaints.push(`a request to elsewhere: ${request.url()}`);
    }
  });
  return complaints;
}

async function takePicture(page, name) {
  await mkdir(RESULTS, { recursive: true });
  await page.screenshot({ path: join(RESULTS, `${name}.png`) });
}

/** Opens the page (`address` is what follows its path: `?embed`, `#…`) and waits for the app. */
export async function open(page, address = "") {
  await page.goto(PAGE + address);
  await started(page);
}

/** Waits until the app has taken the place of the loading line; works for a frame as well. */
export async function started(page) {
  await page.waitForSelector("#loading", { state: "detached", timeout: START_MS_MAX });
  assert.equal(await page.locator("#fatal").count(), 0, "the page says that it could not start");
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails with a readable list when axe finds anything in the page, best practices included. */
export async function accessible(page) {
  await page.evaluate(axe);
  // Its preloading copies style sheets into inline ones, which the policy refuses, aloud.
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { preload: false }));
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary}`),
  );
  assert.deepEqual(found, [], "axe found");
}
