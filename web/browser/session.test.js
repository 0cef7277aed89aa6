// The plan and the guided session, told as a person goes through them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { serve, browse } from './site.js';
import { Person, Way, mild, calf, fresh } from './person.js';

let site, browser;
before(async () => {
  site = await serve();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

class Sitter extends Person {
  // somebody with a result opens the plan on their own.
  static async plans(told, options = {}) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, serviceWorkers: 'block', ...options });
    context.setDefaultTimeout(60_000);
    await new Way(context, site.base).concludes(told);
    const person = new Sitter(await context.newPage(), site.base, 'en', told);
    await person.opens('/plan/self');
    return person;
  }
  // sits has begun the session, and is in its first step.
  static async sits(told, options) {
    const person = await Sitter.plans(told, options);
    await person.beginsTheSession();
    return person.passesTheStartCheck();
  }
  async beginsTheSession() {
    await this.goes(this.page.locator('form.start button'));
    assert.equal(this.at, '/session');
    return this;
  }
  async presses(id) {
    await this.page.locator('#' + id).click();
    return this;
  }
  step() {
    return this.page.locator('[data-session]').getAttribute('data-step');
  }
  seconds() {
    return this.page.locator('[data-clock]').innerText().then((t) => t.split(':').reduce((a, b) => a * 60 + Number(b), 0));
  }
  leave() {
    return this.page.context().close();
  }
}

test('modify, plan, a whole session with pauses, the end check, and what comes after', async () => {
  const person = await Sitter.plans(mild);
  assert.ok((await person.page.locator('main svg').count()) >= 1, 'the plan has its pictures');
  assert.ok((await person.page.locator('main ol li').count()) >= 1, 'the plan has its steps');
  await person.beginsTheSession();
  await person.passesTheStartCheck();
  const first = await person.step();
  await person.presses('go');
  await person.page.locator('[data-phase=paused]').waitFor();
  await person.page.reload();
  assert.equal(await person.step(), first, 'a reload stays at the step');
  await person.page.locator('[data-phase=paused]').waitFor();
  await person.presses('go');
  await person.page.locator('[data-phase=running]').waitFor();
  for (let n = 0; n < 40 && (await person.page.locator('#skip').count()); n++) {
    const at = await person.step();
    await person.page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }));
    await person.presses('skip');
    const top = await person.page.waitForFunction((s) => document.querySelector('[data-session]')?.dataset.step !== s || !document.querySelector('#skip') ? [scrollY] : false, at);
    if (!(await person.page.locator('#skip').count())) assert.deepEqual(await top.jsonValue(), [0], 'the end check begins at its top, and does not slide under a finger');
  }
  assert.equal(await person.page.locator('#skip').count(), 0, 'every step was seen');
  await person.page.locator('form[action$="/session/end"]').waitFor();
  for (const f of await person.page.locator('form[action$="/session/end"] > fieldset').all()) {
    const name = await f.locator('input').first().getAttribute('name');
    const value = { 'pain.back': '2', 'pain.leg': '0', 'site.left': '2', 'site.right': '0' }[name];
    const input = value ? f.locator(`input[value="${value}"]`) : (await f.locator('input[data-none]').count()) ? f.locator('input[data-none]') : f.locator('input').first();
    await input.first().check();
  }
  await person.page.locator('form[action$="/session/end"] button[type=submit]').click();
  await person.page.waitForURL('**/session/after');
  assert.equal(await person.page.locator('a[href$="checkins.ics"]').count(), 1, 'the check-ins can go into the calendar');
  await person.opens('/session');
  assert.equal(person.at, '/session/after', 'the session is over');
  await person.opens('/plan/self');
  assert.equal(await person.page.locator('form.start').count(), 0, 'the permission is used up');
  await person.leave();
});

test('stop in mid-session: it went down the leg', async () => {
  const person = await Sitter.sits(mild);
  await person.page.locator('form[data-stop] button').click();
  await person.page.locator('button[name=why]').first().waitFor();
  await person.page.locator('button[name=why][value=pain_down_leg]').click();
  await person.page.locator('form[action$="/session/end"]').waitFor(); // only the server asks this
  await person.opens('/session');
  assert.equal(await person.page.locator('#skip, #go').count(), 0, 'the session does not go on');
  for (const path of ['/plan/self', '/result']) {
    await person.opens(path);
    assert.equal(await person.page.locator('form.start, main a[href*="/plan/"]').count(), 0, `${path} allows nothing more`);
  }
  await person.leave();
});

