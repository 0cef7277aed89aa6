// The pages made on the device: hand-over, the network cut, two pages, a newer
// build, a module that does not start, keeping, backup and deletion.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { serve, browse } from './site.js';
import { Person, mild, formsOf } from './person.js';

let site, browser;
before(async () => {
  site = await serve();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

// door stands before the site and can change what goes through: a new build, a
// broken module. It counts what reaches the server.
async function door() {
  const d = { newer: '', broken: false, seen: [] };
  const server = createServer((req, res) => {
    d.seen.push(`${req.method} ${req.url}`);
    const headers = { ...req.headers, host: new URL(site.base).host };
    if (req.url === '/sw.js' || d.broken) delete headers['accept-encoding'], delete headers['if-none-match'];
    if (headers.origin) headers.origin = site.base;
    const up = request(site.base + req.url, { method: req.method, headers }, (r) => {
      const parts = [];
      r.on('data', (b) => parts.push(b));
      r.on('end', () => {
        let body = Buffer.concat(parts);
        if (req.url === '/sw.js' && d.newer) body = Buffer.from(body.toString().replace(/"build":"\w+"/, `"build":"${d.newer}"`));
        if (req.url.endsWith('.wasm') && d.broken) body = Buffer.from('no module');
        const h = { ...r.headers };
        delete h.etag;
        if (req.url === '/sw.js' || d.broken) h['content-length'] = String(body.length);
        res.writeHead(r.statusCode, h);
        res.end(body);
      });
    });
    up.on('error', () => res.destroy());
    req.pipe(up);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  d.base = `http://127.0.0.1:${server.address().port}`;
  d.stop = () => new Promise((done) => { server.closeAllConnections(); server.close(done); });
  return d;
}

async function somebody(base = site.base) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, acceptDownloads: true });
  context.setDefaultTimeout(60_000);
  context.setDefaultNavigationTimeout(60_000);
  return new Person(await context.newPage(), base, 'en', mild);
}
const leave = (p) => p.page.context().close();

async function until(what, check) {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await check()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('never: ' + what);
}
const worker = (p, which, states) => until(`${which} worker`, () => p.page.evaluate(async ([w, s]) => s.includes((await navigator.serviceWorker.getRegistration())?.[w]?.state), [which, states]));
const active = (p) => worker(p, 'active', ['activated']);
const onDevice = (p) => p.page.locator('body').getAttribute('data-device').then((d) => d === 'true');
// moved is somebody whose pages are made on the device.
async function moved(base) {
  const p = await somebody(base);
  await p.opens('/');
  await active(p);
  await p.opens('/');
  await until('a page made on the device', async () => (await onDevice(p)) || (await p.page.reload(), false));
  return p;
}
const cookies = async (p) => (await p.page.context().cookies()).filter((c) => /ps\d/.test(c.name)).length;
const cut = (p) => p.page.context().setOffline(true);

test('the first visit is answered by the server; its answers move to the device once, and the whole check works with the network cut', async () => {
  const p = await somebody();
  await p.begins();
  await p.answersThisPage();
  assert.equal(await onDevice(p), false, 'the first visit never waits for the module');
  assert.ok((await cookies(p)) > 0);
  await active(p);
  await p.answersThisPage();
  await until('a page made on the device', async () => (await onDevice(p)) || (await p.page.reload(), false));
  assert.match(await p.page.locator('[data-where]').innerText(), /made on your device/);
  assert.equal(await cookies(p), 0, 'the cookie is gone after the hand-over');
  await p.opens('/answers');
  assert.ok((await p.page.locator('.answers .act').count()) >= 2, 'the answers given to the server are here');
  await cut(p);
  await p.opens('/check');
  await p.answers();
  assert.equal(p.at, '/answers');
  await p.asksForTheResult();
  assert.equal(p.at, '/result');
  assert.equal(await p.level(), 'suitable');
  await p.page.reload();
  assert.equal(await p.level(), 'suitable', 'reload');
  await p.page.goBack();
  assert.equal(p.at, '/answers', 'Back leads to the page before, not to a form sent again');
  await p.opens('/help');
  assert.match(await p.h1(), /112/);
  await leave(p);
});

test('no answer leaves the device once the pages are made there', async () => {
  const d = await door();
  const p = await moved(d.base);
  await p.begins();
  d.seen.length = 0;
  await p.answers();
  await p.asksForTheResult();
  assert.equal(p.at, '/result');
  assert.deepEqual(d.seen.filter((s) => !/sw\.js|\/static\/|\/offline\//.test(s)), []);
  await leave(p);
  await d.stop();
});

test('a faulty form keeps what was typed, and reload does not answer twice', async () => {
  const p = await moved();
  await cut(p);
  await p.begins();
  await p.continues();
  assert.match(await p.page.title(), /^Error/);
  await p.page.reload();
  assert.match(await p.page.title(), /^Error/, 'the same form is sent again');
  await leave(p);
});

test('two pages do not overwrite each other', async () => {
  const p = await moved();
  await p.begins();
  const question = p.at;
  const other = new Person(await p.page.context().newPage(), site.base, 'en', mild);
  await other.opens(question);
  await p.answersThisPage();
  await other.answersThisPage();
  assert.equal(other.at, '/answers', 'the older page leads to check-your-answers');
  assert.equal(await other.page.locator('.answers .act').count(), 1);
  await Promise.all([p.opens('/answers'), other.opens('/answers')]);
  await leave(p);
});

test('a form that another site sends is refused', async () => {
  const p = await moved();
  await p.begins();
  await p.answersThisPage();
  const evil = createServer((_, res) => {
    res.writeHead(200, { 'content-type': 'text/html', 'referrer-policy': 'no-referrer' });
    res.end(`<form method="post" action="${site.base}/en/settings/delete"><button>x</button></form>`);
  });
  await new Promise((done) => evil.listen(0, '127.0.0.1', done));
  await p.page.goto(`http://localhost:${evil.address().port}/`);
  await p.page.click('button');
  await p.page.waitForLoadState();
  assert.notEqual(p.at, '/settings/gone');
  await p.opens('/answers');
  assert.ok((await p.page.locator('.answers .act').count()) > 0, 'nothing was deleted');
  await leave(p);
  evil.closeAllConnections();
  evil.close();
});

test('a newer build is used when the person says so, whole, and an open form of the older build leads to check-your-answers', async () => {
  const d = await door();
  const p = await moved(d.base);
  await p.begins();
  await p.answersThisPage();
  d.newer = 'feedfacefeedface';
  await p.page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration()).update(); });
  await worker(p, 'waiting', ['installed']);
  const kept = () => p.page.evaluate(() => caches.keys());
  assert.equal((await kept()).length, 2, 'the older build stays whole while it is in use');
  await p.page.locator('[data-newer]').waitFor();
  // A new check asks for the newer version first.
  await p.page.evaluate(() => { const f = document.createElement('form'); f.method = 'post'; f.action = '/en/again'; document.body.append(f); f.submit(); });
  await p.page.waitForURL('**/settings/update');
  // A form that stays open in another page through the update.
  const open = new Person(await p.page.context().newPage(), d.base, 'en', mild);
  await open.opens('/check');
  await p.page.locator('main [data-use]').click();
  await p.page.waitForURL(d.base + '/en/');
  await until('the older cache is gone', async () => JSON.stringify(await kept()) === '["paraspinal-feedfacefeedface"]');
  await open.page.evaluate(() => { document.querySelector('form.question [name=build]').value = 'ofanotherbuild'; });
  await open.answersThisPage();
  assert.equal(open.at, '/answers');
  assert.match(open.page.url(), /note=updated/);
  assert.equal(await open.page.locator('.answers .act').count(), 1, 'the answers are still there');
  await leave(p);
  await d.stop();
});

