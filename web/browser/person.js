// What a person tells, and how they fill in the pages.

const day = 24 * 3600 * 1000;
const ago = (days) => {
  const d = new Date(Date.now() - days * day);
  return { day: String(d.getDate()), month: String(d.getMonth() + 1), year: String(d.getFullYear()) };
};

// mild is somebody with a bulge and a little pain in the middle of the back.
export const mild = {
  'pain.back': '2', 'pain.leg': '0', 'site.left': '2', 'site.right': '0',
  'onset.date': ago(90), 'disc.type': 'bulge', 'disc.region': 'lumbar', 'care.assessed': 'yes', 'pain.trend': 'improving', 'person.born': { month: '6', year: '1980' },
};
// wait had their pain come back yesterday.
export const fresh = { ...mild, 'onset.date': ago(1), 'site.left': '1', 'site.right': '1' };
// operated had an operation 2 months ago, and nobody was asked.
export const operated = {
  ...mild, 'disc.type': 'extrusion', 'surgery.spine': 'true', 'surgery.date': ago(56), 'surgery.wound': 'healed', 'surgery.discharged': 'no', tick: ['surgery.spine'],
};
// calf has pain down to the calf, examined and improving.
export const calf = { ...mild, 'pain.back': '3', 'pain.leg': '4', 'site.left': '0', 'site.right': '5', 'onset.date': ago(21), 'disc.type': 'protrusion' };

const decode = (s) => s.replaceAll('&amp;', '&').replaceAll('&#34;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>');
const attribute = (tag, name) => decode(tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1] ?? '');

// formsOf reads the forms of a page: where each is sent and what it can hold.
export function formsOf(html) {
  return [...html.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)].map(([text]) => {
    const inputs = [...text.matchAll(/<input[^>]*>/g)].map(([tag]) => ({
      type: attribute(tag, 'type') || 'text', name: attribute(tag, 'name'), value: attribute(tag, 'value'), checked: /\schecked/.test(tag),
    }));
    return {
      action: attribute(text.match(/<form[^>]*>/)[0], 'action'),
      question: /<form[^>]*class="[^"]*question/.test(text),
      inputs,
      hidden: Object.fromEntries(inputs.filter((i) => i.type === 'hidden').map((i) => [i.name, i.value])),
      values: (name) => inputs.filter((i) => i.name === name).map((i) => i.value),
      has: (name) => inputs.some((i) => i.name === name),
    };
  });
}

// fill gives the fields of a question as a person answers it: pairs, because a
// name may come twice.
export function fill(form, told) {
  const pairs = Object.entries(form.hidden);
  const ids = form.hidden.asks.split(' ');
  if (form.has('tick')) {
    const ticks = (told.tick ?? []).filter((id) => form.values('tick').includes(id));
    return [...pairs, ...(ticks.length ? ticks : ['none']).map((v) => ['tick', v])];
  }
  for (const id of ids) {
    const a = told[id];
    if (a === 'unsure') pairs.push([id, 'unsure']);
    else if (form.has(id + '.year')) {
      for (const part of ['day', 'month', 'year']) if (form.has(`${id}.${part}`)) pairs.push([`${id}.${part}`, (a ?? ago(60))[part] ?? '']);
    } else if (form.has(id + '.n')) pairs.push([id + '.n', a ?? '20']);
    else {
      const values = form.values(id);
      if (a !== undefined && !values.includes(a)) throw new Error(`${id} cannot be ${a}: ${values}`);
      pairs.push([id, a ?? values[0]]);
    }
  }
  return pairs;
}

