// Whole ways through the site, told as a person goes them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { serve, browse, languages } from './site.js';
import { Person, Way, mild, fresh, operated, calf } from './person.js';

let site, browser;
before(async () => {
  site = await serve();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

// somebody opens a browser of their own.
async function somebody(told = mild, { lang = 'en', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, serviceWorkers: 'block', ...options });
  context.setDefaultTimeout(60_000);
  return new Person(await context.newPage(), site.base, lang, told);
}
// arrived is somebody who has answered until a question, or until the result.
async function arrived(told, question, options) {
  const person = await somebody(told, options);
  const way = new Way(person.page.context(), site.base, person.lang);
  if (question) {
    await way.begins();
    await way.answers(told, question);
    await person.opens('/check/' + question);
  } else {
    await way.concludes(told);
    await person.opens('/result');
  }
  return person;
}
const leave = (person) => person.page.context().close();

test('without script, from the start to the result', async () => {
  const person = await somebody(mild, { javaScriptEnabled: false });
  await person.begins();
  assert.equal(person.at, '/check/saddle');
  await person.answers();
  assert.equal(person.at, '/answers');
  await person.asksForTheResult();
  assert.equal(await person.level(), 'suitable');
  await leave(person);
});

test('one answer is an emergency, and nothing else is asked or offered', async () => {
  const person = await arrived(mild, 'bladder');
  await person.answersThisPage({ 'neuro.bladder': 'new' });
  assert.equal(person.at, '/result');
  assert.equal(await person.level(), 'emergency');
  assert.equal(await person.page.locator('form.question').count(), 0);
  assert.equal(await person.page.locator('main a[href*="/plan"], main a[href*="/session"]').count(), 0);
  await person.page.goBack();
  assert.equal(person.at, '/check/bladder');
  assert.ok(await person.page.locator('input[value=new]').isChecked(), 'Back shows the answer');
  await leave(person);
});

test('an urgent card asks on, and becomes an emergency', async () => {
  const person = await arrived(mild, 'weakness');
  await person.answersThisPage({ 'neuro.weakness': 'new' });
  assert.equal(await person.level(), 'urgent');
  for (let n = 0; n < 30 && (await person.level()) === 'urgent' && (await person.page.locator('form.question').count()); n++) {
    await person.answersThisPage({ ...mild, tick: ['flag.both_legs', 'flag.chest', 'flag.collapse'], 'neuro.weakness_side': 'both' });
  }
  assert.equal(await person.level(), 'emergency');
  await leave(person);
});

test('who is not sure is told how to check, and asked again', async () => {
  const person = await arrived(mild, 'saddle');
  await person.answersThisPage({ 'neuro.saddle_sensation': 'unsure' });
  assert.equal(person.at, '/check/saddle');
  assert.ok(await person.page.locator('.inset').first().isVisible());
  await person.answersThisPage({ 'neuro.saddle_sensation': 'none' });
  assert.equal(person.at, '/check/bladder');
  await leave(person);
});

test('a fresh pain has to wait, and there is something to do today', async () => {
  const person = await arrived(fresh);
  assert.equal(await person.level(), 'postpone');
  assert.match(await person.h1(), /try again/i);
  assert.ok((await person.page.locator('main section h3').count()) >= 3, 'things to do today');
  await leave(person);
});

test('Back and reload everywhere never send a form again or lose an answer', async () => {
  const person = await somebody(mild);
  const asked = [];
  person.page.on('dialog', (d) => { asked.push(d.message()); d.dismiss(); });
  await person.begins();
  const pages = [];
  for (let n = 0; n < 6; n++) {
    pages.push(person.at);
    await person.page.reload();
    assert.equal(person.at, pages.at(-1), 'reload stays');
    await person.answersThisPage();
  }
  for (const page of [...pages].reverse()) {
    await person.page.goBack();
    assert.equal(person.at, page, 'Back goes one page back');
    assert.ok(await person.page.locator('form.question input:checked').count(), `${page} shows its answer`);
  }
  await person.page.reload();
  assert.ok(await person.page.locator('form.question input:checked').count());
  await person.opens('/check');
  await person.answers();
  await person.asksForTheResult();
  await person.page.reload();
  assert.equal(await person.level(), 'suitable');
  assert.deepEqual(asked, []);
  await leave(person);
});

test('a faulty page says so, keeps what was typed, and moves the focus to the summary', async () => {
  const person = await arrived(mild, 'onset');
  await person.page.locator('form.question input[name="onset.date.year"]').fill('26x');
  await person.continues();
  assert.match(await person.page.title(), /^Error:/);
  assert.equal(await person.page.locator('input[name="onset.date.year"]').inputValue(), '26x');
  assert.ok(await person.page.locator('[data-errors]').evaluate((e) => e === document.activeElement || e.contains(document.activeElement)), 'the focus is on the summary');
  await person.page.locator('[data-errors] a').first().click();
  assert.ok(await person.page.evaluate(() => document.activeElement.matches('form.question input')), 'its link leads into the form');
  await leave(person);
});

test('two tabs do not overwrite each other', async () => {
  const person = await arrived(mild, 'saddle');
  const other = new Person(await person.page.context().newPage(), site.base);
  await other.opens('/check/saddle');
  await person.answersThisPage();
  await other.answersThisPage({ 'neuro.saddle_sensation': 'before' });
  assert.equal(other.at, '/answers');
  assert.ok(await other.page.locator('main [role=status]').isVisible());
  await person.opens('/check/saddle');
  assert.ok(await person.page.locator('input[value=none]').isChecked(), 'the first answer stands');
  await leave(person);
});

test('an update with an open form leads to the answers, and takes nothing', async () => {
  const person = await arrived(mild, 'bladder');
  await person.page.locator('form.question [name=build]').evaluate((e) => { e.value = 'an older build'; });
  await person.answersThisPage();
  assert.equal(person.at, '/answers');
  assert.ok(await person.page.locator('main [role=status]').isVisible());
  assert.equal(await person.page.locator('dl.answers dt').count(), 1, 'only the first page was taken');
  await person.goes(person.page.locator('main a.button'));
  assert.equal(person.at, '/check/bladder');
  await leave(person);
});

test('the keyboard alone, from the skip link to the result', async () => {
  const person = await somebody(mild);
  const { page } = person;
  await person.opens('/');
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.getAttribute('href') ?? ''), /^#main$/);
  assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0), 'the skip link is to be seen');
  await page.keyboard.press('Enter');
  assert.ok(await page.evaluate(() => document.activeElement.id === 'main' || location.hash === '#main'));
  const tabTo = async (what) => {
    for (let n = 0; n < 200; n++) {
      if (await page.evaluate((w) => document.activeElement?.matches(w), what)) {
        assert.ok(await page.evaluate(() => {
          const e = document.activeElement, s = getComputedStyle(e), near = e.nextElementSibling && getComputedStyle(e.nextElementSibling);
          return s.outlineStyle !== 'none' || s.boxShadow !== 'none' || (near && (near.outlineStyle !== 'none' || near.boxShadow !== 'none'));
        }), `the focus on ${what} is to be seen`);
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`${person.at}: the Tab key never comes to ${what}`);
  };
  const pressAndWait = async (key) => {
    const before = await page.evaluate(() => performance.timeOrigin);
    await page.keyboard.press(key);
    await page.waitForFunction((t) => performance.timeOrigin !== t && document.readyState === 'complete', before);
  };
  await tabTo('main form button');
  await pressAndWait('Enter');
  await tabTo('form.question button[type=submit]'); // an empty page
  await pressAndWait('Enter');
  assert.ok(await page.evaluate(() => document.activeElement.matches('[data-errors], [data-errors] *')), 'the focus is on the error summary');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.ok(await page.evaluate(() => document.activeElement.matches('form.question input')), 'its link leads to the first choice');
  for (let n = 0; n < 60 && person.at.startsWith('/check/'); n++) {
    const fields = await page.locator('form.question fieldset').evaluateAll((list) => list.map((f) => [...f.querySelectorAll('input:not([type=hidden])')].map((i) => ({ type: i.type, name: i.name, value: i.value, none: 'none' in i.dataset }))));
    for (const inputs of fields) {
      const [{ type, name }] = inputs, id = name.replace(/\.(day|month|year|n)$/, '');
      if (type === 'text') {
        for (const i of inputs.filter((i) => i.type === 'text')) {
          const part = i.name.split('.').at(-1), value = part === 'n' ? '20' : (mild[id]?.[part] ?? { day: '1', month: '2', year: '2026' }[part]);
          await tabTo(`[name="${i.name}"]`);
          await page.keyboard.type(value);
        }
      } else if (type === 'checkbox') {
        const value = inputs.find((i) => i.value === mild[id] && mild[id] !== '0')?.value ?? inputs.find((i) => i.none).value;
        await tabTo(`[name="${name}"][value="${value}"]`);
        await page.keyboard.press('Space');
      } else {
        const want = mild[id] ?? inputs[0].value;
        await tabTo(`[name="${name}"]`);
        await page.keyboard.press('Space');
        for (let k = 0; k < inputs.length && (await page.evaluate(() => document.activeElement.value)) !== want; k++) await page.keyboard.press('ArrowDown');
      }
    }
    await tabTo('form.question button[type=submit]');
    await pressAndWait('Enter');
  }
  assert.equal(person.at, '/answers');
  await tabTo('main form button');
  await pressAndWait('Enter');
  assert.equal(await person.level(), 'suitable');
  await leave(person);
});

