/// <reference lib="webworker" />
// The service worker: it lets the offline module answer the pages and keeps
// the person's file. It decides nothing about the person.
import { blank, read, visit, write, type Rec } from "./store";

declare const self: ServiceWorkerGlobalScope;
// PS is written before this script by the server: what belongs to this build.
declare const PS: { build: string; exec: string; wasm: string; protocol: string; languages: string[]; precache: string[] };
declare const Go: new () => { importObject: WebAssembly.Imports; run(i: WebAssembly.Instance): Promise<void> };

interface Out {
  status: number; headers: [string, string][]; body: Uint8Array;
  file: Uint8Array | null; changed: boolean; keep: boolean; saved: number;
}
type Handle = (q: {
  method: string; url: string; headers: [string, string][]; body: Uint8Array | null;
  file: Uint8Array | null; keep: boolean; saved: number; newer: boolean;
}) => Promise<Out>;
interface Globals { paraspinalHandle?: Handle; paraspinalReady?: (build: string) => void }
const globals = self as unknown as Globals;

importScripts(PS.exec);

const cacheName = `paraspinal-${PS.build}`;
const patience = 5000; // after this the network may answer instead
const longest = 30000; // after this nothing is waited for
const urgent = 3000; // who needs help does not wait for a hand-over longer
const oldAge = 90 * 24 * 60 * 60 * 1000;

const sleep = (ms: number): Promise<undefined> => new Promise((done) => { setTimeout(() => done(undefined), ms); });

// Install and activate: one cache a build, all of it or nothing.

self.addEventListener("install", (e) => {
  e.waitUntil((async () => {
    await read(Date.now()); // where nothing can be stored the server goes on answering
    await (await caches.open(cacheName)).addAll(PS.precache);
  })());
});

self.addEventListener("activate", (e) => {
  e.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("paraspinal-") && name !== cacheName) await caches.delete(name);
    }
    await self.clients.claim(); // a session begun before it: its stop must find the file
  })());
});

self.addEventListener("message", (e) => {
  if (e.data === "use") e.waitUntil(self.skipWaiting());
  if (e.data === "stay") e.waitUntil(start().catch(() => undefined));
});

// The module is compiled once and lives as long as the worker.

let module: Promise<Handle> | undefined;

function start(): Promise<Handle> {
  module ??= (async () => {
    const began = performance.now();
    const stored = await (await caches.open(cacheName)).match(PS.wasm, { ignoreVary: true });
    const source = stored ?? await fetch(PS.wasm);
    const go = new Go();
    const { instance } = await WebAssembly.instantiateStreaming(source, go.importObject);
    const ready = new Promise<void>((done) => { globals.paraspinalReady = () => done(); });
    const ended = go.run(instance).then(() => { throw new Error("the module ended"); });
    ended.catch(() => { module = undefined; }); // the next request starts it anew
    await Promise.race([ready, ended]);
    const handle = globals.paraspinalHandle;
    if (!handle) throw new Error("the module has no handler");
    started = performance.now() - began;
    return (q) => Promise.race([handle(q), ended]);
  })();
  module.catch(() => { module = undefined; });
  return module;
}

let started = 0; // how long the module took, for the measure of it

// Requests are handled one after the other: two pages never mix what they read
// with what they write.

let tail: Promise<unknown> = Promise.resolve();

function queue<T>(run: () => Promise<T>): Promise<T> {
  const mine = tail.then(run);
  tail = mine.catch(() => undefined);
  return mine;
}

self.addEventListener("fetch", (e) => {
  const r = e.request;
  const u = new URL(r.url);
  if (u.origin !== self.location.origin) return;
  if (u.pathname.startsWith("/static/") || u.pathname.startsWith("/manifest/")) {
    if (r.method === "GET") e.respondWith(cached(r));
  } else if (isPage(u.pathname) && (r.method === "GET" || r.method === "POST")) {
    e.respondWith(page(r, u));
  }
});