// Way goes through the pages without showing them, with the cookies of a
// browser's context: fast ways to where a test begins.
export class Way {
  constructor(context, base, lang = 'en') {
    Object.assign(this, { context, base, lang });
  }
  async took(answer) {
    this.at = new URL(answer.url()).pathname.replace('/' + this.lang, '');
    this.status = answer.status();
    this.download = (answer.headers()['content-disposition'] ?? '').startsWith('attachment');
    this.html = await answer.text();
    return this;
  }
  async opens(path) {
    return this.took(await this.context.request.get(`${this.base}/${this.lang}${path}`));
  }
  async sends(action, pairs) {
    const body = new URLSearchParams(pairs).toString();
    return this.took(await this.context.request.post(this.base + action, { data: body, headers: { 'content-type': 'application/x-www-form-urlencoded', origin: this.base } }));
  }
  form(path) {
    const f = formsOf(this.html).find((f) => f.action === `/${this.lang}${path}`);
    if (!f) throw new Error(`${this.at} has no form to ${path}`);
    return f;
  }
  async submits(path, more = {}) {
    const f = this.form(path);
    return this.sends(f.action, Object.entries({ ...f.hidden, ...more }));
  }
  async begins() {
    await this.opens('/');
    return this.submits('/check', { zone: 'Europe/Amsterdam' });
  }
  asking() {
    return formsOf(this.html).find((f) => f.question);
  }
  // answers page after page, until a question is asked or the questions end.
  async answers(told, question) {
    for (let n = 0; n < 80; n++) {
      const f = this.asking();
      if (!f || (question && f.action.endsWith('/check/' + question))) return this;
      await this.sends(f.action, fill(f, told));
      if (this.status !== 200) throw new Error(`${f.action} answers ${this.status}`);
    }
    throw new Error('the questions have no end');
  }
  async concludes(told) {
    await this.begins();
    await this.answers(told);
    if (this.at === '/answers') await this.submits('/answers');
    if (this.at !== '/result') throw new Error(`no result but ${this.at}`);
    return this;
  }
}

// Person uses the pages in a browser, by their controls.
export class Person {
  constructor(page, base, lang = 'en', told = mild) {
    Object.assign(this, { page, base, lang, told });
  }
  get at() {
    return new URL(this.page.url()).pathname.replace('/' + this.lang, '');
  }
  async opens(path) {
    await this.page.goto(`${this.base}/${this.lang}${path}`);
    return this;
  }
  async begins() {
    await this.opens('/');
    await this.goes(this.page.locator(`form[action="/${this.lang}/check"] button`));
    return this;
  }
  // goes presses what leads to another page, and waits until that is there.
  async goes(button) {
    await Promise.all([this.page.waitForEvent('load'), button.click()]);
  }
  async answersThisPage(told = this.told) {
    const f = formsOf(await this.page.content()).find((f) => f.question);
    for (const [name, value] of fill(f, told)) {
      if (f.hidden[name] !== undefined) continue;
      const input = f.inputs.find((i) => i.name === name && (i.type === 'text' || i.value === value));
      if (input.type === 'text') await this.page.locator(`form.question [name="${name}"]`).fill(value);
      else await this.page.locator(`form.question [name="${name}"][value="${value}"]`).check();
    }
    await this.continues();
    return this;
  }
  async continues() {
    await this.goes(this.page.locator('form.question button[type=submit]'));
  }
  async answers(question) {
    for (let n = 0; n < 80 && this.at.startsWith('/check/') && this.at !== '/check/' + question; n++) await this.answersThisPage();
    return this;
  }
  async asksForTheResult() {
    await this.goes(this.page.locator(`form[action="/${this.lang}/answers"] button`).first());
    return this;
  }
  // passesTheStartCheck says that nothing has changed.
  async passesTheStartCheck() {
    for (const f of await this.page.locator('form[data-begin] fieldset').all()) {
      const none = f.locator('input[data-none]');
      if (await none.count()) await none.check();
      else await f.locator('input').first().check();
    }
    await this.page.locator('form[data-begin] button.big').click();
    await this.page.locator('[data-phase=running]').waitFor();
    return this;
  }
  async h1() {
    return (await this.page.locator('h1').first().innerText()).trim();
  }
  async level() {
    const c = await this.page.locator('main .card').first().getAttribute('class');
    return c.replace(/\b(card|small)\b/g, '').trim();
  }
}