test('stop with the network gone says what to do, and is sent later', async () => {
  const person = await Sitter.sits(mild);
  await person.page.context().setOffline(true);
  await person.page.locator('form[data-stop] button').click();
  await person.page.locator('button[name=why]').first().click();
  await person.page.locator('[data-unsent]').waitFor();
  assert.ok((await person.page.locator('main').innerText()).length > 40, 'it says what to do now');
  await person.page.context().setOffline(false);
  await person.page.locator('form[action$="/session/end"]').waitFor(); // only the server asks this
  await person.opens('/session');
  assert.equal(await person.page.locator('#skip, #go').count(), 0, 'the session is over');
  await person.leave();
});

const lost = (route) => route.abort();

// hasAStopToSend is somebody whose stop does not reach the server.
async function hasAStopToSend(fail = lost) {
  const person = await Sitter.sits(mild);
  await person.page.context().route('**/session/stop', fail);
  await person.page.locator('form[data-stop] button').click();
  await person.page.locator('button[name=why][value=pain_down_leg]').click();
  await person.page.locator('[data-unsent]').waitFor();
  return person;
}

for (const [path, then] of [['/plan/self', '/session'], ['/help', '/help']]) {
  test(`a stop that could not be sent is sent from ${path}, opened next, and leads to ${then}`, async () => {
    const person = await hasAStopToSend();
    await person.page.context().unroute('**/session/stop');
    await person.opens(path);
    await person.page.waitForFunction(() => sessionStorage.getItem('paraspinal-stop') === null);
    if (then === '/session') await person.page.locator('form[action$="/session/end"]').waitFor();
    else assert.ok(await person.page.locator('main a[href^="tel:"]').count(), 'the numbers to call stay');
    assert.equal(person.at, then);
    await person.opens('/session');
    await person.page.locator('form[action$="/session/end"]').waitFor();
    await person.leave();
  });
}

test('a stop that cannot be sent: no page shows the session as if it went on', async () => {
  const person = await hasAStopToSend();
  const { page } = person;
  await person.opens('/session'); // the server knows of no stop
  await page.locator('[data-why=pain_down_leg]').waitFor();
  assert.equal(await page.locator('#skip, #go').count(), 0);
  await person.leave();
});

test('an answer that is not ours does not count as the stop having arrived', async () => {
  const person = await hasAStopToSend((route) => route.fulfill({ status: 429, contentType: 'text/html', body: '<main>Slow down</main>' }));
  assert.match(await person.page.evaluate(() => sessionStorage.getItem('paraspinal-stop')), /pain_down_leg/);
  await person.page.context().unroute('**/session/stop');
  await person.page.locator('form[action$="/session/end"]').waitFor();
  await person.leave();
});

test('what a reason means is said at once, though the network hangs', async () => {
  const person = await Sitter.sits(mild);
  const { page } = person;
  await page.route('**/session/*', () => undefined); // never answers
  await person.presses('go');
  await page.locator('form[data-stop] button').click();
  await page.locator('button[name=why][value=new_numbness_saddle]').click();
  assert.ok(await page.locator('.card.emergency a[href^="tel:"]').first().isVisible(), 'the card stands there before anything came back');
  await person.leave();
});

test('the page of a stop knows what each reason means without the network', async () => {
  const person = await Sitter.sits(mild);
  const { page } = person;
  await page.locator('form[data-stop] button').click();
  await page.waitForURL('**/session/stop');
  await page.reload();
  await page.context().setOffline(true);
  await page.locator('button[name=why][value=new_numbness_saddle]').click();
  await page.locator('.card.emergency a[href^="tel:"]').first().waitFor();
  await page.locator('[data-unsent]').waitFor();
  await person.leave();
});

test('the second tap of a double tap on stop is no reason', async () => {
  const person = await Sitter.plans(mild);
  const { page } = person;
  await person.beginsTheSession();
  await page.clock.install();
  await person.passesTheStartCheck();
  await page.clock.pauseAt(Date.now() + 5000); // a slow machine taps as fast
  const sent = [];
  page.on('request', (r) => r.url().endsWith('/session/stop') && r.method() === 'POST' && sent.push(r.postData()));
  const box = await page.locator('form[data-stop] button').boundingBox();
  for (const wait of [0, 300, 300]) {
    await page.clock.runFor(wait);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  }
  await page.clock.runFor(1000);
  await page.locator('button[name=why]:enabled').first().waitFor();
  assert.deepEqual(sent.filter(Boolean), []);
  await page.locator('button[name=why][value=pain_down_leg]').click();
  await page.locator('form[action$="/session/end"]').waitFor();
  await person.leave();
});

