// What a page weighs, and what it may ask for.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { serve, browse } from './site.js';
import { Way, mild } from './person.js';

const kb = 1024;
let site, browser;
before(async () => {
  site = await serve();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

// weigh loads a page for the first time and gives every answer before it has
// loaded, in bytes on the wire, and what the browser complains of.
async function weigh(path, told, question) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const way = new Way(context, site.base);
  if (told && question) {
    await way.begins();
    await way.answers(told, question);
  } else if (told) await way.concludes(told);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  const urls = {}, answers = [], complaints = [];
  let loaded = false;
  cdp.on('Network.requestWillBeSent', (e) => (urls[e.requestId] = e.request.url));
  cdp.on('Network.loadingFinished', (e) => { if (!loaded) answers.push({ url: urls[e.requestId].replace(site.base, ''), bytes: e.encodedDataLength }); });
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) complaints.push(m.text()); });
  page.on('pageerror', (e) => complaints.push(e.message));
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`)));
  await page.goto(`${site.base}/en${path}`, { waitUntil: 'load' });
  loaded = true;
  await page.waitForTimeout(300);
  await context.close();
  return { total: answers.reduce((n, a) => n + a.bytes, 0), answers, complaints };
}

test('a question page is at most 30 KB and 6 requests on the first load', async (t) => {
  for (const question of ['saddle', 'now', 'scores', 'site']) {
    const { total, answers, complaints } = await weigh('/check/' + question, mild, question);
    t.diagnostic(`${question}: ${total} bytes in ${answers.length} answers: ${answers.map((a) => `${a.url} ${a.bytes}`).join(', ')}`);
    assert.ok(total <= 30 * kb, `${question}: ${total} bytes`);
    assert.ok(answers.length <= 6, `${question}: ${answers.length} requests`);
    assert.deepEqual(complaints, []);
  }
});

test('start and result stay small and quiet', async (t) => {
  for (const [path, told, most] of [['/', null, 30], ['/result', mild, 45]]) {
    const { total, complaints } = await weigh(path, told);
    t.diagnostic(`${path}: ${total} bytes`);
    assert.ok(total <= most * kb, `${path}: ${total} bytes`);
    assert.deepEqual(complaints, []);
  }
});

test('all style sheets are at most 8 KB, all page script at most 15 KB, gzipped', async (t) => {
  const context = await browser.newContext();
  const way = new Way(context, site.base);
  const sheets = new Set(), scripts = new Set();
  const see = () => {
    for (const [, u] of way.html.matchAll(/<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"/g)) sheets.add(u);
    for (const [, u] of way.html.matchAll(/<script[^>]*src="([^"]+)"/g)) scripts.add(u);
  };
  await way.concludes(mild);
  for (const p of ['/', '/help', '/check/saddle', '/answers', '/result', '/plan', '/plan/self', '/session', '/can', '/diary', '/learn', '/settings', '/summary']) {
    await way.opens(p);
    see();
  }
  const size = async (list) => {
    let n = 0;
    for (const u of list) n += gzipSync(await (await context.request.get(site.base + u)).body(), { level: 9 }).length;
    return n;
  };
  const css = await size(sheets), js = await size(scripts);
  t.diagnostic(`${sheets.size} style sheets: ${css} bytes; ${scripts.size} scripts: ${js} bytes`);
  assert.ok(sheets.size >= 1 && scripts.size >= 1, 'there are style sheets and scripts');
  assert.ok(css <= 8 * kb, `${css} bytes of style`);
  assert.ok(js <= 15 * kb, `${js} bytes of script`);
  await context.close();
});
