// After the first visit: everything on the device, with the server gone.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { serve, browse } from './site.js';
import { Person, Way, mild } from './person.js';

let browser;
before(async () => { browser = await browse(); });
after(async () => { await browser?.close(); });

class Owner extends Person {
  // visits opens the site once and waits until the device can do it alone.
  static async visits(site, told = mild) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, acceptDownloads: true });
    context.setDefaultTimeout(90_000);
    const person = new Owner(await context.newPage(), site.base, 'en', told);
    await person.opens('/');
    assert.equal(await person.page.locator('body').getAttribute('data-device'), 'false', 'the first visit is answered by the server');
    await person.opensOnTheDevice('/');
    return person;
  }
  // opensOnTheDevice opens a page that the device answers. Where the module
  // takes longer to start than a person should wait, the server answers first.
  async opensOnTheDevice(path) {
    await this.page.evaluate(() => navigator.serviceWorker.ready);
    for (let n = 0; n < 20; n++) {
      await this.opens(path);
      if ((await this.page.locator('body').getAttribute('data-device')) === 'true') return;
    }
    throw new Error(`the device never answers ${path}`);
  }
  // later moves the clock of the device on.
  async later(hours) {
    const [worker] = this.page.context().serviceWorkers();
    await worker.evaluate((ms) => {
      self.ahead = (self.ahead ?? 0) + ms;
      if (self.RealDate) return;
      const D = (self.RealDate = Date);
      self.Date = class extends D {
        constructor(...a) { if (a.length) super(...a); else super(D.now() + self.ahead); }
        static now() { return D.now() + self.ahead; }
      };
    }, hours * 3600 * 1000);
  }
  async concludes() {
    await this.begins();
    await this.answers();
    assert.equal(this.at, '/answers');
    await this.asksForTheResult();
    return this;
  }
  // reports fills in how it is, of a session's end or a check-in.
  async reports(form) {
    for (const f of await this.page.locator(`${form} > fieldset`).all()) {
      const name = await f.locator('input').first().getAttribute('name');
      const value = { 'pain.back': '1', 'pain.leg': '0', 'site.left': '2', 'site.right': '0' }[name];
      const none = f.locator('input[data-none]');
      const input = value && (value !== '0' || !(await none.count())) ? f.locator(`input[value="${value}"]`) : (await none.count()) ? none : f.locator('input');
      await input.first().evaluate((e) => e.click());
    }
    await this.goes(this.page.locator(`${form} button[type=submit]`).first());
  }
}

test('the whole way with the server gone: check, plan, session, check-ins, review', { timeout: 900_000 }, async () => {
  const site = await serve();
  const person = await Owner.visits(site);
  await site.stop(); // nothing but the device is left
  const { page } = person;
  await person.concludes();
  assert.equal(await person.level(), 'suitable');
  assert.equal(await page.locator('body').getAttribute('data-device'), 'true');
  assert.ok(await page.locator('[data-where]').isVisible(), 'the page says where it was made');
  assert.deepEqual(await page.context().cookies(), [], 'no cookie holds an answer');
  await page.reload();
  assert.equal(await person.level(), 'suitable');
  await person.opens('/settings');
  await person.goes(page.locator('button[data-keep]')); // else it would be gone after this visit
  await person.opens('/plan/self');
  await person.goes(page.locator('form.start button'));
  await person.passesTheStartCheck();
  for (let n = 0; n < 40 && (await page.locator('#skip').count()); n++) {
    const at = await page.locator('[data-session]').getAttribute('data-step');
    await page.locator('#skip').click();
    await page.waitForFunction((s) => document.querySelector('[data-session]')?.dataset.step !== s || !document.querySelector('#skip'), at);
  }
  await person.reports('form[action$="/session/end"]');
  await page.waitForURL('**/session/after');
  for (const hours of [25, 48]) {
    await person.later(hours);
    await person.opens('/checkin');
    assert.equal(person.at, '/checkin', `the check-in ${hours} hours on`);
    await person.reports('main form[action$="/checkin"]');
  }
  await person.opens('/diary');
  assert.ok((await page.locator('main table tbody tr').count()) >= 3, 'the diary has the session and both check-ins');
  assert.ok((await page.locator('main svg').count()) >= 1, 'and shows the trend');
  await person.opens('/review');
  assert.ok((await person.h1()).length > 5);
  await person.opens('/check');
  await person.later(24 * 8);
  await person.opens('/result');
  assert.equal(await page.locator('main a[href*="/plan/self"]').count(), 0, 'an old result allows nothing');
  await page.context().close();
});