test('another tab of the session stops too, and keeps the stop when the first is closed', async () => {
  const person = await Sitter.sits(mild);
  const other = new Sitter(await person.page.context().newPage(), site.base);
  await other.opens('/session');
  await other.page.locator('#skip').waitFor();
  await person.page.context().route('**/session/stop', lost);
  await person.page.locator('form[data-stop] button').click();
  await person.page.locator('button[name=why][value=pain_down_leg]').click();
  await other.page.locator('[data-why=pain_down_leg]').waitFor();
  await person.page.close();
  await other.page.reload();
  await other.page.locator('[data-why=pain_down_leg]').waitFor();
  await other.page.context().unroute('**/session/stop');
  await other.page.locator('form[action$="/session/end"]').waitFor();
  await other.leave();
});

test('who deletes everything deletes a stop that could not be sent, in every tab', async () => {
  const person = await hasAStopToSend();
  const other = new Sitter(await person.page.context().newPage(), site.base);
  await other.opens('/settings/delete');
  await other.goes(other.page.locator('form[action$="/settings/delete"] button'));
  assert.equal(other.at, '/settings/gone');
  await person.page.waitForFunction(() => sessionStorage.length === 0);
  await person.leave();
});

test('the countdown runs on deadlines: a fake clock moves it, and pause holds it', async () => {
  const person = await Sitter.plans(mild);
  await person.beginsTheSession();
  await person.page.clock.install();
  await person.passesTheStartCheck();
  const before = await person.seconds();
  await person.page.clock.runFor(5000);
  const after = await person.seconds();
  assert.ok(before - after >= 4 && before - after <= 7, `5 seconds took ${before - after}`);
  await person.page.clock.fastForward(4000); // a sleeping phone wakes up
  await person.page.clock.runFor(1000);
  assert.ok(after - (await person.seconds()) >= 4, 'time asleep counts');
  await person.presses('go');
  await person.page.clock.runFor(100);
  await person.page.locator('[data-phase=paused]').waitFor();
  const held = await person.seconds();
  await person.page.clock.runFor(10_000);
  assert.equal(await person.seconds(), held, 'a pause holds it');
  await person.leave();
});

test('the session without script', async () => {
  const person = await Sitter.sits(mild, { javaScriptEnabled: false });
  await person.presses('go');
  await person.page.locator('[data-phase=paused]').waitFor();
  await person.presses('go');
  await person.page.locator('[data-phase=running]').waitFor();
  await person.page.locator('form[data-stop] button').click();
  await person.page.locator('button[name=why]').first().click();
  await person.opens('/session');
  assert.equal(await person.page.locator('#skip').count(), 0);
  await person.leave();
});

test('the session when its script does not come: the time is there to read', async () => {
  const person = await Sitter.plans(mild);
  await person.page.route(/\.js$/, (route) => route.abort());
  await person.beginsTheSession();
  await person.passesTheStartCheck();
  const [wait] = await person.page.locator('[data-plain]').first().evaluate((e) => e.getAnimations().map((a) => a.effect.getTiming().delay));
  assert.ok(wait >= 3000 && wait <= 10_000, 'at first the script is waited for');
  await person.page.locator('[data-plain]').waitFor();
  assert.match(await person.page.locator('[data-plain]').innerText(), /\d/);
  await person.presses('tick');
  await person.page.locator('[data-phase=running]').waitFor();
  await person.leave();
});

test('two tabs of one session: neither undoes what the other did', async () => {
  const person = await Sitter.sits(mild);
  const other = new Sitter(await person.page.context().newPage(), site.base);
  await other.opens('/session');
  const step = await other.step();
  await person.presses('skip');
  await person.page.waitForFunction((s) => document.querySelector('[data-session]')?.dataset.step !== s, step);
  const now = await person.step();
  if (await other.page.locator('#skip').count()) await other.presses('skip');
  await person.page.waitForTimeout(500);
  await person.page.reload();
  const end = Number(await person.step());
  assert.ok(end >= Number(now) && end <= Number(now) + 1, `from step ${step} by ${now} to ${end}`);
  await person.leave();
});

test('who has to wait gets no plan and no session', async () => {
  const person = await Sitter.plans(fresh);
  assert.equal(await person.page.locator('form.start').count(), 0);
  await person.opens('/session');
  assert.notEqual(person.at, '/session');
  await person.leave();
});

test('pain in the calf: the plan says which limits hold', async () => {
  const person = await Sitter.plans(calf);
  for (const setting of ['self', 'helper', 'professional']) {
    await person.opens('/plan/' + setting);
    assert.ok((await person.page.locator('main').innerText()).length > 400, `the plan for ${setting}`);
  }
  await person.leave();
});