test('when the module does not start the network answers, and nothing on the device is lost or sent', async () => {
  const d = await door();
  const p = await moved(d.base);
  await p.begins();
  await p.answersThisPage();
  await p.answersThisPage();
  d.broken = true;
  d.newer = '0badc0de0badc0de';
  await p.page.evaluate(async () => {
    const c = await caches.open((await caches.keys())[0]);
    await (await navigator.serviceWorker.getRegistration()).update();
    void c;
  });
  await worker(p, 'waiting', ['installed']);
  // The next build's cache gets a module that is none, as if it were damaged.
  await p.page.evaluate(async () => {
    const c = await caches.open('paraspinal-0badc0de0badc0de');
    for (const k of await c.keys()) if (k.url.endsWith('.wasm')) await c.put(k, new Response('no module', { headers: { 'content-type': 'application/wasm' } }));
    (await navigator.serviceWorker.getRegistration()).waiting.postMessage('use');
  });
  await until('the older cache is gone', () => p.page.evaluate(async () => (await caches.keys()).length === 1));
  await p.opens('/check/bladder');
  assert.equal(await onDevice(p), false);
  assert.match(await p.page.locator('[data-where]').innerText(), /could not be read/);
  d.seen.length = 0;
  await p.opens('/');
  await p.page.locator('form[action="/en/check"] button').click();
  assert.match(await p.h1(), /could not be opened/);
  assert.deepEqual(d.seen.filter((s) => s.startsWith('POST')), [], 'no form went to the server');
  await cut(p);
  await p.opens('/help');
  assert.match(await p.h1(), /could not be opened/);
  await p.page.context().setOffline(false);
  d.broken = false;
  d.newer = '';
  await p.page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration()).update(); });
  await worker(p, 'waiting', ['installed']);
  await p.page.evaluate(async () => { (await navigator.serviceWorker.getRegistration()).waiting.postMessage('use'); });
  await until('the broken cache is gone', () => p.page.evaluate(async () => !(await caches.keys()).includes('paraspinal-0badc0de0badc0de')));
  await p.opens('/answers');
  assert.equal(await p.page.locator('.answers .act').count(), 2, 'nothing was lost');
  await leave(p);
  await d.stop();
});

