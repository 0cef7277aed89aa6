// People in every state that pages show, and every page that they can reach.
import { Way, mild, fresh, operated, calf } from './person.js';

// sits opens the guided session, says that nothing has changed, and begins.
async function sits(way, begin) {
  await way.concludes(mild);
  await way.opens('/plan/self');
  await way.submits('/session');
  if (!begin) return;
  const f = way.form('/session/check');
  const pairs = Object.entries(f.hidden);
  for (const name of new Set(f.inputs.filter((i) => i.type === 'radio' || i.type === 'checkbox').map((i) => i.name))) {
    const values = f.values(name);
    pairs.push([name, values.includes('none') ? 'none' : values[0]]);
  }
  await way.sends(f.action, pairs);
  if (!way.html.includes('data-phase="running"')) throw new Error(`no session but ${way.at}`);
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
    const queue = ['/', '/nothing', '/result', '/answers', '/session'], seen = new Set(), alike = {};
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
// and the kinds of its fields. Looking at a page in a browser takes long.
export function oneOfEach(pages) {
  const kinds = new Map();
  for (const p of pages) {
    const parts = [...p.html.matchAll(/<(?:section|fieldset|aside)[^>]*class="((?:card|field) [^"]*)"/g)].map((m) => m[1]);
    const key = pattern(p.path).replace(/\/(nl|ru|en)$/, '/*') + ' ' + (p.path.startsWith('/check/') || p.path === '/result' || p.path === '/session' ? [...new Set(parts)].sort().join(',') : '');
    if (!kinds.has(key)) kinds.set(key, p);
  }
  return [...kinds.values()];
}
