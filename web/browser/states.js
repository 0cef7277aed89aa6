// People in every state that pages show, and every page that they can reach.
import { Way, mild, fresh, operated, calf } from './person.js';

// sits opens the guided session, says that nothing has changed, and begins.
async function sits(way, begin) {
  await way.concludes(mild);
  await way.opens('/plan/self');
  await way.submits('/session');
  if (!begin) return;
  const f = way.form('/session/check');
  await way.sends(f.action, told(f));
  if (!way.html.includes('data-phase="running"')) throw new Error(`no session but ${way.at}`);
}

// told fills in a form about how it is now: no change, and a little pain.
function told(form) {
  const pairs = Object.entries(form.hidden);
  for (const name of new Set(form.inputs.filter((i) => i.type === 'radio' || i.type === 'checkbox').map((i) => i.name))) {
    const values = form.values(name), said = { 'pain.back': '1', 'pain.leg': '0' }[name] ?? mild[name];
    pairs.push([name, values.includes(said) ? said : values.includes('none') ? 'none' : values[0]]);
  }
  return pairs;
}

// finishes goes through every step of the session, and ends also says how it was.
async function finishes(way) {
  await sits(way, true);
  for (let n = 0; n < 60 && way.html.includes('value="skip"'); n++) await way.submits('/session/event', { do: 'skip' });
}
async function ends(way) {
  await finishes(way);
  const f = way.form('/session/end');
  await way.sends(f.action, told(f));
  if (way.at !== '/session/after') throw new Error(`no end of the session but ${way.at}`);
}

// states bring a new context to where a person of that kind is.
export const states = {
  nobody: async (way) => way.opens('/'),
  half: async (way) => { await way.begins(); await way.answers(mild, 'site'); },
  checked: async (way) => { await way.begins(); await way.answers(mild); },
  suitable: async (way) => way.concludes(mild),
  modify: async (way) => way.concludes(calf),
  postpone: async (way) => way.concludes(fresh),
  refer: async (way) => way.concludes(operated),
  urgent: async (way) => way.concludes({ ...mild, 'neuro.weakness': 'new' }),
  emergency: async (way) => way.concludes({ ...mild, 'neuro.saddle_sensation': 'new' }),
  starting: async (way) => sits(way, false),
  sitting: async (way) => sits(way, true),
  ending: finishes,
  after: ends,
  stopping: async (way) => { await sits(way, true); await way.submits('/session/stop'); },
};

// Lists whose pages are all alike: a few of each are looked at.
const lists = ['/rules/', '/can/', '/learn/', '/glossary/', '/evidence/'];
const few = 2;

// pattern is what an address has in common with others like it.
const pattern = (path) => {
  const l = [...lists, '/check/'].find((l) => path.startsWith(l));
  return l ? l + '*' : path.replace(/[0-9a-f]{8,}/g, '*').replace(/\d+/g, 'n');
};

// shape is what a page is made of: two pages of one shape look alike.
const shape = (html) => {
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  return [...new Set([...main.matchAll(/<([a-z0-9]+)([^>]*)>/g)].map(([, tag, rest]) => tag + (rest.match(/class="([^"]*)"/)?.[1] ?? '')))].sort().join(' ');
};

// everyPage follows every link of every person, and gives one page of each
// shape: who sees it, its address and its HTML.
export async function everyPage(browser, base, lang = 'en', who = Object.keys(states)) {
  const found = new Map();
  for (const name of who) {
    const context = await browser.newContext();
    const way = new Way(context, base, lang);
    await states[name](way);
    const cookies = await context.storageState();
    const queue = ['/', '/nothing', '/result', '/answers', '/session', '/checkin', '/review'], seen = new Set(), alike = {};
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const p = lists.some((l) => path.startsWith(l)) && pattern(path);
      if (seen.has(path) || (p && alike[p] >= few)) continue;
      seen.add(path);
      await way.opens(path);
      seen.add(way.at);
      alike[p] = (alike[p] ?? 0) + 1;
      if (way.download || !way.html.trimStart().startsWith('<!doctype html>') || (way.status === 404 && path !== '/nothing')) continue; // the Go tests follow dead links
      const key = pattern(way.at) + ' ' + shape(way.html);
      if (!found.has(key)) found.set(key, { name: `${name} ${way.at}`, state: name, path: way.at, html: way.html, cookies });
      for (const [, to] of way.html.matchAll(/<a [^>]*href="([^"#?]*)/g)) {
        if (to.startsWith(`/${lang}/`)) queue.push(to.slice(lang.length + 1));
      }
    }
    await context.close();
  }
  return [...found.values()];
}

// oneOfEach keeps one page of each kind: of an address, the level of its card,
// and the kinds of its fields; of what tells how it went also whether there is
// anything to tell. Looking at a page in a browser takes long.
export function oneOfEach(pages) {
  const kinds = new Map();
  for (const p of pages) {
    const parts = [];
    if (p.path.startsWith('/check/') || p.path === '/result' || p.path === '/session') parts.push(...p.html.matchAll(/<(?:section|fieldset|aside)[^>]*class="((?:card|field) [^"]*)"/g));
    if (['/diary', '/checkin', '/review'].includes(p.path)) parts.push(...p.html.matchAll(/<(table|fieldset|svg)\b/g));
    const key = pattern(p.path).replace(/\/(nl|ru|en)$/, '/*') + ' ' + [...new Set(parts.map(([, part]) => part))].sort().join(',');
    if (!kinds.has(key)) kinds.set(key, p);
  }
  return [...kinds.values()];
}