for (const lang of languages) {
  test(`the whole way in ${lang}`, async () => {
    const person = await somebody(calf, { lang });
    await person.page.goto(site.base + '/');
    await person.goes(person.page.locator(`main a[hreflang=${lang}]`));
    assert.equal(person.at, '/');
    await person.goes(person.page.locator('main form button').first());
    await person.answers();
    assert.equal(person.at, '/answers');
    await person.asksForTheResult();
    assert.equal(await person.level(), 'modify');
    assert.equal(await person.page.locator('html').getAttribute('lang'), lang);
    assert.doesNotMatch(await person.page.locator('body').innerText(), /\[[a-z_]+\.[a-z_.0-9]+\]/);
    if (lang !== 'en') assert.match(await person.page.locator('main').innerText(), { nl: /[a-z]/, ru: /[а-я]/ }[lang]);
    await leave(person);
  });
}

test('ask first, a letter to take along, and the go-ahead entered', async () => {
  const person = await arrived(operated);
  assert.equal(await person.level(), 'refer');
  await person.goes(person.page.locator('main a[href$="/letter"]'));
  assert.ok((await person.page.locator('main').innerText()).length > 300, 'the letter has something to say');
  await person.opens('/letter/nl');
  assert.equal(await person.page.locator('main [lang=nl]').first().count(), 1, 'the letter in a second language says so');
  await person.opens('/result');
  await person.goes(person.page.locator('main a[href$="/agreed"]').first());
  const { page } = person;
  await person.continues(); // empty
  assert.match(await page.title(), /^Error:/);
  const day = (days) => new Date(Date.now() + days * 24 * 3600 * 1000);
  const enter = async (name, d) => {
    for (const [part, v] of [['day', d.getDate()], ['month', d.getMonth() + 1], ['year', d.getFullYear()]]) await page.locator(`[name="${name}.${part}"]`).fill(String(v));
  };
  await page.locator('main form.question input[type=radio], main form.question input[type=checkbox]').first().check();
  await page.locator('#f-who').fill('Ms Almeida <surgeon>');
  await enter('given', day(-1));
  await enter('until', day(40));
  await person.continues();
  await person.opens('/agreed');
  assert.match(await page.locator('main').innerText(), /Ms Almeida <surgeon>/);
  await person.opens('/check');
  await person.answers();
  if (person.at === '/answers') await person.asksForTheResult();
  assert.ok(['modify', 'suitable'].includes(await person.level()), `after the go-ahead: ${await person.level()}`);
  await leave(person);
});

test('an entry in the diary shows in the trend, and can be taken out', async () => {
  const person = await arrived(mild);
  await person.opens('/diary/new');
  const { page } = person;
  for (const f of await page.locator('main form fieldset').all()) {
    const name = await f.locator('input').first().getAttribute('name');
    const value = { 'pain.back': '3', 'pain.leg': '0', 'site.left': '1', 'site.right': '1' }[name];
    if (value) await f.locator(`input[value="${value}"]`).evaluate((e) => e.click());
  }
  await person.goes(page.locator('main form button[type=submit]').first());
  assert.equal(person.at, '/diary');
  assert.equal(await page.locator('main table').count() > 0, true, 'the numbers stand in a table');
  await leave(person);
});