test('backup, delete everything, restore', { timeout: 600_000 }, async () => {
  const site = await serve();
  const person = await Owner.visits(site);
  const { page } = person;
  await person.concludes();
  await person.opens('/settings');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main a[href$="/settings/backup"]').first().click()]);
  const backup = await readFile(await download.path(), 'utf8');
  assert.equal(JSON.parse(backup).paraspinal, 1);
  await person.opens('/settings/delete');
  await person.goes(page.locator('form[action$="/settings/delete"] button'));
  await person.opens('/result');
  assert.notEqual(person.at, '/result', 'everything is gone');
  await person.opens('/settings/restore');
  await page.locator('#file').setInputFiles({ name: download.suggestedFilename(), mimeType: 'application/json', buffer: Buffer.from(backup) });
  await person.goes(page.locator('form[action$="/settings/restore"] button'));
  if (await page.locator('form[action$="/settings/replace"]').count()) await person.goes(page.locator('form[action$="/settings/replace"] button'));
  await person.opens('/result');
  assert.equal(await person.level(), 'suitable');
  await person.opens('/settings/restore');
  await page.locator('#file').setInputFiles({ name: 'holiday.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') });
  await person.goes(page.locator('form[action$="/settings/restore"] button'));
  assert.match(await page.title(), /^Error:/);
  await person.opens('/result');
  assert.equal(await person.level(), 'suitable', 'a file that is none changes nothing');
  await page.context().close();
  await site.stop();
});

test('two tabs on the device do not overwrite each other', { timeout: 600_000 }, async () => {
  const site = await serve();
  const person = await Owner.visits(site);
  await person.begins();
  const other = new Owner(await person.page.context().newPage(), site.base);
  await other.opens('/check/saddle');
  await person.answersThisPage();
  await other.answersThisPage({ 'neuro.saddle_sensation': 'before' });
  assert.equal(other.at, '/answers');
  await person.opens('/check/saddle');
  assert.ok(await person.page.locator('input[value=none]').isChecked());
  await person.page.context().close();
  await site.stop();
});

test('what was answered before the module came is taken over', { timeout: 600_000 }, async () => {
  const site = await serve();
  const context = await browser.newContext();
  context.setDefaultTimeout(90_000);
  const person = new Owner(await context.newPage(), site.base);
  await person.begins();
  await person.answersThisPage();
  await person.opensOnTheDevice('/answers');
  assert.equal(await person.page.locator('dl.answers dt').count(), 1);
  assert.deepEqual((await context.cookies()).filter((c) => c.value !== ''), [], 'the server\'s cookie is cleared');
  await context.close();
  await site.stop();
});

test('a session that began before the worker: its stop finds the file', { timeout: 600_000 }, async () => {
  const site = await serve();
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  context.setDefaultTimeout(90_000);
  await new Way(context, site.base).concludes(mild);
  const person = new Owner(await context.newPage(), site.base);
  const { page } = person;
  let ready = false;
  await page.route('**/sw.js', (route) => (ready ? route.continue() : route.abort()));
  await person.opens('/plan/self');
  await person.goes(page.locator('form.start button'));
  await person.passesTheStartCheck();
  ready = true;
  const other = new Owner(await context.newPage(), site.base);
  await other.opens('/about');
  await other.opensOnTheDevice('/about'); // the file has moved to the device
  assert.deepEqual((await context.cookies()).filter((c) => c.value !== ''), []);
  await page.locator('form[data-stop] button').click();
  await page.locator('button[name=why][value=pain_down_leg]').click();
  await page.locator('form[action$="/session/end"]').waitFor();
  await other.opens('/session');
  assert.equal(await other.page.locator('#skip, #go').count(), 0, 'the session is over on the device');
  await context.close();
  await site.stop();
});

test('help comes though the server hangs', { timeout: 600_000 }, async () => {
  const site = await serve();
  const context = await browser.newContext();
  context.setDefaultTimeout(60_000);
  const person = new Owner(await context.newPage(), site.base);
  await person.opens('/');
  await person.page.evaluate(() => navigator.serviceWorker.ready);
  site.hang();
  try {
    await person.opens('/help');
  } finally {
    site.goOn();
  }
  assert.ok(await person.page.locator('main a[href^="tel:"]').count());
  await context.close();
  await site.stop();
});

test('Back shows nothing that was deleted', { timeout: 600_000 }, async (t) => {
  const site = await serve();
  const person = await Owner.visits(site);
  const { page } = person;
  await person.concludes();
  await person.opens('/settings/delete');
  assert.ok(await page.locator('main ul li').count());
  await page.evaluate(() => addEventListener('pageshow', (e) => { if (e.persisted) sessionStorage.setItem('kept', 'yes'); }));
  await person.goes(page.locator('form[action$="/settings/delete"] button'));
  await page.goBack({ waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelectorAll('main ul li').length === 0);
  t.diagnostic(`the browser had kept the page: ${(await page.evaluate(() => sessionStorage.getItem('kept'))) ?? 'no'}`);
  await page.context().close();
  await site.stop();
});
