// The guided session: a countdown that runs on deadlines, a stop that needs no
// network, tones, and a screen that stays on. The server knows what is done
// next; this only counts, asks it, and shows its answer.

import { Sound } from "./sound";

interface Answer { url: string; text: string; redirected: boolean }
interface Held { url: string; body: URLSearchParams }

const minute = 55_000;
const longest = 10_000; // for one answer
const kept = "paraspinal-stop"; // stops that were not sent yet, of this tab alone

const main = (): HTMLElement => document.querySelector("main") ?? document.body;
const root = (): HTMLElement | null => main().querySelector<HTMLElement>("[data-session]");
const part = (selector: string): HTMLElement | null => main().querySelector<HTMLElement>(selector);

const sound = new Sound();
const live = document.createElement("p");
let end = 0; // of the step, in the time of performance.now, which no clock change moves
let long = 0;
let heard = 0; // when the server last answered
let timer = 0;
let retry = 0;
let wait = 0; // before the next try
let said = ""; // the last moment announced
let lost = false;
let frozen = false; // what was pressed could not be sent: nothing counts on
let held: Held | null = null;
let stops: string[] = []; // reasons to send; the first tap has none yet
let stopURL = "";
let page: DocumentFragment | null = null; // the stop page, for when the network is gone
let wake: WakeLockSentinel | null = null;
let tabs: BroadcastChannel | null = null;
let line: Promise<unknown> = Promise.resolve();

const phase = (): string => root()?.dataset.phase ?? "";
const text = (name: string): string => root()?.dataset[name] ?? "";

function say(words: string): void {
  live.textContent = words;
}

/** One request at a time, in all tabs: an older answer must not overwrite a newer one. */
function post(url: string, body: URLSearchParams): Promise<Answer> {
  const run = async (): Promise<Answer> => {
    const got = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(longest) });
    if (got.status >= 500) throw new Error("fault");
    return { url: got.url, text: await got.text(), redirected: got.redirected };
  };
  const turn = (): Promise<Answer> => (navigator.locks ? navigator.locks.request("paraspinal-session", run) as unknown as Promise<Answer> : run());
  const next = line.then(turn, turn);
  line = next.catch(() => undefined);
  return next;
}

/** Shows an answer of the server in place of what is shown. */
function take(answer: Answer): void {
  heard = performance.now();
  const doc = new DOMParser().parseFromString(answer.text, "text/html");
  const fresh = doc.querySelector("main");
  if (!fresh) throw new Error("no page");
  const next = fresh.querySelector<HTMLElement>("[data-session]");
  if (doc.body.dataset.build !== document.body.dataset.build || (!next && answer.redirected)) {
    location.assign(answer.redirected ? answer.url : location.href);
    return;
  }
  if (answer.redirected) history.replaceState(null, "", new URL(answer.url).pathname);
  found();
  frozen = false;
  const now = root();
  const same = now !== null && next !== null && now.dataset.key === next.dataset.key;
  if (same && !fresh.querySelector("[data-errors],[role=status]")) {
    Object.assign(now.dataset, { left: next.dataset.left, length: next.dataset.length });
    show(false);
    return;
  }
  const before = document.activeElement;
  const kind = now?.dataset.phase;
  const step = now?.dataset.step;
  main().replaceChildren(...fresh.childNodes);
  document.title = doc.title;
  document.querySelector(".back")?.remove(); // it belonged to the page before
  show(kind !== phase() || step !== root()?.dataset.step);
  focus(before, kind);
}

/** Keeps the place of the reader: on the same button, or at the top of a new page. */
function focus(before: Element | null, kind: string | undefined): void {
  const errors = part("[data-errors]");
  const again = before?.id ? document.getElementById(before.id) : null;
  if (errors) errors.focus();
  else if (again && kind !== "over" && phase() !== "over") again.focus();
  else if (phase() === "over" || kind === undefined || before !== document.body) {
    part("h1[tabindex]")?.focus();
    if (phase() !== kind) scrollTo(0, 0);
  }
}

