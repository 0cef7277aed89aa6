// Every page, looked at in every way that a person may look at it.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';
import { serve, browse, inTurns, languages } from './site.js';
import { everyPage, oneOfEach } from './states.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let site, browser, pages;
before(async () => {
  site = await serve();
  browser = await browse();
  pages = await everyPage(browser, site.base);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

// axe gives the rules that a page violates, with where.
async function axe(page, options) {
  const { violations } = await page.evaluate((o) => globalThis.axe.run(document, { ...o, preload: false, resultTypes: ['violations'] }), options);
  return violations.map((v) => `axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join('; ')}`);
}

// wide says what is wider than the window.
const wide = (page) =>
  page.evaluate(() => {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    const out = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > most + 1).slice(0, 3);
    return [`${document.documentElement.scrollWidth} px in ${most} px: ${out.map((e) => e.tagName + '.' + e.getAttribute('class')).join(', ')}`];
  });

// becomes makes a page that of another person: their cookies are all that they are.
async function becomes(page, { cookies }) {
  await page.context().clearCookies();
  await page.context().addCookies(cookies);
}

// Text spacing as WCAG 1.4.12 has it.
const spacing = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }';

test('every page: axe in both themes and two widths, reflow at 320 px, text spacing, no shift, nothing from elsewhere', { timeout: 1_800_000 }, async (t) => {
  const faults = [];
  let runs = 0;
  const kinds = oneOfEach(pages);
  await inTurns(kinds, async ({ name, path, cookies }) => {
    const context = await browser.newContext({ storageState: cookies, viewport: { width: 360, height: 740 }, colorScheme: 'light', hasTouch: true, serviceWorkers: 'block', bypassCSP: false });
    const page = await context.newPage();
    const fault = (what) => { faults.push(`${name}: ${what}`); if (process.env.TRACE) console.error(name, what); };
    page.on('console', (m) => { if (!['log', 'info', 'debug'].includes(m.type()) && !/404|blocked by Playwright/.test(m.text())) fault(`console ${m.type()}: ${m.text()}`); });
    page.on('pageerror', (e) => fault(`script: ${e.message}`));
    page.on('request', (r) => { if (!r.url().startsWith(site.base) && !r.url().startsWith('blob:')) fault(`asks elsewhere: ${r.url()}`); });
    await page.addInitScript(() => {
      globalThis.shifts = [];
      const where = ({ node, previousRect: a, currentRect: b }) => `${node?.nodeName}.${node?.className} from ${a.x},${a.y} to ${b.x},${b.y}`;
      new PerformanceObserver((l) => l.getEntries().forEach((e) => globalThis.shifts.push(`${e.value}: ${e.sources.map(where).join('; ')}`))).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`${site.base}/en${path}`, { waitUntil: 'load' });
    for (const shift of await page.evaluate(() => new Promise((r) => setTimeout(() => r(globalThis.shifts), 50)))) fault(`the page shifts by ${shift}`);
    const cdp = await context.newCDPSession(page); // a policy keeps no tool out
    await cdp.send('Runtime.evaluate', { expression: axeSource });
    const look = async (how, options) => {
      runs++;
      // The bar with the stop button stays in view and lies over what scrolls below
      // it. At the end of the page it has its own place, and hides no target.
      await page.evaluate(() => document.querySelector('.stopbar') && scrollTo(0, document.documentElement.scrollHeight));
      for (const v of await axe(page, options)) fault(`${how}: ${v}`);
    };
    await look('phone, light', { runOnly: wcag });
    await page.emulateMedia({ colorScheme: 'dark' }); // colors do not depend on the width
    await page.setViewportSize({ width: 1280, height: 900 });
    await look('desktop, dark', { runOnly: wcag });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    const moving = await page.evaluate(() => document.getAnimations().filter((a) => a.effect?.getComputedTiming().duration > 10).length);
    if (moving) fault(`with reduced motion ${moving} things still move`);
    const unseen = await page.evaluate(() => [...document.querySelectorAll('button, a.button')].filter((b) => b.checkVisibility() && b.getBoundingClientRect().width === 0).length);
    if (unseen) fault(`with forced colors ${unseen} buttons are not to be seen`);
    await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
    await page.setViewportSize({ width: 320, height: 640 }); // 400 % of 1280 px as well
    for (const w of await wide(page)) fault(`scrolls sideways: ${w}`);
    const small = await page.evaluate(() => [...document.querySelectorAll('main button, main .button, main .option label, header a')].filter((e) => {
      const r = e.getBoundingClientRect();
      return e.checkVisibility() && r.width > 1 && r.height < 24;
    }).map((e) => e.textContent.trim().slice(0, 30)));
    if (small.length) fault(`too small to touch: ${small.slice(0, 4)}`);
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
    }, spacing);
    for (const w of await wide(page)) fault(`with text spacing it scrolls sideways: ${w}`);
    const cut = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((e) => {
      const s = getComputedStyle(e);
      return e.checkVisibility() && !e.closest('.hidden, svg') && s.overflow !== 'visible' && s.overflowX !== 'auto' && e.scrollHeight > e.clientHeight + 4 && e.clientHeight > 1;
    }).map((e) => e.tagName + '.' + e.className));
    if (cut.length) fault(`with text spacing text is cut off: ${cut.slice(0, 3)}`);
    await context.close();
  });
  t.diagnostic(`${kinds.length} pages, ${runs} runs of axe`);
  assert.deepEqual(faults, []);
  assert.ok(kinds.length >= 40, `only ${kinds.length} pages`);
});