function isPage(path: string): boolean {
  return path === "/" || PS.languages.some((l) => path === `/${l}` || path.startsWith(`/${l}/`));
}

async function cached(r: Request): Promise<Response> {
  const c = await caches.open(cacheName);
  return (await c.match(r.url, { ignoreVary: true })) ?? fetch(r);
}

// page answers with the module, else with the network, else with a plain page.
async function page(r: Request, u: URL): Promise<Response> {
  if (/^\/\w+\/device\//.test(u.pathname)) return plain(u, "unread", 200);
  const body = r.method === "POST" ? new Uint8Array(await r.arrayBuffer()) : null;
  const starting = start();
  let handle = await Promise.race([starting, sleep(patience)]).catch(() => undefined);
  if (!handle) {
    const reply = network(r, u, body, longest);
    const other = await (body ? reply : Promise.race([reply, starting.then(() => undefined, () => reply)]));
    if (other) return other;
    handle = await Promise.race([starting, sleep(longest)]).catch(() => undefined);
  }
  if (!handle) return plain(u, "unread", 503);
  const ready = handle;
  const whole = queue(() => answer(ready, r, u, body, false));
  try {
    const soon = /^\/\w+\/help$/.test(u.pathname) ? await Promise.race([whole, sleep(urgent)]) : await whole;
    if (soon) return soon;
    whole.catch(() => undefined);
    return await answer(ready, r, u, body, true);
  } catch (e) {
    // A page is asked for again without harm; a form is not.
    const other = await network(r, u, body, body ? longest : patience);
    if (other) return other;
    if (!(e instanceof NotYet)) return plain(u, "unread", 503);
  }
  return queue(() => answer(ready, r, u, body, true)).catch(() => plain(u, "unread", 503));
}

// NotYet says that the server may still hold answers that are not here.
class NotYet extends Error {}

// ours reports whether a page of ours made the request: another site's form
// reaches the worker too.
function ours(r: Request): boolean {
  return r.referrer.startsWith(`${self.location.origin}/`);
}

// network lets the server answer. It never gets a form while there is a file
// here: no answer leaves the device unawares.
async function network(r: Request, u: URL, body: Uint8Array | null, most: number): Promise<Response | undefined> {
  const here = await read(Date.now()).then((rec) => rec.file !== null, () => undefined);
  if (body && (here || !ours(r))) return plain(u, "unread", here ? 503 : 403);
  const headers = new Headers(r.headers);
  if (here !== false) headers.set("Paraspinal-Device", "unread");
  try {
    return await fetch(r.url, { method: r.method, headers, body: body as BodyInit | null, redirect: r.mode === "navigate" ? "manual" : "follow", credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(most) });
  } catch {
    return undefined;
  }
}

async function plain(u: URL, name: string, status: number): Promise<Response> {
  const first = u.pathname.split("/")[1] ?? "";
  const lang = PS.languages.includes(first) ? first : "en";
  const c = await caches.open(cacheName);
  const p = await c.match(`/${lang}/device/${name}`, { ignoreVary: true });
  const headers = new Headers(p?.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(p ? p.body : "Do not massage. Try again later.", { status, headers });
}

async function answer(handle: Handle, r: Request, u: URL, body: Uint8Array | null, alone: boolean): Promise<Response> {
  for (let tries = 0; tries < 4; tries++) {
    const now = Date.now();
    const rec = await settled(now);
    if (!rec.handed && !rec.file && !rec.drop && !alone) throw new NotYet();
    const q = { method: r.method, url: r.url, headers: headers(r), body, file: rec.file, keep: rec.keep, saved: rec.saved, newer: await newer(r, u) };
    const out = await handle(q);
    const next: Rec = { ...rec, used: now };
    if (out.changed) {
      next.file = out.file;
      next.keep = out.keep;
      next.saved = out.saved;
      if (!out.file) {
        next.handed = false; // a copy that the server's cookie might still hold goes too
        next.drop = true;
      }
    }
    if (out.changed || now - rec.used > 60000) {
      try {
        if (!await write(rec.rev, next)) continue; // somebody was quicker: once more on top of it
      } catch {
        if (out.changed) return plain(u, "unkept", 507);
      }
    }
    return reply(out, u);
  }
  return plain(u, "unkept", 503);
}

// settled reads the record after what is due: an old visit is erased, and what
// the server's cookie holds is taken over.
async function settled(now: number): Promise<Rec> {
  let rec = await read(now);
  if (rec.file && !rec.keep && now - rec.used > visit) {
    const gone: Rec = { ...blank(now), handed: rec.handed, drop: true };
    if (await write(rec.rev, gone)) rec = { ...gone, rev: rec.rev + 1 };
    else rec = await read(now);
  }
  if (!rec.handed && now - tried > 60000) {
    tried = now;
    rec = await takeOver(rec, now);
    if (rec.handed) tried = 0;
  }
  return rec;
}

let tried = 0; // when the server was last asked in vain

async function handover(step: string): Promise<Response> {
  return fetch("/handover", { method: "POST", headers: { "Paraspinal-Handover": step }, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(10_000) });
}

// takeOver moves what the cookie holds to this device: take it, store it, and
// only then let the server clear it. What was answered here is newer and stays.
async function takeOver(rec: Rec, now: number): Promise<Rec> {
  try {
    let next: Rec = { ...rec, handed: true, drop: false };
    if (rec.drop || rec.file) {
      await need(handover("drop"));
      if (!await write(rec.rev, next)) return await read(now);
      return { ...next, rev: rec.rev + 1 };
    }
    const taken = await handover("take");
    if (!taken.ok) return rec;
    if (taken.status === 200) {
      next = { ...next, file: new Uint8Array(await taken.arrayBuffer()), used: now, handed: false };
      if (!await write(rec.rev, next)) return await read(now);
      next = { ...next, rev: rec.rev + 1 };
      await need(handover(`stored ${taken.headers.get("Paraspinal-Digest") ?? ""}`));
      const done: Rec = { ...next, handed: true };
      return await write(next.rev, done) ? { ...done, rev: next.rev + 1 } : await read(now);
    }
    return await write(rec.rev, next) ? { ...next, rev: rec.rev + 1 } : await read(now);
  } catch {
    return read(now); // no network: it begins with what is here
  }
}

async function need(p: Promise<Response>): Promise<void> {
  const r = await p;
  if (!r.ok) throw new Error(`hand-over: ${r.status}`);
}

// newer reports whether another build waits. When the rules are old it looks
// for one before a new check.
async function newer(r: Request, u: URL): Promise<boolean> {
  const reg = self.registration;
  if (r.method === "POST" && /^\/\w+\/(check|again)$/.test(u.pathname) && Date.now() - Date.parse(PS.protocol) > oldAge) {
    await Promise.race([reg.update().catch(() => undefined), sleep(4000)]);
    if (reg.installing) return true;
  }
  return reg.waiting !== null;
}

// headers says, as a browser does to a server, where a form comes from.
function headers(r: Request): [string, string][] {
  const out: [string, string][] = [];
  for (const name of ["accept", "accept-language", "content-type"]) {
    const v = r.headers.get(name);
    if (v !== null) out.push([name, v]);
  }
  if (r.method !== "GET") out.push(["Sec-Fetch-Site", ours(r) ? "same-origin" : "cross-site"]);
  return out;
}

function reply(out: Out, u: URL): Response {
  const h = new Headers(out.headers);
  const to = h.get("Location");
  if (to !== null && out.status >= 300 && out.status < 400) return Response.redirect(new URL(to, u).href, out.status === 301 ? 301 : 303);
  h.delete("Content-Length");
  h.set("Server-Timing", `module;dur=${started.toFixed(0)}`);
  return new Response(out.body as BodyInit, { status: out.status, headers: h });
}