/** Begins to count what the page shows. */
function show(fresh: boolean): void {
  const now = root();
  clearTimeout(timer);
  sound.silence();
  if (!now) return;
  for (const e of main().querySelectorAll<HTMLElement>("[data-noscript],[data-plain]")) e.hidden = true;
  const local = main().querySelector<HTMLTemplateElement>("template[data-stop-page]");
  if (local) page = local.content;
  stopURL = main().querySelector<HTMLFormElement>("form[data-stop]")?.action ?? stopURL;
  if (phase() === "over") {
    void wake?.release();
    wake = null;
    return;
  }
  long = Number(now.dataset.length);
  end = performance.now() + Number(now.dataset.left);
  const clock = part("[data-clock]");
  if (clock) clock.hidden = false;
  const bar = part("[data-bar]");
  if (bar) bar.hidden = false;
  if (fresh) {
    said = "";
    say(phase() === "paused" ? part("[data-paused]")?.textContent ?? "" : text("sayStart"));
  }
  if (phase() === "running") sound.plan(end, long, fresh);
  label();
  void awake();
  count();
}

const left = (): number => (phase() === "running" ? Math.max(end - performance.now(), 0) : Number(root()?.dataset.left));

function count(): void {
  clearTimeout(timer);
  const now = root();
  if (!now || phase() === "over" || frozen) return;
  const ms = left();
  const s = Math.ceil(ms / 1000);
  const clock = part("[data-clock]");
  if (clock) clock.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  const bar = part("[data-bar]");
  if (bar instanceof HTMLProgressElement) bar.value = ms;
  if (phase() === "running") moment(ms);
  const quiet = performance.now() - heard;
  if (!lost && quiet > 1000 && ((phase() === "running" && ms === 0) || quiet > minute)) void tick();
  timer = window.setTimeout(count, ms > 0 ? Math.min(ms % 1000 || 1000, 1000) : 1000);
}

/** Says aloud where the step is, once each. */
function moment(ms: number): void {
  const at = ms === 0 ? "sayEnd" : ms <= 10_000 && long > 20_000 ? "sayTen" : ms <= long / 2 && long >= 40_000 ? "sayHalf" : "";
  if (!at || at === said) return;
  said = at;
  say(text(at));
}

let asking = false;
let flushing = false;

/** Once stop is pressed, no answer that was on its way brings the step back. */
const stopping = (): boolean => stops.length > 0 || flushing;

async function tick(): Promise<void> {
  if (asking || phase() === "over" || !root()) return;
  asking = true;
  try {
    const answer = await post(text("event"), new URLSearchParams({ do: "tick", step: text("step") }));
    if (!stopping()) take(answer);
  } catch {
    gone();
  } finally {
    asking = false;
  }
}

/** The network is gone: say so, and try again and again. */
function gone(): void {
  if (!lost) {
    lost = true;
    wait = 500;
  }
  const words = text(frozen ? "sayHeld" : "sayLost");
  const note = part("[data-lost]");
  if (note && note.textContent !== words) {
    note.textContent = words;
    note.hidden = false;
    say(words);
  }
  const unsent = part("[data-unsent]");
  if (unsent) unsent.hidden = stops.length === 0;
  wait = Math.min(wait * 2, 15_000);
  clearTimeout(retry);
  retry = window.setTimeout(again, wait);
}

function found(): void {
  if (!lost) return;
  lost = false;
  clearTimeout(retry);
  const note = part("[data-lost]");
  if (note) note.hidden = true;
  say(text("sayBack"));
}

function again(): void {
  clearTimeout(retry);
  if (stops.length) void flush();
  else if (held) void send(held.url, held.body);
  else void tick();
}

/** Sends a button. What cannot be sent holds the step: hands off. */
async function send(url: string, body: URLSearchParams): Promise<void> {
  try {
    const answer = await post(url, body);
    held = null;
    tabs?.postMessage("moved");
    if (!stopping()) take(answer);
  } catch {
    const what = body.get("do");
    if (what !== "resume" && what !== "extend") {
      held = { url, body };
      frozen = true;
      clearTimeout(timer);
      sound.silence();
    }
    gone();
  }
}

/** The first tap on stop: hands off now, whatever the network does. */
function stop(): void {
  frozen = false;
  held = null;
  clearTimeout(timer);
  sound.silence();
  if (page) {
    const box = document.createElement("div");
    box.className = "session";
    Object.assign(box.dataset, { session: "", key: "ask", phase: "over" });
    box.append(page.cloneNode(true));
    main().replaceChildren(box);
    const heading = part("h1");
    document.title = `${heading?.textContent ?? ""} – Paraspinal`;
    heading?.focus();
    scrollTo(0, 0);
  }
  void wake?.release();
  wake = null;
  add("");
}