test('the kind of a field says nothing of how its fieldset looks', async () => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(`${site.base}/en/`);
  const looks = await page.evaluate(() => Object.fromEntries(['', 'radios', 'places', 'ticks', 'scale', 'number', 'date'].map((kind) => {
    const set = document.createElement('fieldset');
    set.className = `field ${kind}`;
    set.innerHTML = '<legend>Legend</legend><p><label>Label</label><input size="3"></p>';
    document.querySelector('main').append(set);
    return [kind, [set, ...set.querySelectorAll('label, input')].map((e) => ['display', 'position', 'opacity', 'width', 'padding', 'margin'].map((what) => getComputedStyle(e)[what]).join(' '))];
  })));
  for (const [kind, look] of Object.entries(looks)) assert.deepEqual(look, looks[''], kind);
  await context.close();
});

test('the HTML of every page is valid', { timeout: 600_000 }, async (t) => {
  const check = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: { 'long-title': 'off', 'no-trailing-whitespace': 'off', 'doctype-style': ['error', { style: 'lowercase' }], 'void-style': 'off', 'attribute-boolean-style': 'off', 'no-inline-style': 'error', 'svg-focusable': 'off' },
  });
  const faults = [];
  for (const { name, html } of pages) {
    const report = await check.validateString(html);
    for (const r of report.results) for (const m of r.messages) faults.push(`${name}:${m.line}:${m.column}: ${m.ruleId}: ${m.message}`);
  }
  t.diagnostic(`${pages.length} pages`);
  assert.deepEqual(faults, []);
});

test('every page in every language fits 320 px and says its language', { timeout: 1_800_000 }, async (t) => {
  const faults = [];
  let looked = 0;
  for (const lang of languages.filter((l) => l !== 'en')) {
    const list = oneOfEach(await everyPage(browser, site.base, lang, ['half', 'modify', 'refer', 'urgent']));
    const idle = [];
    await inTurns(list, async ({ name, path, cookies }) => {
      looked++;
      const page = idle.pop() ?? (await (await browser.newContext({ viewport: { width: 320, height: 640 }, serviceWorkers: 'block' })).newPage());
      await becomes(page, cookies);
      await page.goto(`${site.base}/${lang}${path}`);
      for (const w of await wide(page)) faults.push(`${lang} ${name}: scrolls sideways: ${w}`);
      if ((await page.locator('html').getAttribute('lang')) !== lang) faults.push(`${lang} ${name}: another language`);
      const at = new URL(page.url()).pathname; // another person would be led elsewhere
      if (at !== `/${lang}${path}`) faults.push(`${lang} ${name}: ${at} is shown`);
      idle.push(page);
    });
    await Promise.all(idle.map((page) => page.context().close()));
  }
  t.diagnostic(`${looked} pages`);
  assert.deepEqual(faults, []);
});
