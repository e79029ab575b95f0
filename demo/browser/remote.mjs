// A browser on a string: one JSON command per line comes in, one JSON answer per line goes out.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [executablePath, origin] = process.argv.slice(2);
const PATIENCE = 30_000;

const browser = await chromium.launch({
  executablePath,
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const context = await browser.newContext({
  baseURL: origin,
  viewport: { width: 1280, height: 900 },
  colorScheme: "light",
  locale: "en-GB",
  timezoneId: "Europe/Berlin",
  reducedMotion: "reduce",
});
// The demo is a house of its own: whatever wants to leave it is told that there is no way.
await context.route(
  (url) => url.hostname !== "127.0.0.1",
  (route) => route.abort(),
);
const page = await context.newPage();
page.setDefaultTimeout(PATIENCE);

const seen = ({ text, exact = false, nth = 0 }) => page.getByText(text, { exact }).nth(nth);

const commands = {
  size: (viewport) => page.setViewportSize(viewport),
  open: ({ path }) => page.goto(path),
  see: (what) => seen(what).waitFor(),
  lose: (what) => seen(what).waitFor({ state: "hidden" }),
  scroll: ({ block, ...what }) =>
    seen(what).evaluate((element, where) => element.scrollIntoView({ block: where }), block),
  click: (what) => seen(what).click(),
  press: ({ name, nth = 0 }) => page.getByRole("button", { name }).nth(nth).click(),
  // The labels of a form are not tied to its fields.
  // They come one by one, so that which is which is known only once all are there.
  async fill({ values }) {
    const fields = page.locator("ha-form input:not([type=checkbox])");
    await fields.nth(values.length - 1).waitFor();
    for (const [nth, value] of values.entries()) await fields.nth(nth).fill(value);
  },
  // The only field there is.
  type: ({ value }) => page.locator("ha-dialog input").first().fill(value),
  // Fonts and icons arrive a little after the words.
  async shoot({ file, clip }) {
    await page.evaluate(() => document.fonts.ready);
    const { width, height } = page.viewportSize();
    await page.mouse.move(width - 10, height - 10);
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: file, clip, animations: "disabled", caret: "hide" });
  },
  async draw({ file, markup, width, height }) {
    await page.setViewportSize({ width, height });
    await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${markup}`);
    await page.screenshot({ path: file, omitBackground: true });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...details } = JSON.parse(line);
  try {
    await commands[command](details);
    console.log(JSON.stringify({ ok: true }));
  } catch (error) {
    console.log(JSON.stringify({ ok: false, error: String(error).slice(0, 600) }));
  }
}
await browser.close();