function add(why: string): void {
  stops.push(why);
  keep();
  void flush();
}

function keep(): void {
  try {
    if (stops.length) sessionStorage.setItem(kept, JSON.stringify([stopURL, ...stops]));
    else sessionStorage.removeItem(kept);
  } catch { /* without storage it lives as long as the page */ }
}

async function flush(): Promise<void> {
  if (flushing) return;
  flushing = true;
  try {
    let answer: Answer | null = null;
    while (stops.length) {
      const why = stops[0] ?? "";
      answer = await post(stopURL, new URLSearchParams(why ? { why } : {}));
      stops.shift();
      keep();
      tabs?.postMessage("moved");
    }
    const unsent = part("[data-unsent]");
    if (unsent) unsent.hidden = true;
    found();
    // On any other page the person goes where the stop leads; one with numbers to call stays.
    if (answer && (root() || !part('a[href^="tel:"]'))) take(answer);
  } catch {
    const why = stops[stops.length - 1];
    const told = why ? part(`[data-why="${CSS.escape(why)}"]`) : null;
    if (told?.hidden) {
      told.hidden = false;
      const ask = part("[data-stop-ask]");
      if (ask) ask.hidden = true;
      told.querySelector<HTMLElement>("h1")?.focus();
      scrollTo(0, 0);
    }
    gone();
  } finally {
    flushing = false;
  }
}

async function awake(): Promise<void> {
  const hint = part("[data-wake]");
  if (document.visibilityState !== "visible") return;
  try {
    if (!wake || wake.released) wake = await navigator.wakeLock.request("screen");
    if (hint) hint.hidden = true;
  } catch {
    if (hint) hint.hidden = false;
  }
}

function label(): void {
  const button = part("[data-sound]");
  if (!button) return;
  button.hidden = false;
  button.textContent = text(sound.on ? "soundOn" : "soundOff");
  button.setAttribute("aria-pressed", String(sound.on));
}

function submitted(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if ("delete" in form.dataset) {
    stops = [];
    keep();
    return;
  }
  if ("stop" in form.dataset) {
    event.preventDefault();
    stopURL = form.action;
    stop();
    return;
  }
  if (!("live" in form.dataset)) return;
  const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  event.preventDefault();
  if (button?.name === "why") {
    stopURL = form.action;
    add(button.value);
    return;
  }
  const body = new URLSearchParams([...new FormData(form, button)].map(([k, v]) => [k, String(v)]));
  if ("begin" in form.dataset) {
    post(form.action, body).then(take).catch(() => form.submit());
    return;
  }
  void send(form.action, body);
}

function seen(): void {
  if (document.visibilityState !== "visible" || !root()) return;
  if (phase() !== "over") void awake();
  if (lost) again();
  else void tick();
}

/** The stops that this tab could not send yet, on whatever page it is now. */
function waiting(): string[] {
  try {
    const [url, ...list] = JSON.parse(sessionStorage.getItem(kept) ?? "[]") as string[];
    stopURL = url ?? "";
    return url ? list : [];
  } catch {
    return []; // nothing was kept
  }
}

export function session(): void {
  stops = waiting();
  if (!stops.length && !part("[data-session],[data-live]")) return;
  live.className = "hidden";
  live.setAttribute("role", "status");
  document.body.append(live);
  document.addEventListener("submit", submitted);
  document.addEventListener("click", (event) => {
    sound.unlock();
    if (event.target instanceof HTMLElement && event.target.closest("[data-sound]")) {
      sound.toggle();
      if (phase() === "running") sound.plan(end, long, false);
      label();
    }
  });
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("pageshow", (event) => event.persisted && seen());
  window.addEventListener("online", () => lost && again());
  if ("BroadcastChannel" in window) {
    tabs = new BroadcastChannel("paraspinal-session");
    tabs.onmessage = () => void tick();
  }
  if (stops.length) void flush();
  heard = performance.now();
  show(true);
  if (phase() === "running") void tick();
}