// record reads or changes what the browser keeps.
const record = (p, change) => p.page.evaluate((c) => new Promise((done, fail) => {
  const o = indexedDB.open('paraspinal', 1);
  o.onerror = () => fail(o.error);
  o.onsuccess = () => {
    const s = o.result.transaction('file', 'readwrite').objectStore('file');
    s.get('me').onsuccess = (e) => {
      const r = e.target.result;
      if (c) s.put({ ...r, ...c }, 'me');
      o.result.close();
      done(r && { ...r, file: r.file?.length ?? 0 });
    };
  };
}), change);

test('a visit is forgotten after a day, unless the person wants it kept', async () => {
  const p = await moved();
  await p.begins();
  await p.answersThisPage();
  await p.opens('/settings');
  await p.page.locator('[data-keep]').click();
  await p.page.locator('[data-persist]').filter({ hasText: /browser/ }).waitFor();
  await record(p, { used: Date.now() - 40 * 24 * 3600 * 1000 });
  await p.opens('/answers');
  assert.equal(p.at, '/answers', 'kept');
  await p.opens('/settings');
  await p.page.locator('form[action$="/keep"] button').click();
  await record(p, { used: Date.now() - 25 * 3600 * 1000 });
  await p.opens('/answers');
  assert.equal(p.at, '/', 'forgotten');
  assert.equal((await record(p)).file, 0);
  await leave(p);
});

test('a backup is saved, everything is deleted, and the backup brings it back, with the network cut', async () => {
  const p = await moved();
  await p.begins();
  await p.answersThisPage();
  await p.answersThisPage();
  await cut(p);
  await p.opens('/settings');
  const saving = p.page.waitForEvent('download');
  await p.page.locator('section a[href$="/settings/backup"]').click();
  const file = await (await saving).path();
  assert.equal(JSON.parse(await readFile(file, 'utf8')).paraspinal, 1);
  await p.opens('/settings');
  assert.match(await p.page.locator('main').innerText(), /Last backup/);
  await p.opens('/settings/delete');
  await p.page.locator('main form button').click();
  assert.equal(p.at, '/settings/gone');
  assert.equal((await record(p)).file, 0);
  await p.page.goBack();
  await p.opens('/answers');
  assert.equal(p.at, '/');
  await p.opens('/settings/restore');
  await p.page.locator('#file').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"not":"ours"}') });
  await p.page.locator('main form button').click();
  assert.match(await p.page.title(), /^Error/);
  await p.page.locator('#file').setInputFiles(file);
  await p.page.locator('main form button').click();
  assert.match(await p.h1(), /Use this backup/);
  await p.page.locator('main form button').click();
  assert.equal(p.at, '/settings');
  await p.opens('/answers');
  assert.equal(await p.page.locator('.answers .act').count(), 2);
  await leave(p);
});

test('a file that cannot be read stays, can be saved as it is, and bars nobody from help', async () => {
  const p = await moved();
  await p.begins();
  await p.answersThisPage();
  await p.page.evaluate(() => new Promise((done) => {
    const o = indexedDB.open('paraspinal', 1);
    o.onsuccess = () => {
      const s = o.result.transaction('file', 'readwrite').objectStore('file');
      s.get('me').onsuccess = (e) => {
        s.put({ ...e.target.result, file: new TextEncoder().encode('{"paraspinal":99}') }, 'me').onsuccess = done;
        o.result.close();
      };
    };
  }));
  await p.opens('/answers');
  assert.match(await p.h1(), /cannot be read/);
  assert.match(await p.page.locator('main').innerText(), /newer version/);
  await p.opens('/help');
  assert.match(await p.h1(), /112/);
  await p.opens('/result');
  const saving = p.page.waitForEvent('download');
  await p.page.locator('main a[href$="/settings/raw"]').click();
  assert.equal(await readFile(await (await saving).path(), 'utf8'), '{"paraspinal":99}');
  await p.page.locator('summary').click();
  await p.page.locator('main form button').click();
  assert.equal(p.at, '/settings/gone');
  await leave(p);
});
